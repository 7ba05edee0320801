// What the end of a job means for its request: what was done, what failed and waits, what needs a person.
import { activityOf, writeOf } from './jobs.ts';
import { iso } from '../../contract/dates.ts';
import type { Failure } from '../../contract/failures.ts';
import type { Ticket } from '../../contract/ticket.ts';
import { clear, raise, raiseFailure } from './attention.ts';
import { recordDeed } from './deed-facts.ts';
import { enderOf, orchestrator, record } from './facts.ts';
import { giveUpNote, noted, takeDuplicates } from './note-queue.ts';
import { delivered, tell } from './outbox.ts';
import { endByCancellation, endByDecision, schedulePoll } from './outcome.ts';
import { defaultRetryMaximum, nextBurst } from './polling.ts';
import { inLane, isClosing, isWatching } from './predicates.ts';
import { takeReading } from './readings.ts';
import { rulesOf } from './rules.ts';
import type { AttentionSlot, Job, Lane, Running, Settled, State } from './state.ts';

/** A failure that lasts so long is recorded as a fact, in milliseconds; most are known only after their burst. */
const lasting = 60_000;

/** What the request is after a job ended. */
export function takeResult(
  state: State,
  { job, startedAt, stopping }: Running,
  settled: Settled,
  now: number,
): State {
  // After our own stopping no failure counts: it says nothing about the other side.
  const result = settled.kind === 'failed' && stopping ? interrupted : settled;
  // The outcome stands: only notes go on, and readings in after-care.
  const closed = state.outcome !== undefined && job.lane === 'servicenow' && job.kind !== 'note';
  if (closed && !(job.kind === 'poll' && isWatching(state, now))) return state;
  const unsent = result.kind === 'failed' && result.unsent === true;
  const ended = endWrite(state, job, { now, unsent });
  switch (result.kind) {
    case 'interrupted':
      return job.kind === 'poll' ? pollAgain(ended, job, now) : ended;
    case 'failed':
      return failed(ended, job, startedAt, result, now);
    default:
      return done(troubleOver(ended, job.lane, now), job, result, now);
  }
}

const interrupted = { kind: 'interrupted' } as const satisfies Settled;

const pollAgain = (
  state: State,
  { fresh }: Extract<Job, { kind: 'poll' }>,
  now: number,
): State => ({
  ...state,
  nextPoll: { at: now, fresh: fresh || state.nextPoll?.fresh === true },
});

