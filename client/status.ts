// Status: what the workflow says of itself, together with what Temporal knows beside it.
import { setTimeout as pause } from 'node:timers/promises';
import {
  decodePendingActivityState,
  QueryNotRegisteredError,
  QueryRejectedError,
  WorkflowFailedError,
} from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { statusQuery, taskNotBegun } from '../workflows/definitions.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import type { RequestStatus } from '../contract/status.ts';
import type { Failure } from '../contract/failures.ts';
import type { Outcome } from '../contract/outcome.ts';
import {
  latestRun,
  outcomeOf,
  submittedAt,
  type Run,
  type RunState,
  type StoppedHow,
} from './run.ts';
import { call, grpcStatusOf, notFound, type TemporalSession } from './temporal/calls.ts';

/** An activity that has not settled. Times are ISO 8601. */
export interface PendingActivity {
  activity: string;
  /** `for-worker`: no worker has taken the attempt; `paused`: by an operator, in Temporal. */
  state: 'running' | 'backing-off' | 'for-worker' | 'paused';
  attempt: number;
  /** When it was first scheduled, however many attempts ago. */
  since: string;
  /** Why its last attempt failed. */
  failure?: Failure;
  /** When it is tried again, if it is backing off. */
  nextAttempt?: string;
}

/** What every report says. `id` is the request's, `runId` its latest run's. Times are ISO 8601. */
interface Facts {
  id: string;
  workflowId: string;
  runId: string;
  /** When it was submitted. */
  startedAt: string;
}

/**
 * Where a request stands. `unanswered`: it runs, and no worker told more in time. `stopped`: it ended, and
 * not by our code; it can be submitted again.
 */
export type RequestReport =
  | (Facts & { kind: 'running'; status: RequestStatus; pending: PendingActivity[] })
  | (Facts & { kind: 'unanswered'; why: string; pending: PendingActivity[] })
  | (Facts & { kind: 'ended'; endedAt: string; outcome: Outcome })
  | (Facts & { kind: 'stopped'; endedAt: string; how: StoppedHow; reason: string });

/** Waits for a worker `answerWithin` milliseconds at most. @throws AccessRequestError `NotFound` */
export async function status(
  session: TemporalSession,
  id: string,
  answerWithin: number,
): Promise<RequestReport> {
  for (let attempt = 1; ; attempt++) {
    const run = await latestRun(session, id);
    if (run === undefined) throw notFound(id);
    if (run.state !== 'running') return ended(session, id, run, run.state);
    const answer = await ask(session, id, answerWithin);
    const pending = pendingActivities(run);
    switch (answer.kind) {
      case 'answered':
        return { kind: 'running', ...facts(id, run), status: answer.status, pending };
      case 'silent':
        return { kind: 'unanswered', ...facts(id, run), why: answer.why, pending };
      case 'ended':
        // It ended between our questions, or a new run began: either is seen the next time.
        if (attempt < 3) continue;
        return {
          kind: 'unanswered',
          ...facts(id, run),
          why: 'it is just beginning a new run',
          pending,
        };
    }
  }
}

function facts(id: string, { description, runId }: Run): Facts {
  return { id, workflowId: workflowIdOf(id), runId, startedAt: submittedAt(description) };
}

type Answer =
  { kind: 'answered'; status: RequestStatus } | { kind: 'silent'; why: string } | { kind: 'ended' };

function ask(session: TemporalSession, id: string, answerWithin: number): Promise<Answer> {
  const handle = session.client.workflow.getHandle(workflowIdOf(id));
  const until = Date.now() + answerWithin;
  const query = async (): Promise<Answer> => {
    try {
      return { kind: 'answered', status: await handle.query(statusQuery) };
    } catch (error) {
      if (error instanceof QueryRejectedError) return { kind: 'ended' };
      if (isTooEarly(error) && Date.now() < until) {
        await pause(100);
        return query();
      }
      const why = whyUnanswered(error, answerWithin);
      if (why === undefined) throw error;
      return { kind: 'silent', why };
    }
  };
  return call(session, query, id, answerWithin);
}

/** The SDK takes any query that failed for one that is not there. */
const isTooEarly = (error: unknown): boolean =>
  error instanceof QueryNotRegisteredError && error.message.includes(taskNotBegun);

function whyUnanswered(error: unknown, answerWithin: number): string | undefined {
  if (isTooEarly(error)) return `no worker took in what is new within ${answerWithin} ms`;
  if (error instanceof QueryNotRegisteredError) return 'the worker runs another release';
  switch (grpcStatusOf(error)?.code) {
    case 1: // CANCELLED, which is what a deadline of ours may look like
    case 4: // DEADLINE_EXCEEDED
      return `no worker answered within ${answerWithin} ms`;
    case 9: // FAILED_PRECONDITION
      return 'no worker runs, or the one that runs fails on it';
    default:
      return undefined;
  }
}

async function ended(
  session: TemporalSession,
  id: string,
  run: Run,
  how: Exclude<RunState, 'running'>,
): Promise<RequestReport> {
  const endedAt = (run.description.closeTime ?? new Date()).toISOString();
  if (how === 'completed') {
    const outcome = await outcomeOf(session, id, run.runId);
    return { kind: 'ended', ...facts(id, run), endedAt, outcome };
  }
  const reason = await stopReason(session, id, run.runId);
  return { kind: 'stopped', ...facts(id, run), endedAt, how, reason };
}

async function stopReason(session: TemporalSession, id: string, runId: string): Promise<string> {
  try {
    await outcomeOf(session, id, runId);
    return '';
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return error.cause?.message ?? error.message;
  }
}

type RawActivity = NonNullable<Run['description']['raw']['pendingActivities']>[number];

const pendingActivities = ({ description }: Run): PendingActivity[] =>
  (description.raw.pendingActivities ?? []).map((raw) => {
    const failure = lastFailure(raw);
    const next = raw.nextAttemptScheduleTime;
    return {
      activity: raw.activityType?.name ?? 'unknown',
      state: activityState(raw),
      attempt: raw.attempt ?? 1,
      since: iso(firstScheduled(raw)),
      ...(failure === undefined ? {} : { failure }),
      ...(next == null ? {} : { nextAttempt: iso(tsToMs(next)) }),
    };
  });

function activityState(raw: RawActivity): PendingActivity['state'] {
  if (raw.paused) return 'paused';
  if (raw.nextAttemptScheduleTime != null) return 'backing-off';
  const state = decodePendingActivityState(raw.state);
  return state === 'SCHEDULED' ? 'for-worker' : 'running';
}

function lastFailure({ lastFailure: raw }: RawActivity): Failure | undefined {
  if (raw == null) return undefined;
  const type = raw.applicationFailureInfo?.type;
  if (type != null && type !== '') return { type, message: raw.message ?? '' };
  const message =
    'No worker finished the attempt in time: one was killed, or is held, which its health says.';
  return { type: 'NoAnswer', message };
}

/** Temporal tells when the time to try ends, and how long it was, but not when it began. */
function firstScheduled({ expirationTime, activityOptions, scheduledTime }: RawActivity): number {
  const total = activityOptions?.scheduleToCloseTimeout;
  if (expirationTime == null || total == null) return tsToMs(scheduledTime);
  return tsToMs(expirationTime) - tsToMs(total);
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
