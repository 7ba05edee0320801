// What asking a system once has shown: one finding for each thing that was looked at.
import { ApplicationFailure } from '@temporalio/common';
import { failures, isFailureType, type FailureType } from '../../contract/failures.ts';

/** `warning`: it works, and something will be missed. `wrong`: requests will wait or need a person. */
export type Finding = { subject: string; words: string } & (
  { verdict: 'ok' } | { verdict: 'warning' | 'wrong'; remedy: string }
);

export const fine = (subject: string, words: string): Finding => ({
  verdict: 'ok',
  subject,
  words,
});

export const warning = (subject: string, words: string, remedy: string): Finding => ({
  verdict: 'warning',
  subject,
  words,
  remedy,
});

/** While a request can only wait for these, whoever checks can do something about them. */
const now: Partial<Record<FailureType, string>> = {
  Unreachable: 'See whether it runs, and whether its address in the configuration is right.',
  NoAnswer: 'See whether it is overloaded, or whether something on the way swallows the call.',
  Unavailable: 'See whether it is being maintained.',
  RateLimited: 'See which limit applies to the account; check again later.',
};

/** A failed question, in the words of the table of failures. */
export function wrong(subject: string, error: unknown): Finding {
  const known = error instanceof ApplicationFailure ? error : undefined;
  const told = known?.type ?? '';
  const type = isFailureType(told) ? told : 'Unexpected';
  const said = known?.message ?? (error instanceof Error ? error.name : 'no error');
  const { words, remedy } = failures[type];
  const todo = now[type] ?? remedy;
  return { verdict: 'wrong', subject, words: `${words} (${said})`, remedy: todo };
}
