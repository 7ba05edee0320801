// How a request ends: once, by a closed ticket, a decision, a cancellation or its deadline.
import { iso } from '../../contract/dates.ts';
import type { Outcome, OutcomeCause } from '../../contract/outcome.ts';
import { clear } from './attention.ts';
import { deciderOf, record } from './facts.ts';
import { endWithoutTicket } from './note-queue.ts';
import { tellOutcome } from './outbox.ts';
import { hintedPoll, nextPoll } from './polling.ts';
import { isWatching } from './predicates.ts';
import type { Cancellation, State } from './state.ts';

/** Ends the request, once: deliveries and notes are left, and after-care. */
export function takeOutcome(
  state: State,
  ended: Omit<Outcome, 'ticket' | 'at'>,
  now: number,
): State {
  if (state.outcome !== undefined) return state;
  const { ticket } = state;
  const outcome = { ...ended, at: iso(now), ...(ticket === undefined ? {} : { ticket }) };
  const { running } = state.lanes.servicenow;
  const cleared = clear({ ...state, outcome }, 'outcome', now);
  const next: State = {
    ...record(tellOutcome(cleared, outcome), { kind: 'outcome', outcome }, now, deciderOf(outcome)),
    goneConfirmed: false,
    lanes: { ...state.lanes, servicenow: running === undefined ? {} : { running } },
    // In after-care a hint that waits for its spacing is still one.
    nextPoll: isWatching(cleared, now) ? state.nextPoll : undefined,
  };
  return ticket === undefined ? endWithoutTicket(next, now) : schedulePoll(next, now);
}

/** The outcome that the final approval of the identity manager leads to, once its ticket is closed. */
export function endByDecision(state: State, now: number): State {
  const { decided } = state;
  if (decided === undefined) return state;
  const { id, verdict, by, reason: words } = decided;
  const cause = { kind: 'decision', id, verdict } as const;
  return takeOutcome(state, { kind: 'fulfilled', cause, by, words }, now);
}

/** The outcome that a pending cancellation, denial or deadline leads to. */
export function endByCancellation(state: State, now: number): State {
  const { cancellation } = state;
  if (cancellation === undefined) return state;
  const { outcome: kind, by, reason: words } = cancellation;
  const ended = { kind, cause: causeOf(cancellation), by, words };
  return takeOutcome(state, ended, now);
}

function causeOf({ outcome, id, source }: Cancellation): OutcomeCause {
  switch (outcome) {
    case 'expired':
      return { kind: 'deadline' };
    case 'cancelled':
      return { kind: 'cancellation', id, source: source === 'temporal' ? source : 'message' };
    case 'denied':
      return { kind: 'decision', id, verdict: 'denied' };
  }
}

/** Plans the next poll from now on, keeping a hint that waits for its spacing. */
export function schedulePoll(state: State, now: number): State {
  const cadence = state.reading?.cadence;
  if (cadence === undefined || !isWatching(state, now)) return state;
  const { changedAt, pollOffset, polledAt } = state;
  const planned = nextPoll(cadence, { now, changedAt, pollOffset });
  const fresh = state.nextPoll?.fresh === true;
  const at = fresh ? hintedPoll(cadence, { now, polledAt, planned }) : planned;
  return { ...state, nextPoll: { at, fresh } };
}
