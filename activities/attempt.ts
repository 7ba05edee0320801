// One attempt of an activity: when it began, how it is cancelled, and how it fails when nothing is known.
import { Context } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import { failure } from './failure.ts';

/** Work that several attempts share has no time-out, signal or cancellation. */
export interface Attempt {
  /** Of `performance.now()`. */
  began: number;
  /** The same moment of `Date.now()`. */
  beganAt: number;
  /** Temporal's `startToCloseTimeout` for this attempt, in milliseconds, as the plan pinned it. */
  startToClose?: number;
  signal?: AbortSignal;
  /** Rejects with Temporal's `CancelledFailure`. */
  cancelled?: Promise<never>;
}

/** The work of several attempts, begun now. */
export const beginShared = (): Attempt => ({ began: performance.now(), beganAt: Date.now() });

/**
 * Milliseconds since the attempt began, by the clock that says more: the steady one may stand still while
 * a machine is suspended, and the other may be set back.
 */
export const elapsed = ({ began, beganAt }: Attempt): number =>
  Math.max(performance.now() - began, Date.now() - beganAt);

/** What is left of a long attempt for telling Temporal how it ended, in milliseconds. */
const toReport = 1_000;

/** How long after its beginning the last call of an attempt must have ended, in milliseconds. */
export function usable({ startToClose }: Attempt): number {
  if (startToClose === undefined) return Number.POSITIVE_INFINITY;
  return startToClose - Math.min(toReport, startToClose / 10);
}

/** Waits no longer than the attempt does; what is waited for goes on. */
export function unlessCancelled<T>(promise: Promise<T>, { cancelled }: Attempt): Promise<T> {
  return cancelled === undefined ? promise : Promise.race([promise, cancelled]);
}

/** An activity that fails by the table of failures only. `slow` in milliseconds. */
export function asActivity<I extends { requestId: string }, O>(
  name: string,
  slow: (input: NoInfer<I>) => number,
  work: (input: I, attempt: Attempt, number: number) => Promise<O>,
): (input: I) => Promise<O> {
  return async (input) => {
    const { cancellationSignal: signal, cancelled, info, log } = Context.current();
    try {
      const { attempt, startToCloseTimeoutMs: startToClose } = info;
      return await work(input, { ...beginShared(), startToClose, signal, cancelled }, attempt);
    } catch (error) {
      if (error instanceof TemporalFailure) throw error;
      // The message of an unknown error may hold anything: its name and the place of it may not.
      const { name: kind, stack } = error instanceof Error ? error : { name: 'no error' };
      log.error(`${name} met an error that it does not know`, { kind, at: placesOf(stack, 5) });
      throw failure('Unexpected', `${name} of request ${input.requestId}: ${kind}`, slow(input));
    }
  };
}

/** The first places of a stack, without the message that it begins with. */
export function placesOf(stack = '', most: number): string[] {
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return lines.slice(0, most).map((line) => line.trim());
}
