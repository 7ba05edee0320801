// One attempt of an activity: when it began, how it is cancelled, and how it fails when nothing is known.
import { Context } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import { failure } from './failure.ts';

/** `began` is of `performance.now()`. What serves several attempts at once has neither signal nor promise. */
export interface Attempt {
  began: number;
  signal?: AbortSignal;
  /** Rejects with Temporal's `CancelledFailure`. */
  cancelled?: Promise<never>;
}

/** The work of several attempts, begun now. */
export const beginShared = (): Attempt => ({ began: performance.now() });

/** Waits no longer than the attempt does; what is waited for goes on. */
export function unlessCancelled<T>(promise: Promise<T>, { cancelled }: Attempt): Promise<T> {
  return cancelled === undefined ? promise : Promise.race([promise, cancelled]);
}

/** An activity that fails by the table of failures only. `slow` in milliseconds. */
export function asActivity<I extends { requestId: string }, O>(
  name: string,
  slow: (input: I) => number,
  work: (input: I, attempt: Attempt, number: number) => Promise<O>,
): (input: I) => Promise<O> {
  return async (input) => {
    const { cancellationSignal: signal, cancelled, info, log } = Context.current();
    try {
      return await work(input, { began: performance.now(), signal, cancelled }, info.attempt);
    } catch (error) {
      if (error instanceof TemporalFailure) throw error;
      // The message of an unknown error may hold anything: its name and the place of it may not.
      const { name: kind, stack } = error instanceof Error ? error : { name: 'no error' };
      log.error(`${name} met an error that it does not know`, { kind, at: placesOf(stack) });
      throw failure('Unexpected', `${name} of request ${input.requestId}: ${kind}`, slow(input));
    }
  };
}

function placesOf(stack = ''): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5);
}
