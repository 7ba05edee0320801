// Messages to a request: cancel it, or have it try again.
import { randomUUID } from 'node:crypto';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { guardCancel, guardRetry, type Guarded } from '../workflows/guards.ts';
import {
  cancelSignal,
  retryUpdate,
  workflowIdOf,
  type RetryMessage,
} from '../workflows/messages.ts';
import { AccessRequestError } from './errors.ts';
import { latestRun, outcomeOf } from './run.ts';
import { call, notFound, type TemporalSession } from './temporal/calls.ts';

/** Who cancels, and why; `id` counts once, so that sending again changes nothing. A random one where unset. */
export interface Cancellation {
  id?: string;
  by: string;
  reason: string;
}

/** The cancellation was taken by Temporal, and is handled as soon as a worker runs. */
export interface CancelSent {
  kind: 'sent';
  id: string;
  /** The id of the message. */
  messageId: string;
}

/** @throws AccessRequestError `MessageInvalid`, `NotFound`, `Ended` */
export async function cancel(
  session: TemporalSession,
  id: string,
  cancellation: Cancellation,
): Promise<CancelSent> {
  const message = checked(id, guardCancel({ id: randomUUID(), ...cancellation }));
  const handle = session.client.workflow.getHandle(workflowIdOf(id));
  await whileOpen(session, id, () => handle.signal(cancelSignal, message));
  return { kind: 'sent', id, messageId: message.id };
}

/** The request goes on at once with what it waits for. */
export interface RetryAccepted {
  kind: 'accepted';
  id: string;
}

/**
 * Waits for the worker's answer, `answerWithin` milliseconds at most.
 * @throws AccessRequestError `MessageInvalid`, `NotFound`, `Ended`, `WorkerNotAnswering`
 */
export async function retry(
  session: TemporalSession,
  id: string,
  intervention: RetryMessage,
  answerWithin: number,
): Promise<RetryAccepted> {
  const message = checked(id, guardRetry(intervention));
  const handle = session.client.workflow.getHandle(workflowIdOf(id));
  try {
    const update = () => handle.executeUpdate(retryUpdate, { args: [message] });
    await whileOpen(session, id, update, answerWithin);
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
      const what = `no worker answered for the access request ${id} within ${answerWithin} ms, so it is not known whether it tries again`;
      throw new AccessRequestError('WorkerNotAnswering', what, { requestId: id });
    }
    if (error instanceof WorkflowUpdateFailedError) {
      const what = `the access request ${id} refuses to try again: ${error.cause?.message ?? error.message}`;
      throw new AccessRequestError('MessageInvalid', what, { requestId: id });
    }
    throw error;
  }
  return { kind: 'accepted', id };
}

function checked<Message>(id: string, guarded: Guarded<Message>): Message {
  if (guarded.ok) return guarded.message;
  const what = `the message to the access request ${id} is wrong: ${guarded.problem}`;
  throw new AccessRequestError('MessageInvalid', what, {
    requestId: id,
    problems: [guarded.problem],
  });
}

/** Temporal says "not found" of what has ended as well: tells the two apart. */
async function whileOpen<T>(
  session: TemporalSession,
  id: string,
  send: () => Promise<T>,
  timeout?: number,
): Promise<T> {
  const sent = await call(
    session,
    async () => {
      try {
        return { taken: true, answer: await send() } as const;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { taken: false } as const;
        throw error;
      }
    },
    id,
    timeout,
  );
  if (sent.taken) return sent.answer;
  throw await goneError(session, id);
}

async function goneError(session: TemporalSession, id: string): Promise<AccessRequestError> {
  const run = await latestRun(session, id);
  if (run === undefined) return notFound(id);
  if (run.state !== 'completed') {
    const what = `the access request ${id} was stopped from outside (${run.state})`;
    return new AccessRequestError('Ended', what, { requestId: id });
  }
  const outcome = await outcomeOf(session, id, run.runId);
  const what = `the access request ${id} has ended already: ${outcome.kind}`;
  return new AccessRequestError('Ended', what, { requestId: id, outcome });
}
