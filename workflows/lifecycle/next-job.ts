// What each lane does next, or what it waits for and until when: the one answer that commands, timer and status read.
import type { Note } from '../../contract/messages.ts';
import { attentionsOf } from './attention.ts';
import { firstNote } from './note-states.ts';
import { gapUntil } from './note-queue.ts';
import { isOutboxFull } from './outbox.ts';
import { conclusiveLook } from './polling.ts';
import { afterCareUntil, deadlineOf, isClosing, isTold, isWatching } from './predicates.ts';
import {
  lanes,
  type Job,
  type Lane,
  type Running,
  type State,
  type Wake,
  type WakeReason,
} from './state.ts';

/** What a lane waits for: until a time, or until somebody else does something. */
export type Block =
  | { by: WakeReason; until: number }
  /** A person: see the attention of the request. */
  | { by: 'person' }
  /** The identity manager takes nothing, and too much waits for it. */
  | { by: 'deliveries' }
  /** The ticket was left alone: a reading must say first that it can be ended. */
  | { by: 'reading' }
  /** The run is to end: the next one goes on. */
  | { by: 'next-run' };

/** What a lane does next: a job, or all that it waits for, the most important first. */
export type Next = { kind: 'job'; job: Job } | { kind: 'blocked'; blocks: Block[] };

/** What a free lane is to start, or why it starts nothing. */
export function nextOf(state: State, lane: Lane, now: number): Next {
  const blocks = blocksOf(state, lane, now);
  const [first] = blocks;
  if (first?.by === 'next-run' || first?.by === `${lane}-again`) return { kind: 'blocked', blocks };
  const job = lane === 'servicenow' ? nextTicketJob(state, now) : nextDelivery(state);
  return job === undefined ? { kind: 'blocked', blocks } : { kind: 'job', job };
}

/** Everything that a lane waits for. */
function blocksOf(state: State, lane: Lane, now: number): Block[] {
  const { resumeAt } = state.lanes[lane];
  const lasting: Block[] = [
    ...(state.goingOn ? [{ by: 'next-run' } as const] : []),
    ...until(`${lane}-again`, resumeAt, now),
  ];
  const { attention } = state;
  if (lane === 'identity-manager') {
    return [...lasting, ...(attention.delivery === undefined ? [] : [person])];
  }
  const note = firstNote(state, now);
  const needsPerson = attention.write ?? attention.note ?? attention.reading;
  const rests = isOutboxFull(state);
  return [
    ...lasting,
    ...(needsPerson === undefined ? [] : [person]),
    ...(rests ? [{ by: 'deliveries' } as const] : []),
    ...until('note', attention.note === undefined ? note?.until : undefined, now),
    ...until('gap', gapUntil(state), now),
    ...(state.endingWaits ? [{ by: 'reading' } as const] : []),
    ...until('look', lookAt(state), now),
    ...until('poll', isWatching(state, now) && !rests ? state.nextPoll?.at : undefined, now),
    ...until(
      'deadline',
      (state.outcome ?? state.cancellation) ? undefined : deadlineOf(state),
      now,
    ),
    ...until('after-care', afterCareUntil(state), now),
  ];
}

const person = { by: 'person' } as const satisfies Block;

const until = (by: WakeReason, at: number | undefined, now: number): Block[] =>
  at === undefined || at <= now ? [] : [{ by, until: at }];

function nextTicketJob(state: State, now: number): Job | undefined {
  const { plan, ticket, cancellation, attention } = state;
  const lane = 'servicenow';
  if (ticket !== undefined) return nextOnTicket(state, now);
  if (attention.write !== undefined || state.outcome !== undefined) return undefined;
  if (plan === undefined) return { lane, kind: 'plan' };
  if (cancellation === undefined) return { lane, kind: 'create' };
  const due = lookAt(state);
  return due === undefined || due > now ? undefined : { lane, kind: 'look' };
}

/** In this order: the write that ends the ticket, its notes, a poll. */
function nextOnTicket(state: State, now: number): Job | undefined {
  const ending = nextEnding(state);
  if (ending !== undefined && !notesComeFirst(state, now)) return ending;
  const note = nextNote(state, now);
  const poll = duePoll(state, now);
  // A note that fails again and again does not stop the polls.
  return isStuck(state, now) ? (poll ?? note) : (note ?? poll);
}

function duePoll(state: State, now: number): Job | undefined {
  const { nextPoll } = state;
  if (nextPoll === undefined || nextPoll.at > now) return undefined;
  if (isOutboxFull(state) || !isWatching(state, now)) return undefined;
  return { lane: 'servicenow', kind: 'poll', fresh: nextPoll.fresh };
}