/** Notes when a write ended whose result may be unknown. */
function endWrite(
  state: State,
  job: Job,
  { now, unsent }: { now: number; unsent: boolean },
): State {
  const { writes } = state;
  switch (job.kind) {
    case 'create':
      return { ...state, writes: { ...writes, create: { endedAt: now } } };
    case 'note': {
      if (!unsent) return { ...state, writes: { ...writes, note: { endedAt: now } } };
      // What was unknown before an activity that sent nothing is as unknown after it, and no more.
      const { note, ...others } = writes;
      return { ...state, writes: job.attemptedBefore ? { ...others, note: {} } : others };
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
    case 'recorded': {
      const [delivery] = state.outbox.waiting;
      return delivered(delivery ? recordDeed(state, { kind: 'delivered', delivery }, now) : state);
    }
    case 'planned': {
      const { plan } = result;
      const { serviceCategory } = state.input.request;
      return recordDeed({ ...state, plan }, { kind: 'planned', serviceCategory, plan }, now);
    }
    case 'created': {
      const { ticket, status, ignoredFields } = result.result;
      const sent = state.plan?.rendered;
      const told = recordDeed(state, { kind: 'created', sent, result: result.result }, now);
      const next = ignoredFields.length === 0 ? told : { ...told, ignoredFields };
      return takeReading(ticketFound(next, ticket, now), status, { now, fresh: true });
    }
    case 'looked': {
      const looked = result.result;
      const told = recordDeed(state, { kind: 'looked', result: looked }, now);
      if (looked.kind === 'missing') return endByCancellation(told, now);
      const { ticket, status } = looked;
      return takeReading(ticketFound(told, ticket, now), status, { now, fresh: true });
    }
    case 'polled': {
      const read = result.result;
      const fresh = job.kind === 'poll' && job.fresh;
      const told = recordDeed(state, { kind: 'polled', fresh, result: read }, now);
      if (read.kind === 'missing') return notFound(told, now);
      const next = takeDuplicates(told, read.duplicates ?? [], now);
      return takeReading(next, read.status, { now, fresh });
    }
    case 'updated':
      return updated(state, job, result.result, now);
  }
}

/** The ticket exists: the request keeps to it, drops what was rendered and says so. */
function ticketFound(state: State, ticket: Ticket, now: number): State {
  if (state.plan === undefined) return state;
  const { rendered, ...plan } = state.plan;
  const next = { ...state, ticket, plan, polledAt: now, changedAt: now };
  return tell(clear(next, 'ticket-found', now), { kind: 'ticket-created', ticket }, now);
}

type Updated = Extract<Settled, { kind: 'updated' }>['result'];

/** What became of a write to the ticket. Where nothing was written to end it, the next reading decides. */
function updated(state: State, job: Job, result: Updated, now: number): State {
  const next = recordWrite(state, job, result, now);
  switch (result.kind) {
    case 'noted':
      return noted(next, result, now);
    case 'unproven':
      return next;
    case 'cancelled':
    case 'closed': {
      const { comments, commentCursor, moreComments, ...reading } = result.status;
      const reported = { phase: 'closed' as const, holdReason: '' };
      const ended = { ...next, reading, reported };
      return result.kind === 'closed' ? endByDecision(ended, now) : endByCancellation(ended, now);
    }
    case 'left-alone':
      return { ...next, endingWaits: true, nextPoll: { at: now, fresh: true } };
    case 'missing':
      return notFound({ ...next, endingWaits: true }, now);
  }
}

function recordWrite(state: State, job: Job, result: Updated, now: number): State {
  if (job.kind !== 'note' && job.kind !== 'cancel' && job.kind !== 'close') return state;
  const by = job.kind === 'note' ? orchestrator : enderOf(endingOf(job));
  return recordDeed(state, { kind: 'updated', write: writeOf(job), by, result }, now);
}

const endingOf = (job: Extract<Job, { kind: 'cancel' | 'close' }>) =>
  job.kind === 'cancel' ? job.cancellation : { ...job.ending, source: 'decision' as const };

/** One 404 can be a passing thing or a lack of rights: only a person confirms that a ticket is gone for good. */
function notFound(state: State, now: number): State {
  if (state.outcome !== undefined) return schedulePoll(state, now);
  if (state.goneConfirmed && state.cancellation !== undefined) return endByCancellation(state, now);
  if (state.goneConfirmed && isClosing(state)) return endByDecision(state, now);
  const next = schedulePoll({ ...state, missing: state.missing + 1 }, now);
  const { missingReadings } = rulesOf(state);
  return next.missing < missingReadings ? next : raise(next, 'reading', 'TicketMissing', now);
}

/** A failure that no waiting heals asks for a person; any other is noted, and the next burst comes. */
function failed(
  state: State,
  job: Job,
  startedAt: number,
  { failure, retryable, pause = 0 }: Extract<Settled, { kind: 'failed' }>,
  now: number,
): State {
  if (!retryable) return refused(state, job, failure, now);
  const next = inTrouble(state, job, { failure, startedAt, now });
  if (job.kind === 'poll') return schedulePoll(next, now);
  const retryMaximum = retryMaximumOf(state, job.lane);
  return inLane(next, job.lane, { resumeAt: nextBurst({ now, startedAt, retryMaximum, pause }) });
}

function inTrouble(
  state: State,
  job: Job,
  { failure, startedAt, now }: { failure: Failure; startedAt: number; now: number },
): State {
  const before = state.lanes[job.lane].trouble;
  const since = before?.since ?? startedAt;
  const lasts = now - since >= lasting;
  const told = before?.told === true;
  const next = inLane(state, job.lane, {
    trouble: { since, activity: job.kind, failure, told: told || lasts },
  });
  if (told || !lasts) return next;
  const activity = activityOf[job.kind];
  return record(next, { kind: 'trouble', activity, failure, since: iso(since) }, now);
}

function troubleOver(state: State, lane: Lane, now: number): State {
  const { trouble } = state.lanes[lane];
  if (trouble === undefined) return state;
  const next = inLane(state, lane, { trouble: undefined });
  if (!trouble.told) return next;
  const [activity, since] = [activityOf[trouble.activity], iso(trouble.since)];
  return record(next, { kind: 'trouble-over', activity, since }, now);
}

function retryMaximumOf({ plan }: State, lane: Lane): number {
  if (plan === undefined) return defaultRetryMaximum;
  return lane === 'servicenow' ? plan.timeouts.retryMaximum : plan.delivery.retryMaximum;
}

function refused(state: State, job: Job, failure: Failure, now: number): State {
  const answered = troubleOver(state, job.lane, now);
  // What was closed before this submission is not ours to cancel: nothing is left to do.
  if (job.kind === 'look' && failure.type === 'TicketClosedBefore') {
    return endByCancellation(answered, now);
  }
  // Nothing is left that a person could wait for: the request may end.
  if (job.kind === 'note' && !isWatching(state, now)) return giveUpNote(answered, failure, now);
  // The cancellation that came meanwhile has a write of its own.
  if (job.kind === 'close' && state.cancellation !== undefined) return answered;
  const next = raiseFailure(answered, slotOf(job), failure, now);
  return job.kind === 'poll' ? schedulePoll(next, now) : next;
}

function slotOf(job: Job): AttentionSlot {
  if (job.lane === 'identity-manager') return 'delivery';
  return job.kind === 'poll' ? 'reading' : job.kind === 'note' ? 'note' : 'write';
}
