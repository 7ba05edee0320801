// The lifecycle of a request: the one pure interpreter of what happens to it, for the workflow, the tests and every tool.
import { iso } from '../../contract/dates.ts';
import type { Fact } from '../../contract/facts.ts';
import type { CancelMessage, RetryMessage } from '../../contract/messages.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { clear } from './attention.ts';
import { enderOf, record } from './facts.ts';
import { takeResult } from './job-results.ts';
import { isOver, isUnwanted, nextOf, nextWake, wakesOf } from './next-job.ts';
import { gapUntil, giveUpGap, notTaken, recordBound, reject, takeMessage } from './note-queue.ts';
import { endByCancellation } from './outcome.ts';
import { hintedPoll } from './polling.ts';
import { deadlineOf, inLane, isClosing, isWatching } from './predicates.ts';
import {
  lanes,
  type Cancellation,
  type Event,
  type Job,
  type Lane,
  type State,
  type Wake,
} from './state.ts';

/** What whoever drives a request is to do: at once and in this order. */
export type Command =
  | { kind: 'start'; job: Job }
  /** Cancel the job of the lane, and say how it ended all the same. */
  | { kind: 'stop'; lane: Lane }
  /** The one timer; none where there is no `wake`. Its end is the event `time`. `replaces`: another one runs, and is to end. */
  | { kind: 'timer'; wake?: Wake; replaces: boolean }
  /** The request is over, with this outcome. */
  | { kind: 'complete'; outcome: Outcome }
  /** A new run goes on with the state, as `carry` hands it over. */
  | { kind: 'continue' };

/** What became of a request, what is now on record, and what is to be done. */
export interface Driven {
  state: State;
  facts: Fact[];
  commands: Command[];
}

/**
 * Takes events in the order in which they came, all at the time `now`, then gives every lane what it is to do next. What
 * came together is taken together, so that nothing begins that the next event would stop. Never throws; an event that
 * comes too late changes nothing.
 */
export function drive(state: State, events: readonly Event[], now: number): Driven {
  return conclude(
    events.reduce((next, event) => take(next, event, now), state),
    now,
  );
}

/** The second half of `drive`: acts on due times that have passed, gives every lane what it is to do, and hands out the facts. */
export function conclude(state: State, now: number): Driven {
  const { state: served, commands } = serve(passTime(state, now), now);
  const { untold, told } = served.facts;
  const facts = { untold: [], told: told + untold.length };
  return { state: { ...served, facts }, facts: untold, commands };
}

/** The first half of `drive`, for one event: its facts stay in the state. */
export function take(state: State, event: Event, now: number): State {
  switch (event.kind) {
    case 'time':
      return { ...state, timer: undefined };
    case 'go-on':
      return { ...state, goingOn: true };
    case 'hint':
      return hint(state, now);
    case 'cancel':
      return cancel(state, event.message, event.source, now);
    case 'retry':
      return retry(state, event.message, now);
    case 'message':
      return decide(takeMessage(state, event.message, now), now);
    case 'rejected': {
      const { message, problem, lost = false } = event;
      const told = record(state, { kind: 'not-understood', message, problem, lost }, now);
      return (lost ? notTaken : reject)(told, message, problem, now);
    }
    case 'settled': {
      const { running } = state.lanes[event.lane];
      if (running === undefined) return state;
      // What is not wanted any more was stopped, or would have been: how it failed says nothing.
      const stopping = running.stopping || isUnwanted(state, running, now);
      const free = inLane(state, event.lane, { running: undefined });
      return decide(takeResult(free, { ...running, stopping }, event.settled, now), now);
    }
  }
}

/** Acts on every due time that has passed. */
function passTime(state: State, now: number): State {
  let next = state;
  for (let gap = gapUntil(next); gap !== undefined && gap <= now; gap = gapUntil(next)) {
    next = decide(giveUpGap(next, now), now);
  }
  // After after-care a note that was refused is tried once more.
  if (!isWatching(next, now)) next = clear(next, 'after-care-over', now);
  const expiresAt = deadlineOf(next);
  if (expiresAt !== undefined && expiresAt <= now && canCancel(next) && !isClosing(next)) {
    const by = `deadline of ${next.input.request.serviceCategory}`;
    const reason = `Not done by ${iso(expiresAt)}.`;
    const expiry = {
      outcome: 'expired',
      source: 'deadline',
      id: 'expireAfter',
      by,
      reason,
    } as const;
    next = endSoon(next, { ...expiry, at: now }, now);
  }
  return next;
}

function hint(state: State, now: number): State {
  const cadence = state.reading?.cadence;
  if (cadence === undefined || !isWatching(state, now)) return state;
  const { polledAt, nextPoll } = state;
  const at = hintedPoll(cadence, { now, polledAt, planned: nextPoll?.at });
  return { ...state, nextPoll: { at, fresh: true } };
}

const canCancel = (state: State): boolean =>
  state.outcome === undefined && state.cancellation === undefined;

