// What a request wants: the next job of each lane, which running job no more, when to wake, when it is over.
import { conclusiveLook, deadline } from './polling.ts';
import { gapUntil } from './mirror.ts';
import type { Note } from '../../contract/messages.ts';
import { isProgressFull } from './readings.ts';
import { afterCareUntil, isClosing, isWatching } from './standing.ts';
import type { Job, Lane, State } from './state.ts';

/** What a free lane is to start, if anything. */
export function next(state: State, lane: Lane, now: number): Job | undefined {
  const { epoch, resumeAt } = state.lanes[lane];
  if (resumeAt !== undefined && resumeAt > now) return undefined;
  return lane === 'servicenow' ? nextTicketJob(state, epoch, now) : nextDelivery(state, epoch);
}

function nextTicketJob(state: State, epoch: number, now: number): Job | undefined {
  const { plan, ticket, cancellation, attention } = state;
  const lane = 'servicenow';
  if (ticket !== undefined) return nextOnTicket(state, epoch, now);
  if (attention.write !== undefined || state.outcome !== undefined) return undefined;
  if (plan === undefined) return { lane, kind: 'plan', epoch };
  if (cancellation === undefined) return { lane, kind: 'create', epoch };
  const due = lookAt(state);
  return due === undefined || due > now ? undefined : { lane, kind: 'look', epoch };
}

/** What ends the ticket, its notes in order, a reading. */
function nextOnTicket(state: State, epoch: number, now: number): Job | undefined {
  const ending = nextEnding(state, epoch);
  if (ending !== undefined && !notesComeFirst(state, now)) return ending;
  const note = nextNote(state, epoch, now);
  const poll = nextPoll(state, epoch, now);
  // A note that fails burst after burst keeps nobody from seeing the ticket closed.
  return isStuck(state, now) ? (poll ?? note) : (note ?? poll);
}

function nextPoll(state: State, epoch: number, now: number): Job | undefined {
  if (state.poll === 'not-due' || isProgressFull(state) || !isWatching(state, now))
    return undefined;
  return { lane: 'servicenow', kind: 'poll', epoch, fresh: state.poll === 'due-fresh' };
}

/** Whether a note is refused, or failed for the better part of a burst. */
function isStuck({ attention, lanes, plan }: State, now: number): boolean {
  const { trouble } = lanes.servicenow;
  if (attention.note !== undefined) return true;
  return trouble?.activity === 'note' && now - trouble.since >= (plan?.timeouts.burst ?? 0) / 2;
}

/** What was decided stands on the ticket before the decision closes or cancels it, unless a note is stuck. */
function notesComeFirst(state: State, now: number): boolean {
  const { cancellation, mirror } = state;
  const byDecision = cancellation === undefined || cancellation.outcome === 'denied';
  return byDecision && mirror.waiting.length > 0 && !isStuck(state, now);
}

function nextEnding(state: State, epoch: number): Job | undefined {
  const { cancellation, decided, attention, endingWaits, outcome } = state;
  if (attention.write !== undefined || endingWaits || outcome !== undefined) return undefined;
  const lane = 'servicenow';
  if (cancellation !== undefined) return { lane, kind: 'cancel', epoch, cancellation };
  if (decided === undefined || !isClosing(state)) return undefined;
  const { id, by, reason } = decided;
  return { lane, kind: 'close', epoch, ending: { id, by, reason } };
}

function nextNote(state: State, epoch: number, now: number): Job | undefined {
  const due = noteAt(state);
  const [note] = state.mirror.waiting;
  if (note === undefined || due === undefined || due > now) return undefined;
  const { writing, looksFirst } = state.mirror;
  const attemptedBefore = writing.begun || looksFirst !== undefined;
  const looksOnly = !writing.begun && mayBeAtIt(state, now);
  const released = releases(state, note);
  return {
    lane: 'servicenow',
    kind: 'note',
    epoch,
    note,
    attemptedBefore,
    looksOnly,
    releases: released,
  };
}

/** Whether another run may be writing the note at this moment, so that a look is too early to prove anything. */
function mayBeAtIt({ plan, mirror: { looksFirst } }: State, now: number): boolean {
  if (looksFirst === undefined || plan === undefined) return false;
  return looksFirst.reset || now < conclusiveLook(plan.timeouts, looksFirst.since);
}

/** Whether a note tells of the final approval of the master, and nothing else has ended the request. */
function releases({ plan, decided, cancellation, outcome }: State, { message }: Note): boolean {
  if (plan?.master !== 'identity-manager' || decided?.verdict !== 'approved') return false;
  if (cancellation !== undefined || (outcome !== undefined && outcome.kind !== 'fulfilled'))
    return false;
  return message.kind === 'decision' && message.decision.id === decided.id;
}

