// Outcome: waits for the end of a request, in however many runs it goes on until then.
import { WorkflowFailedError } from '@temporalio/client';
import { workflowIdOf } from '../contract/access-request.ts';
import type { AccessRequestWorkflow } from '../workflows/definitions.ts';
import type { Outcome } from '../contract/outcome.ts';
import { AccessRequestError } from './errors.ts';
import { latestRun, outcomeOf } from './run.ts';
import {
  call,
  grpcStatusOf,
  notFound,
  unlessAbsent,
  type TemporalSession,
} from './temporal/calls.ts';

/** How to wait for an outcome. */
export interface OutcomeOptions {
  /** Aborted: wait no more, and throw its reason. `AbortSignal.timeout(60_000)` waits for a minute. */
  signal?: AbortSignal;
}

interface Waiting extends OutcomeOptions {
  /** Aborted when the client is closed, with the error that says so. */
  closing: AbortSignal;
  /** Milliseconds of each look. */
  lookFor?: number;
}

/** @throws AccessRequestError `NotFound`, `Stopped`; the reason of a signal */
export async function waitForOutcome(
  session: TemporalSession,
  id: string,
  { signal, closing, lookFor = 300_000 }: Waiting,
): Promise<Outcome> {
  const stop = AbortSignal.any([closing, ...(signal === undefined ? [] : [signal])]);
  for (;;) {
    const outcome = await until(stop, session, () => look(session, id, stop, lookFor));
    if (outcome !== undefined) return outcome;
  }
}

/**
 * Works until `stop` is aborted, and then throws its reason. The signal that the SDK is given is one of this work, for it
 * keeps every call for as long as the signal is there: months, where that were the caller's.
 */
async function until<T>(
  stop: AbortSignal,
  { connection }: TemporalSession,
  work: () => Promise<T>,
): Promise<T> {
  stop.throwIfAborted();
  const working = new AbortController();
  const end = () => working.abort();
  stop.addEventListener('abort', end);
  try {
    return await connection.withAbortSignal(working.signal, work);
  } catch (error) {
    stop.throwIfAborted();
    throw error;
  } finally {
    stop.removeEventListener('abort', end);
  }
}

/** The outcome; undefined where the run went on in another, was reset, or goes on for longer than the look. */
async function look(
  session: TemporalSession,
  id: string,
  stop: AbortSignal,
  lookFor: number,
): Promise<Outcome | undefined> {
  const run = await latestRun(session, id);
  if (run === undefined) throw notFound(id);
  if (run.state === 'completed') return outcomeOf(session, id, run.runId);
  if (run.state !== 'running') {
    const what = `the access request ${id} was stopped from outside (${run.state}) and has no outcome`;
    throw new AccessRequestError('Stopped', what, { requestId: id });
  }
  const handle = session.client.workflow.getHandle<AccessRequestWorkflow>(
    workflowIdOf(id),
    run.runId,
  );
  const end = async () => {
    // The SDK hears an abort during a call, and not that one was before it.
    stop.throwIfAborted();
    return unlessAbsent(isOver, () => handle.result());
  };
  return call(session, end, id, lookFor);
}

/** CANCELLED or DEADLINE_EXCEEDED, and either is what a deadline of ours may look like; or the run ended in another way. */
function isOver(error: unknown): boolean {
  if (error instanceof WorkflowFailedError) return true;
  const code = grpcStatusOf(error)?.code;
  return code === 1 || code === 4;
}