function cancel(
  state: State,
  message: CancelMessage,
  source: 'message' | 'temporal',
  now: number,
): State {
  const { id, reason } = message;
  const who = enderOf({ by: message.by, source });
  const problem = whyNotCancelled(state, message, source);
  const became = problem === undefined ? 'taken' : problem === '' ? 'duplicate' : 'rejected';
  const known = became === 'rejected' && problem !== undefined ? { problem } : {};
  const told = record(state, { kind: 'cancellation', id, reason, became, ...known }, now, who);
  if (became === 'duplicate') return told;
  if (problem !== undefined) return reject(told, `cancel ${id}`, problem, now);
  const goneConfirmed = knowsMissing(state);
  return endSoon(
    { ...told, goneConfirmed, endingWaits: false },
    { outcome: 'cancelled', source, ...message, at: now },
    now,
  );
}

/** Nothing where it can be taken; empty for one that was taken before. */
function whyNotCancelled(
  state: State,
  { id }: CancelMessage,
  source: 'message' | 'temporal',
): string | undefined {
  const { cancellation, outcome } = state;
  if (cancellation?.id === id && cancellation.source === source) return '';
  if (outcome !== undefined) return 'the request has an outcome already';
  if (cancellation !== undefined) return 'the request is being ended already';
  if (isClosing(state) && state.ticket !== undefined) {
    return 'the access was granted for good, and its ticket is being closed';
  }
  return undefined;
}

/** Whether whoever speaks now can know that the ticket is missing. */
const knowsMissing = ({ attention, goneConfirmed }: State): boolean =>
  goneConfirmed || attention.reading?.code === 'TicketMissing';

/** With the identity manager as master, a final denial starts the ending. */
function decide(state: State, now: number): State {
  const { decided, plan } = state;
  if (plan?.master !== 'identity-manager' || decided?.verdict !== 'denied') return state;
  if (!canCancel(state)) return state;
  const { id, by, reason } = decided;
  return endSoon(state, { outcome: 'denied', source: 'decision', id, by, reason, at: now }, now);
}

/** Remembers why the request ends. Where no creation was begun it ends at once, for there is nothing to undo. */
function endSoon(state: State, cancellation: Cancellation, now: number): State {
  const cleared = clear({ ...state, cancellation }, 'cancelled-or-denied', now);
  const next = inLane(cleared, 'servicenow', { resumeAt: undefined });
  return state.writes.create !== undefined ? next : endByCancellation(next, now);
}

function retry(state: State, { by, reason }: RetryMessage, now: number): State {
  const intervention = { kind: 'retry' as const, by, reason, at: iso(now) };
  const goneConfirmed = knowsMissing(state);
  const told = record(state, { kind: 'intervention', intervention: 'retry', reason }, now, {
    name: by,
    from: 'message',
  });
  let next: State = {
    ...clear(told, 'retry', now),
    interventions: [...state.interventions, intervention].slice(-recordBound),
    goneConfirmed,
    endingWaits: false,
  };
  for (const lane of lanes) {
    const { running } = next.lanes[lane];
    next = inLane(next, lane, {
      resumeAt: undefined,
      running: running && { ...running, outdated: true },
    });
  }
  if (next.ticket === undefined || !isWatching(next, now)) return next;
  return { ...next, nextPoll: { at: now, fresh: true } };
}

/** Gives every lane what it is to do next, and sets the timer. */
function serve(state: State, now: number): Omit<Driven, 'facts'> {
  const commands: Command[] = [];
  let next = state;
  for (const lane of lanes) {
    const { running } = next.lanes[lane];
    if (running === undefined) {
      const what = nextOf(next, lane, now);
      if (what.kind === 'blocked') continue;
      next = start(next, what.job, now);
      commands.push({ kind: 'start', job: what.job });
    } else if (!running.stopping && isUnwanted(next, running, now)) {
      next = inLane(next, lane, { running: { ...running, stopping: true } });
      commands.push({ kind: 'stop', lane });
    }
  }
  if (lanes.every((lane) => next.lanes[lane].running === undefined)) {
    const { outcome } = next;
    if (outcome !== undefined && isOver(next, now)) {
      return { state: next, commands: [{ kind: 'complete', outcome }] };
    }
    if (next.goingOn) return { state: next, commands: [{ kind: 'continue' }] };
  }
  return setTimer(next, commands, now);
}

/** One timer at a time; one whose time still comes is left running, for setting it anew would cost two events. */
function setTimer(state: State, commands: Command[], now: number): Omit<Driven, 'facts'> {
  const wake = nextWake(state, now);
  const { timer } = state;
  const comes = lanes.flatMap((lane) => wakesOf(state, lane, now)).map(({ at }) => at);
  const stays = timer?.at === (wake?.at ?? Math.min(...comes));
  if (stays || (timer === undefined && wake === undefined)) return { state, commands };
  const replaces = timer !== undefined;
  const command = { kind: 'timer' as const, replaces, ...(wake === undefined ? {} : { wake }) };
  return { state: { ...state, timer: wake }, commands: [...commands, command] };
}

/** Marks the job as running. From now on its write may have happened. */
function start(state: State, job: Job, now: number): State {
  const running = { job, startedAt: now, stopping: false, outdated: false };
  const next = inLane(state, job.lane, { running });
  const { writes } = next;
  switch (job.kind) {
    case 'create':
      return { ...next, writes: { ...writes, create: writes.create ?? {} } };
    case 'poll':
      return { ...next, nextPoll: undefined, polledAt: now };
    case 'note':
      return { ...next, writes: { ...writes, note: {} } };
    case 'plan':
    case 'look':
    case 'cancel':
    case 'close':
    case 'report':
    case 'record':
      return next;
  }
}