/**
 * When the first of the notes may be written; undefined when none can be. After an attempt of unknown outcome a look
 * proves something only once nothing of it can still appear.
 */
export function noteAt({ plan, ticket, attention, mirror }: State): number | undefined {
  const { waiting, writing } = mirror;
  if (plan === undefined || ticket === undefined) return undefined;
  if (waiting.length === 0 || attention.note !== undefined) return undefined;
  return writing.begun ? conclusiveLook(plan.timeouts, writing.endedAt) : 0;
}

/** When to look whether a cancelled creation came about after all; undefined when there is nothing to look for. */
export function lookAt({ plan, ticket, cancellation, creation, attention, outcome }: State) {
  const wanted = outcome === undefined && cancellation !== undefined && ticket === undefined;
  return wanted && plan !== undefined && attention.write === undefined
    ? conclusiveLook(plan.timeouts, creation.endedAt)
    : undefined;
}

/** Progress in order, the outcome after all that was before it. */
function nextDelivery(state: State, epoch: number): Job | undefined {
  const lane = 'identity-manager';
  if (state.attention.delivery !== undefined) return undefined;
  const progress = state.progress[0];
  const { outcome, ended } = state;
  if (outcome !== undefined && ended !== undefined && !state.recorded) {
    const { sequence } = ended;
    const before = progress !== undefined && progress.sequence < sequence;
    if (!before) return { lane, kind: 'record', epoch, outcome, sequence };
  }
  return progress === undefined ? undefined : { lane, kind: 'report', epoch, progress };
}

/** Whether a running job is not wanted any more: after a cancellation, a final decision or a retry. */
export function isUnwanted(state: State, job: Job, now: number): boolean {
  if (job.epoch !== state.lanes[job.lane].epoch) return true;
  switch (job.kind) {
    case 'create':
      return state.cancellation !== undefined;
    case 'poll':
    case 'note': {
      const wanted = next(state, 'servicenow', now)?.kind;
      return wanted === 'cancel' || wanted === 'close';
    }
    // Where an earlier run may have left a ticket, only the plan says where to look for it.
    case 'plan':
      return state.cancellation !== undefined && state.outcome !== undefined;
    case 'look':
    case 'cancel':
    case 'close':
    case 'report':
    case 'record':
      return false;
  }
}

/** Why a request wakes by itself. */
export type WakeReason =
  | 'identity-manager-again'
  | 'servicenow-again'
  | 'note'
  | 'gap'
  | 'poll'
  | 'look'
  | 'deadline'
  | 'after-care';

/** When a request wakes by itself, and why. */
export interface Wake {
  at: number;
  why: WakeReason;
}

/**
 * When something falls due by itself, and what, or undefined. While the ServiceNow lane is busy only a delivery
 * in trouble counts: a quiet poll needs no timer beside it, and its end is seen soon enough.
 */
export function nextWake(state: State, servicenowBusy: boolean, now: number): Wake | undefined {
  const { servicenow, 'identity-manager': identityManager } = state.lanes;
  const due: [WakeReason, number | undefined][] = [
    ['identity-manager-again', identityManager.resumeAt],
  ];
  if (!servicenowBusy) {
    due.push(['servicenow-again', servicenow.resumeAt]);
    due.push(['note', noteAt(state)], ['gap', gapUntil(state)]);
    if (isWatching(state, now) && !isProgressFull(state)) due.push(['poll', state.pollAt]);
    due.push(state.outcome === undefined ? endOf(state) : ['after-care', afterCareUntil(state)]);
  }
  let first: Wake | undefined;
  for (const [why, at] of due) {
    // What is due already was seen by the last step; a look waits then for its burst.
    if (at === undefined || at <= now) continue;
    if (first === undefined || at < first.at) first = { at, why };
  }
  return first;
}

/** When the request is to be ended, or to be looked for. */
const endOf = (state: State): [WakeReason, number | undefined] =>
  state.cancellation === undefined
    ? ['deadline', deadline(state.submittedAt, state.plan?.expireAfter)]
    : ['look', lookAt(state)];

/** Outcome taken, everything told and written, after-care past: the run may return. Without a ticket nothing can be written. */
export function isOver(state: State, now: number): boolean {
  if (!state.recorded || state.progress.length > 0) return false;
  const { waiting, held } = state.mirror;
  const written = state.ticket === undefined || waiting.length + held.length === 0;
  return written && (afterCareUntil(state) ?? now) <= now;
}
