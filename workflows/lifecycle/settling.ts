// What the end of a job means for its request: what was done, what failed and waits, what needs a person.
import { defaultRetryMaximum, nextBurst } from './polling.ts';
import { iso } from '../../contract/dates.ts';
import { failures, isFailureType, type Failure } from '../../contract/failures.ts';
import { giveUpNote, noted, takeDuplicates } from './mirror.ts';
import type { Attention } from '../../contract/attention.ts';
import {
  endByCancellation,
  endByDecision,
  needAttention,
  schedulePoll,
  takeReading,
  ticketFound,
} from './readings.ts';
import { inLane, isClosing, isWatching } from './standing.ts';
import {
  planDefaults,
  type Event,
  type Job,
  type Lane,
  type Settled,
  type State,
} from './state.ts';

/** Polls in a row that may miss the ticket before a person is asked: a 404 can be a passing thing. */
const missingBound = 3;

type SettledEvent = Extract<Event, { kind: 'settled' }>;

/** What the request is after a job ended. */
export function settled(state: State, event: SettledEvent, now: number): State {
  const { job, settled: result } = event;
  // The outcome stands: only notes go on, and readings in after-care.
  const closed = state.outcome !== undefined && job.lane === 'servicenow' && job.kind !== 'note';
  if (closed && !(job.kind === 'poll' && isWatching(state, now))) return state;
  const unsent = result.kind === 'failed' && result.unsent === true;
  const ended = endedAt(state, job, { now, unsent });
  if (result.kind === 'interrupted') {
    return job.kind === 'poll'
      ? { ...ended, poll: job.fresh ? 'due-fresh' : ended.poll === 'not-due' ? 'due' : ended.poll }
      : ended;
  }
  if (result.kind === 'failed') return failed(ended, event, result, now);
  return done(inLane(ended, job.lane, { trouble: undefined }), job, result, now);
}

/** When a write ended of which it may not be known whether it happened. */
function endedAt(state: State, job: Job, { now, unsent }: { now: number; unsent: boolean }): State {
  switch (job.kind) {
    case 'create':
      return { ...state, creation: { begun: true, endedAt: now } };
    case 'note': {
      const { mirror } = state;
      // What was unknown before an activity that sent nothing is as unknown after it, and no more.
      const writing = unsent
        ? { ...mirror.writing, begun: job.attemptedBefore }
        : { begun: true, endedAt: now };
      return { ...state, mirror: { ...mirror, writing } };
    }
    default:
      return state;
  }
}

function done(
  state: State,
  job: Job,
  result: Exclude<Settled, { kind: 'failed' | 'interrupted' }>,
  now: number,
): State {
  switch (result.kind) {
    case 'reported':
      return { ...state, progress: state.progress.slice(1) };
    case 'recorded':
      return { ...state, recorded: true };
    case 'planned':
      return { ...state, plan: { ...planDefaults, ...result.plan } };
    case 'created': {
      const { ticket, status, ignoredFields } = result.result;
      const next = ignoredFields.length === 0 ? state : { ...state, ignoredFields };
      return takeReading(ticketFound(next, ticket, now), status, { now, fresh: true });
    }
    case 'looked':
      return result.result.kind === 'missing'
        ? endByCancellation(state, now)
        : takeReading(ticketFound(state, result.result.ticket, now), result.result.status, {
            now,
            fresh: true,
          });
    case 'polled':
      return result.result.kind === 'missing'
        ? notFound(state, now)
        : takeReading(
            takeDuplicates(state, result.result.duplicates ?? [], now),
            result.result.status,
            { now, fresh: job.kind === 'poll' && job.fresh },
          );
    case 'updated':
      return updated(state, result.result, now);
  }
}

/** What became of a write to the ticket. Where nothing was written to end it, the next reading decides. */
function updated(
  state: State,
  result: Extract<Settled, { kind: 'updated' }>['result'],
  now: number,
): State {
  switch (result.kind) {
    case 'noted':
      return noted(state, result, now);
    case 'unproven':
      return state;
    case 'cancelled':
    case 'closed': {
      const { comments, commentCursor, moreComments, ...reading } = result.status;
      const next = { ...state, reading, reported: { phase: 'closed' as const, holdReason: '' } };
      return result.kind === 'closed' ? endByDecision(next, now) : endByCancellation(next, now);
    }
    case 'left-alone':
      return { ...state, endingWaits: true, poll: 'due-fresh', pollAt: undefined };
    case 'missing':
      return notFound({ ...state, endingWaits: true }, now);
  }
}

/** One 404 can be a passing thing or a lack of rights; that a ticket is gone for good a person says. */
function notFound(state: State, now: number): State {
  if (state.outcome !== undefined) return schedulePoll(state, now);
  if (state.goneConfirmed && state.cancellation !== undefined) return endByCancellation(state, now);
  if (state.goneConfirmed && isClosing(state)) return endByDecision(state, now);
  const next = schedulePoll({ ...state, missing: state.missing + 1 }, now);
  return next.missing < missingBound ? next : needAttention(next, 'TicketMissing', now);
}

/** Whether whoever speaks now can know that the ticket is missing. */
export const knownMissing = ({ attention, goneConfirmed }: State): boolean =>
  goneConfirmed || attention.reading?.code === 'TicketMissing';

/** A failure that no waiting heals asks for a person; any other is noted, and the next burst comes. */
function failed(
  state: State,
  { job, startedAt }: SettledEvent,
  { failure, retryable, pause = 0 }: Extract<Settled, { kind: 'failed' }>,
  now: number,
): State {
  if (!retryable) return refused(state, job, failure, now);
  const trouble = {
    since: state.lanes[job.lane].trouble?.since ?? startedAt,
    activity: job.kind,
    failure,
  };
  if (job.kind === 'poll') return schedulePoll(inLane(state, job.lane, { trouble }), now);
  const retryMaximum = retryMaximumOf(state, job.lane);
  return inLane(state, job.lane, {
    trouble,
    resumeAt: nextBurst({ now, startedAt, retryMaximum, pause }),
  });
}

function retryMaximumOf({ plan }: State, lane: Lane): number {
  if (plan === undefined) return defaultRetryMaximum;
  return lane === 'servicenow' ? plan.timeouts.retryMaximum : plan.delivery.retryMaximum;
}

function refused(state: State, job: Job, failure: Failure, now: number): State {
  const answered = inLane(state, job.lane, { trouble: undefined });
  // What was closed before this submission is not ours to cancel: nothing is left to do.
  if (job.kind === 'look' && failure.type === 'TicketClosedBefore') {
    return endByCancellation(answered, now);
  }
  // Nothing is left that a person could wait for: the request may end.
  if (job.kind === 'note' && !isWatching(state, now)) return giveUpNote(answered, failure, now);
  // The cancellation that came meanwhile has a write of its own.
  if (job.kind === 'close' && state.cancellation !== undefined) return answered;
  const about = aboutOf(job);
  const attention = { ...answered.attention, [about]: attentionFor(failure, now) };
  const next = { ...answered, attention };
  return job.kind === 'poll' ? schedulePoll(next, now) : next;
}

function aboutOf(job: Job): 'write' | 'note' | 'reading' | 'delivery' {
  if (job.lane === 'identity-manager') return 'delivery';
  return job.kind === 'poll' ? 'reading' : job.kind === 'note' ? 'note' : 'write';
}

function attentionFor({ type, message }: Failure, now: number): Attention {
  const row = failures[isFailureType(type) ? type : 'Unexpected'];
  return {
    code: type,
    words: `${row.words} It says: ${message}.`,
    remedy: row.remedy,
    since: iso(now),
  };
}
