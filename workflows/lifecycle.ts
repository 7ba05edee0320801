// The lifecycle of a request: a pure function over events.
import { deadline, hintedPoll, nextBurst } from './cadence.ts';
import { failures, isFailureType } from './failures.ts';
import type { CancelMessage } from './messages.ts';
import type { Attention, Failure } from './model.ts';
import {
  endByCancellation,
  iso,
  needAttention,
  schedulePoll,
  takeReading,
  ticketFound,
} from './readings.ts';
import type { Cancellation, Event, Job, Lane, Settled, State } from './state.ts';

/** Polls in a row that may miss the ticket before a person is asked: a 404 can be a passing thing. */
const missingBound = 3;
/** How much of what was said and done in vain is kept. */
const recordBound = 20;
/** The longest retry interval of what is not pinned by a plan: planning itself. */
export const defaultRetryMaximum = 60_000;

/** What the request is after an event. Never throws; an event that comes too late changes nothing. */
export function step(state: State, event: Event, now: number): State {
  return passTime(take(state, event, now), now);
}

function take(state: State, event: Event, now: number): State {
  switch (event.kind) {
    case 'time':
      return state;
    case 'hint':
      return hint(state, now);
    case 'cancel':
      return cancel(state, event.message, now);
    case 'retry':
      return retry(state, event.message, now);
    case 'rejected':
      return reject(state, event.message, event.problem, now);
    case 'started':
      return started(state, event.job, now);
    case 'settled':
      return settled(state, event, now);
  }
}

/** Acts on every due time that has passed. */
function passTime(state: State, now: number): State {
  let next = state;
  if (next.pollAt !== undefined && next.pollAt <= now) {
    const poll = next.hinted || next.poll === 'due-fresh' ? 'due-fresh' : 'due';
    next = { ...next, pollAt: undefined, hinted: false, poll };
  }
  const expiresAt = deadline(next.submittedAt, next.plan?.expireAfter);
  if (expiresAt !== undefined && expiresAt <= now && canCancel(next)) {
    const by = `deadline of ${next.input.request.serviceCategory}`;
    const reason = `Not done by ${iso(expiresAt)}.`;
    next = endSoon(next, { outcome: 'expired', id: 'expireAfter', by, reason, at: now }, now);
  }
  return next;
}

const lanes = ['servicenow', 'identity-manager'] as const satisfies Lane[];

function inLane(state: State, lane: Lane, change: Partial<State['lanes'][Lane]>): State {
  return { ...state, lanes: { ...state.lanes, [lane]: { ...state.lanes[lane], ...change } } };
}

function hint(state: State, now: number): State {
  const cadence = state.reading?.cadence;
  if (cadence === undefined || state.outcome !== undefined) return state;
  const { polledAt, pollAt: planned } = state;
  return { ...state, hinted: true, pollAt: hintedPoll(cadence, { now, polledAt, planned }) };
}

const canCancel = (state: State): boolean =>
  state.outcome === undefined && state.cancellation === undefined;

function cancel(state: State, message: CancelMessage, now: number): State {
  if (state.cancellation?.id === message.id) return state;
  if (!canCancel(state)) {
    const problem =
      state.outcome === undefined ? 'is being ended already' : 'has an outcome already';
    return reject(state, `cancel ${message.id}`, `the request ${problem}`, now);
  }
  const goneConfirmed = knownMissing(state);
  return endSoon({ ...state, goneConfirmed }, { outcome: 'cancelled', ...message, at: now }, now);
}

/** A message clears the attention of a write. Before any attempt to create there is nothing to undo. */
function endSoon(state: State, cancellation: Cancellation, now: number): State {
  const attention = { ...state.attention, write: undefined };
  const next = inLane({ ...state, cancellation, attention }, 'servicenow', { resumeAt: undefined });
  return state.creation.begun ? next : endByCancellation(next, now);
}

function retry(state: State, message: { by: string; reason: string }, now: number): State {
  const intervention = { kind: 'retry' as const, ...message, at: iso(now) };
  let next: State = {
    ...state,
    interventions: [...state.interventions, intervention].slice(-recordBound),
    attention: { reading: state.attention.reading },
    goneConfirmed: knownMissing(state),
    cancelWaits: false,
  };
  for (const lane of lanes) {
    next = inLane(next, lane, { epoch: next.lanes[lane].epoch + 1, resumeAt: undefined });
  }
  if (next.ticket === undefined) return next;
  return { ...next, poll: 'due-fresh', pollAt: undefined };
}

function reject(state: State, message: string, problem: string, now: number): State {
  const rejected = [...state.rejected, { message, problem, at: iso(now) }].slice(-recordBound);
  return { ...state, rejected };
}

function started(state: State, job: Job, now: number): State {
  switch (job.kind) {
    case 'create':
      return { ...state, creation: { ...state.creation, begun: true } };
    case 'poll':
      return { ...state, poll: 'not-due', pollAt: undefined, polledAt: now };
    case 'plan':
    case 'look':
    case 'cancel':
    case 'report':
    case 'record':
      return state;
  }
}

type SettledEvent = Extract<Event, { kind: 'settled' }>;

function settled(state: State, event: SettledEvent, now: number): State {
  const { job, settled: result } = event;
  // The outcome stands: what ServiceNow answers later changes nothing.
  if (job.lane === 'servicenow' && state.outcome !== undefined) return state;
  const ended =
    job.kind === 'create' ? { ...state, creation: { begun: true, endedAt: now } } : state;
  if (result.kind === 'interrupted') {
    return job.kind === 'poll'
      ? { ...ended, poll: job.fresh ? 'due-fresh' : ended.poll === 'not-due' ? 'due' : ended.poll }
      : ended;
  }
  if (result.kind === 'failed') return failed(ended, event, result, now);
  return done(inLane(ended, job.lane, { trouble: undefined }), job, result, now);
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
      return { ...state, plan: result.plan };
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
        : takeReading(state, result.result.status, {
            now,
            fresh: job.kind === 'poll' && job.fresh,
          });
    case 'cancelled':
      return cancelled(state, result.result, now);
  }
}

/** What became of the write that cancels. Where nothing was written, the next reading decides. */
function cancelled(
  state: State,
  result: Extract<Settled, { kind: 'cancelled' }>['result'],
  now: number,
): State {
  switch (result.kind) {
    case 'cancelled': {
      const { comments, commentCursor, moreComments, ...reading } = result.status;
      return endByCancellation({ ...state, reading }, now);
    }
    case 'left-alone':
      return { ...state, cancelWaits: true, poll: 'due-fresh', pollAt: undefined };
    case 'missing':
      return notFound({ ...state, cancelWaits: true }, now);
  }
}

/** One 404 can be a passing thing or a lack of rights; that a ticket is gone for good a person says. */
function notFound(state: State, now: number): State {
  if (state.cancellation !== undefined && state.goneConfirmed) return endByCancellation(state, now);
  const next = schedulePoll({ ...state, missing: state.missing + 1 }, now);
  return next.missing < missingBound ? next : needAttention(next, 'TicketMissing', now);
}

const knownMissing = ({ attention, goneConfirmed }: State): boolean =>
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
  const about = job.kind === 'poll' ? 'reading' : job.lane === 'servicenow' ? 'write' : 'delivery';
  const attention = { ...answered.attention, [about]: attentionFor(failure, now) };
  const next = { ...answered, attention };
  return job.kind === 'poll' ? schedulePoll(next, now) : next;
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
