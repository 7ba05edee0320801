// Messages to a request: its decisions and changes, its cancellation, an operator's wish to have it try again.
import { randomUUID } from 'node:crypto';
import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, type SignalDefinition } from '@temporalio/common';
import {
  guardCancel,
  guardChange,
  guardDecision,
  guardRetry,
  type Guarded,
} from '../contract/guards.ts';
import {
  cancelSignal,
  changeSignal,
  decisionSignal,
  fullMemo,
  retryUpdate,
} from '../workflows/definitions.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import type { CancelMessage, Change, Decision, RetryMessage } from '../contract/messages.ts';
import { AccessRequestError } from './errors.ts';
import { latestRun, outcomeOf, type Run } from './run.ts';
import { call, isNoRun, notFound, unlessAbsent, type TemporalSession } from './temporal/calls.ts';

/** One approval step as it is sent; where `final` is missing it is not. */
export type DecisionMessage = Omit<Decision, 'final'> & Partial<Pick<Decision, 'final'>>;

/** Who cancels, and why; `id` counts once, so that sending again changes nothing. A random one where unset. */
export type Cancellation = Omit<CancelMessage, 'id'> & { id?: string };

/** The message was taken by Temporal, and is handled as soon as a worker runs. */
export interface MessageSent {
  kind: 'sent';
  id: string;
  /** The id of the message. */
  messageId: string;
}

/**
 * Sends one decision, which becomes one note on the ticket. Its id counts once: sending it again changes nothing.
 * @throws AccessRequestError `MessageInvalid`, `NotFound`, `Ended`, `TooManyWaiting`
 */
export async function decide(
  session: TemporalSession,
  id: string,
  decision: DecisionMessage,
): Promise<MessageSent> {
  return mirror(session, id, decisionSignal, checked(id, guardDecision(decision)));
}

/** Sends one change, which becomes one note on the ticket; as `decide`. */
export async function change(
  session: TemporalSession,
  id: string,
  changed: Change,
): Promise<MessageSent> {
  return mirror(session, id, changeSignal, checked(id, guardChange(changed)));
}

async function mirror<Message extends { id: string }>(
  session: TemporalSession,
  id: string,
  signal: SignalDefinition<[Message]>,
  message: Message,
): Promise<MessageSent> {
  await refuseWhenFull(session, id);
  return send(session, id, signal, message);
}

async function send<Message extends { id: string }>(
  session: TemporalSession,
  id: string,
  signal: SignalDefinition<[Message]>,
  message: Message,
): Promise<MessageSent> {
  const handle = session.client.workflow.getHandle(workflowIdOf(id));
  await whileOpen(session, id, () => handle.signal(signal, message));
  return { kind: 'sent', id, messageId: message.id };
}

/** @throws AccessRequestError `MessageInvalid`, `NotFound`, `Ended` */
export async function cancel(
  session: TemporalSession,
  id: string,
  cancellation: Cancellation,
): Promise<MessageSent> {
  const message = checked(id, guardCancel({ id: randomUUID(), ...cancellation }));
  return send(session, id, cancelSignal, message);
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
    await whileOpen(session, id, () => untilProcessed(update), answerWithin);
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

/**
 * A worker that reads a run anew may lose an update on the way (SDK 1.24). Temporal then refuses it as one that no worker
 * knows, though none has seen it: send it again.
 */
async function untilProcessed<T>(update: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await update();
    } catch (error) {
      if (attempt === 5 || !isUnprocessed(error)) throw error;
    }
  }
}

const isUnprocessed = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === 'UnprocessedUpdate';

function checked<Message>(id: string, guarded: Guarded<Message>): Message {
  if (guarded.ok) return guarded.message;
  const what = `the message to the access request ${id} is wrong: ${guarded.problem}`;
  throw new AccessRequestError('MessageInvalid', what, {
    requestId: id,
    problems: [guarded.problem],
  });
}

/** The workflow notes in its memo that its queue fills up: a signal tells nothing back, and would be dropped. */
async function refuseWhenFull(session: TemporalSession, id: string): Promise<void> {
  const run = await latestRun(session, id);
  if (run?.state !== 'running') throw await goneError(session, id, run);
  if (run.description.memo?.[fullMemo] !== true) return;
  const what = `too many decisions and changes of the access request ${id} wait to be written to the ticket`;
  throw new AccessRequestError('TooManyWaiting', what, { requestId: id });
}

/**
 * Temporal says "not found" of what has ended as well: tells the two apart. Where a run goes on by now, a new one began
 * in between, and the message goes to that.
 */
async function whileOpen(
  session: TemporalSession,
  id: string,
  send: () => Promise<unknown>,
  timeout?: number,
): Promise<void> {
  const sending = async () => {
    await send();
    return 'sent';
  };
  for (let attempt = 1; ; attempt++) {
    const sent = await call(session, () => unlessAbsent(isNoRun, sending), id, timeout);
    if (sent !== undefined) return;
    const run = await latestRun(session, id);
    if (run?.state !== 'running' || attempt === 3) throw await goneError(session, id, run);
  }
}

async function goneError(
  session: TemporalSession,
  id: string,
  run: Run | undefined,
): Promise<AccessRequestError> {
  if (run === undefined) return notFound(id);
  if (run.state === 'running') {
    const what = `the access request ${id} is started and stopped by others all the time`;
    return new AccessRequestError('TemporalFailed', what, { requestId: id });
  }
  if (run.state !== 'completed') {
    const what = `the access request ${id} was stopped from outside (${run.state})`;
    return new AccessRequestError('Ended', what, { requestId: id });
  }
  const outcome = await outcomeOf(session, id, run.runId);
  const what = `the access request ${id} has ended already: ${outcome.kind}`;
  return new AccessRequestError('Ended', what, { requestId: id, outcome });
}