/** Whether a note is refused, or has failed for at least half a burst. */
function isStuck({ attention, lanes: { servicenow }, plan }: State, now: number): boolean {
  const { trouble } = servicenow;
  if (attention.note !== undefined) return true;
  return trouble?.activity === 'note' && now - trouble.since >= (plan?.timeouts.burst ?? 0) / 2;
}

/** What was decided stands on the ticket before the decision closes or cancels it, unless a note is stuck. */
function notesComeFirst(state: State, now: number): boolean {
  const { cancellation, notes } = state;
  const byDecision = cancellation === undefined || cancellation.outcome === 'denied';
  return byDecision && notes.waiting.length > 0 && !isStuck(state, now);
}

function nextEnding(state: State): Job | undefined {
  const { cancellation, decided, attention, endingWaits, outcome } = state;
  if (attention.write !== undefined || endingWaits || outcome !== undefined) return undefined;
  const lane = 'servicenow';
  if (cancellation !== undefined) return { lane, kind: 'cancel', cancellation };
  if (decided === undefined || !isClosing(state)) return undefined;
  const { id, by, reason } = decided;
  return { lane, kind: 'close', ending: { id, by, reason } };
}

function nextNote(state: State, now: number): Job | undefined {
  const [note] = state.notes.waiting;
  const first = state.attention.note === undefined ? firstNote(state, now) : undefined;
  if (note === undefined || first === undefined || first.until !== undefined) return undefined;
  return {
    lane: 'servicenow',
    kind: 'note',
    note,
    attemptedBefore: first.state !== 'queued',
    looksOnly: first.state === 'unknown',
    releases: releases(state, note),
  };
}

/** Whether a note tells of the final approval of the master, and nothing else has ended the request. */
function releases({ plan, decided, cancellation, outcome }: State, { message }: Note): boolean {
  if (plan?.master !== 'identity-manager' || decided?.verdict !== 'approved') return false;
  if (cancellation !== undefined || (outcome !== undefined && outcome.kind !== 'fulfilled'))
    return false;
  return message.kind === 'decision' && message.decision.id === decided.id;
}

/** When to look whether a cancelled creation came about after all; undefined when there is nothing to look for. */
function lookAt({ plan, ticket, cancellation, writes, attention, outcome }: State) {
  const wanted = outcome === undefined && cancellation !== undefined && ticket === undefined;
  return wanted && plan !== undefined && attention.write === undefined
    ? conclusiveLook(plan.timeouts, writes.create?.endedAt ?? 0)
    : undefined;
}

function nextDelivery(state: State): Job | undefined {
  const lane = 'identity-manager';
  const [first] = state.outbox.waiting;
  if (first === undefined || state.attention.delivery !== undefined) return undefined;
  if (first.kind !== 'outcome') return { lane, kind: 'report', progress: first };
  const { outcome, sequence } = first;
  return { lane, kind: 'record', outcome, sequence };
}

/** Whether a running job is not wanted any more: after a cancellation, a final decision or a retry, or before a new run. */
export function isUnwanted(state: State, { job, outdated }: Running, now: number): boolean {
  if (outdated || state.goingOn) return true;
  switch (job.kind) {
    case 'create':
      return state.cancellation !== undefined;
    case 'poll':
    case 'note': {
      const next = nextOf(state, 'servicenow', now);
      return next.kind === 'job' && (next.job.kind === 'cancel' || next.job.kind === 'close');
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

/**
 * When something falls due by itself, and what, or undefined. While the ServiceNow lane is busy only a delivery
 * in trouble counts: a quiet poll needs no timer beside it, and its end is seen soon enough.
 */
export function nextWake(state: State, now: number): Wake | undefined {
  const idle = lanes.filter(
    (lane) => lane === 'identity-manager' || state.lanes[lane].running === undefined,
  );
  const [first] = idle.flatMap((lane) => wakesOf(state, lane, now)).toSorted((a, b) => a.at - b.at);
  return first;
}

/** When a lane wakes, busy or not. */
export const wakesOf = (state: State, lane: Lane, now: number): Wake[] =>
  state.goingOn
    ? []
    : blocksOf(state, lane, now).flatMap((block) =>
        'until' in block ? [{ at: block.until, why: block.by }] : [],
      );

/** Outcome taken, everything told and written, after-care past: the run may return. Without a ticket nothing can be written. */
export function isOver(state: State, now: number): boolean {
  if (!isTold(state)) return false;
  const { waiting, held } = state.notes;
  const written = state.ticket === undefined || waiting.length + held.length === 0;
  return written && (afterCareUntil(state) ?? now) <= now;
}

/** Whether a search should show the state of now: a failure lasts, a person is needed, or both lanes wait. What is under way is soon over. */
export const isHeldUp = (state: State): boolean =>
  attentionsOf(state).length > 0 ||
  lanes.some((lane) => state.lanes[lane].trouble !== undefined) ||
  lanes.every((lane) => state.lanes[lane].running === undefined);
