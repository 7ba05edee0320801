// The lifecycle of a request: a pure function over events.
import { deadline, hintedPoll } from './polling.ts';
import type { CancelMessage } from '../../contract/messages.ts';
import { gapUntil, giveUpGap, notTaken, recordBound, reject, takeMessage } from './mirror.ts';
import { iso } from '../../contract/dates.ts';
import { endByCancellation } from './readings.ts';
import { knownMissing, settled } from './settling.ts';
import { type Cancellation, type Event, type Job, lanes, type State } from './state.ts';
import { inLane, isClosing, isWatching } from './standing.ts';

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
    case 'message':
      return decide(takeMessage(state, event.message, now), now);
    case 'rejected':
      return (event.lost === true ? notTaken : reject)(state, event.message, event.problem, now);
    case 'started':
      return started(state, event.job, now);
    case 'settled':
      return decide(settled(state, event, now), now);
  }
}

/** Acts on every due time that has passed. */
function passTime(state: State, now: number): State {
  let next = state;
  if (next.pollAt !== undefined && next.pollAt <= now) {
    const poll = next.hinted || next.poll === 'due-fresh' ? 'due-fresh' : 'due';
    next = { ...next, pollAt: undefined, hinted: false, poll };
  }
  for (let gap = gapUntil(next); gap !== undefined && gap <= now; gap = gapUntil(next)) {
    next = decide(giveUpGap(next, now), now);
  }
  // With after-care past nobody is waited for: what was refused is tried once more.
  if (next.attention.note !== undefined && !isWatching(next, now)) {
    next = { ...next, attention: { ...next.attention, note: undefined } };
  }
  const expiresAt = deadline(next.submittedAt, next.plan?.expireAfter);
  if (expiresAt !== undefined && expiresAt <= now && canCancel(next) && !isClosing(next)) {
    const by = `deadline of ${next.input.request.serviceCategory}`;
    const reason = `Not done by ${iso(expiresAt)}.`;
    next = endSoon(next, { outcome: 'expired', id: 'expireAfter', by, reason, at: now }, now);
  }
  return next;
}

function hint(state: State, now: number): State {
  const cadence = state.reading?.cadence;
  if (cadence === undefined || !isWatching(state, now)) return state;
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
  if (isClosing(state) && state.ticket !== undefined) {
    const problem = 'the access was granted for good, and its ticket is being closed';
    return reject(state, `cancel ${message.id}`, problem, now);
  }
  const goneConfirmed = knownMissing(state);
  return endSoon(
    { ...state, goneConfirmed, endingWaits: false },
    { outcome: 'cancelled', ...message, at: now },
    now,
  );
}

/** Only a final decision ends a request, and only where the identity manager is its master. */
function decide(state: State, now: number): State {
  const { decided, plan } = state;
  if (plan?.master !== 'identity-manager' || decided?.verdict !== 'denied') return state;
  if (!canCancel(state)) return state;
  const { id, by, reason } = decided;
  return endSoon(state, { outcome: 'denied', id, by, reason, at: now }, now);
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
    endingWaits: false,
  };
  for (const lane of lanes) {
    next = inLane(next, lane, { epoch: next.lanes[lane].epoch + 1, resumeAt: undefined });
  }
  if (next.ticket === undefined || !isWatching(next, now)) return next;
  return { ...next, poll: 'due-fresh', pollAt: undefined };
}

function started(state: State, job: Job, now: number): State {
  switch (job.kind) {
    case 'create':
      return { ...state, creation: { ...state.creation, begun: true } };
    case 'poll':
      return { ...state, poll: 'not-due', pollAt: undefined, polledAt: now };
    case 'note': {
      const { mirror } = state;
      return { ...state, mirror: { ...mirror, writing: { begun: true, endedAt: 0 } } };
    }
    case 'plan':
    case 'look':
    case 'cancel':
    case 'close':
    case 'report':
    case 'record':
      return state;
  }
}
