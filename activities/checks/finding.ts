// What asking a system once has shown: one finding for each thing that was looked at.
import { ApplicationFailure } from '@temporalio/common';
import { failures, isFailureType } from '../../workflows/failures.ts';

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

/** A failed question, in the words of the table of failures. */
export function wrong(subject: string, error: unknown): Finding {
  const known = error instanceof ApplicationFailure ? error : undefined;
  const type = known?.type ?? '';
  const { words, remedy } = isFailureType(type) ? failures[type] : failures.Unexpected;
  const said = known?.message ?? (error instanceof Error ? error.name : 'no error');
  return { verdict: 'wrong', subject, words: `${words} (${said})`, remedy };
}
