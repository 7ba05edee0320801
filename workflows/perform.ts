// One job of a request as one activity: what it is given, and how what comes back becomes an event.
import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { ProtoFailure } from '@temporalio/common';
import type { Activities, DeliveryInput, RequestKey, TicketKey } from '../contract/activities.ts';
import { optionsFor } from './activities.ts';
import type { Failure } from '../contract/failures.ts';
import { writeOf } from './lifecycle/jobs.ts';
import type { Job, Settled, State } from './lifecycle/state.ts';

/**
 * Runs the activity of a job. Rejects as the activity does; see `settledBy` for what that means. Not async: each
 * promise of a workflow costs, for the SDK keeps a stack of it.
 */
export function perform(state: State, job: Job): Promise<Settled> {
  const activities = proxyActivities<Activities>(optionsFor(state, job));
  const { request } = state.input;
  const { serviceCategory } = request;
  switch (job.kind) {
    case 'plan': {
      const input = { ...keyOf(state), request, ordinal: 1 };
      return activities.PlanTicket(input).then((plan) => ({ kind: 'planned', plan }));
    }
    case 'create': {
      const { rendered = { fields: {}, note: { column: 'work_notes' as const, text: '' } } } =
        state.plan ?? {};
      const attemptedBefore = state.writes.create?.endedAt !== undefined;
      const create = { serviceCategory, rendered, attemptedBefore };
      const input = { ...keyOf(state), ...ticketOf(state), ...create };
      return activities.CreateTicket(input).then((result) => ({ kind: 'created', result }));
    }
    case 'look': {
      const look = { fresh: true, adopting: true };
      const input = { ...keyOf(state), ...ticketOf(state), serviceCategory, ...look };
      return activities.GetTicketStatus(input).then((result) => ({ kind: 'looked', result }));
    }
    case 'poll': {
      const input = {
        ...keyOf(state),
        ...ticketOf(state),
        serviceCategory,
        ...sinceOf(state, job),
      };
      return activities.GetTicketStatus(input).then((result) => ({ kind: 'polled', result }));
    }
    case 'cancel':
    case 'close':
    case 'note': {
      const { plan } = state;
      const showsApproval = plan?.master === 'identity-manager' && plan.undecided === 'approval';
      const write = writeOf(job);
      const input = { ...keyOf(state), ...ticketOf(state), serviceCategory, showsApproval, write };
      return activities
        .UpdateServiceNowStatus(input)
        .then((result) => ({ kind: 'updated', result }));
    }
    case 'report':
      return activities
        .ReportProgress({ ...deliveryOf(state), progress: job.progress })
        .then(() => ({ kind: 'reported' }));
    case 'record': {
      const { outcome, sequence } = job;
      return activities
        .RecordOutcome({ ...deliveryOf(state), outcome, sequence })
        .then(() => ({ kind: 'recorded' }));
    }
  }
}

function keyOf({ input, firstRunId }: State): RequestKey {
  return { requestId: input.request.id, environment: input.environment, firstRunId };
}

function ticketOf({ plan }: State): TicketKey {
  const { instance = '', table = '', sysId = '' } = plan ?? {};
  return { instance, table, sysId };
}

function deliveryOf(state: State): DeliveryInput {
  const { action, reference } = state.input.request;
  return { ...keyOf(state), action, reference };
}

/** What the last reading knew, so that comments are asked for only when there may be new ones. */
function sinceOf(state: State, job: Extract<Job, { kind: 'poll' }>) {
  const { reading, moreComments, commentCursor, notes } = state;
  return {
    fresh: job.fresh,
    adopting: false,
    ...(reading === undefined || moreComments ? {} : { knownModCount: reading.evidence.modCount }),
    ...(commentCursor === undefined ? {} : { commentCursor }),
    ...(notes.watched.length === 0 ? {} : { watched: notes.watched }),
  };
}

/** What the note activity says with its failure: that it sent nothing, and that another one may try at once. */
const isSaid = (detail: unknown, what: 'unsent' | 'again'): boolean =>
  typeof detail === 'object' &&
  detail !== null &&
  Object.entries(detail).some(([key, value]) => key === what && value === true);

/** What a rejected activity means. */
export function settledBy(error: unknown): Settled {
  if (isCancellation(error)) return { kind: 'interrupted' };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const { type, message, nonRetryable, details, failure: record } = cause;
    return {
      kind: 'failed',
      failure: { type: type ?? 'Unexpected', message },
      retryable: nonRetryable !== true || isSaid(details?.[0], 'again'),
      ...pauseOf(record),
      ...(isSaid(details?.[0], 'unsent') ? { unsent: true as const } : {}),
    };
  }
  const timedOut = cause instanceof TimeoutFailure ? cause : undefined;
  const lastWords = timedOut && lastWordsOf(timedOut);
  if (lastWords !== undefined) {
    return {
      kind: 'failed',
      failure: lastWords,
      retryable: true,
      ...pauseOf(timedOut?.failure?.cause),
    };
  }
  const message =
    timedOut === undefined
      ? 'The activity failed in a way that this release does not know.'
      : 'No worker finished the attempt in time: it was killed, or none listens on the task queue.';
  return { kind: 'failed', failure: { type: 'NoAnswer', message }, retryable: true };
}

/**
 * What the other side asked for, in milliseconds. The SDK keeps it in the record of a failure alone. Of a burst that ended
 * later it may be over by then, and is waited for again: five minutes at most.
 */
function pauseOf(record: ProtoFailure | null | undefined): { pause?: number } {
  const delay = record?.applicationFailureInfo?.nextRetryDelay;
  if (delay == null) return {};
  // A history read from JSON has other whole numbers than one that came from the server.
  return { pause: Number(delay.seconds ?? 0) * 1_000 + (delay.nanos ?? 0) / 1_000_000 };
}

/**
 * What the last attempt met that ended in a burst which Temporal then ended. The SDK keeps it in the record of the failure
 * alone. Whether another one was in flight then, or waited for a worker in vain, is not said: it may have sent something.
 */
function lastWordsOf({ failure }: TimeoutFailure): Failure | undefined {
  const { message, applicationFailureInfo } = failure?.cause ?? {};
  if (applicationFailureInfo == null) return undefined;
  const type = applicationFailureInfo.type ?? 'Unexpected';
  return { type, message: `${message ?? ''} (when an attempt last ended)` };
}
