// What a reading of the ticket means for its request: progress to tell, attention, or the outcome.
import { hintedPoll, nextPoll } from './polling.ts';
import { readingAttentions, type Attention } from '../../contract/attention.ts';
import { iso } from '../../contract/dates.ts';
import type { Outcome, OutcomeCause, OutcomeKind } from '../../contract/outcome.ts';
import type { Phase, Result, Ticket, Reading } from '../../contract/ticket.ts';
import type { ProgressStep } from '../../contract/progress.ts';
import { endWithoutTicket } from './mirror.ts';
import { isClosing, isWatching } from './standing.ts';
import type { Cancellation, State } from './state.ts';

/** In messages, and in UTF-16 units of the comments among them. */
const progressBounds = { messages: 200, characters: 60_000 } as const;

/** Polls rest while so much waits for the identity manager: nothing is lost, it is read later. */
export function isProgressFull({ progress }: State): boolean {
  if (progress.length >= progressBounds.messages) return true;
  const lengths = progress.map((one) => (one.kind === 'comment' ? one.comment.text.length : 0));
  return lengths.reduce((sum, length) => sum + length, 0) >= progressBounds.characters;
}

/** Queues one more thing to tell the identity manager. */
export function tell(state: State, step: ProgressStep, now: number): State {
  const sequence = state.sequence + 1;
  return {
    ...state,
    sequence,
    progress: [...state.progress, { ...step, sequence, at: iso(now) }],
  };
}

/** Ends the request, once: deliveries and notes are left, and after-care. */
export function takeOutcome(
  state: State,
  outcome: Omit<Outcome, 'ticket' | 'at'>,
  now: number,
): State {
  if (state.outcome !== undefined) return state;
  const { ticket } = state;
  const { delivery, message, doubled } = state.attention;
  const sequence = state.sequence + 1;
  const next: State = {
    ...state,
    sequence,
    outcome: { ...outcome, at: iso(now), ...(ticket === undefined ? {} : { ticket }) },
    ended: { at: now, sequence },
    attention: { delivery, message, doubled },
    goneConfirmed: false,
    lanes: { ...state.lanes, servicenow: { epoch: state.lanes.servicenow.epoch } },
    poll: 'not-due',
    pollAt: undefined,
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

/** The outcome that a pending cancellation or deadline leads to. */
export function endByCancellation(state: State, now: number): State {
  const { cancellation } = state;
  if (cancellation === undefined) return state;
  const { outcome, id, by, reason } = cancellation;
  return takeOutcome(
    state,
    {
      kind: outcome,
      cause: causeOf(outcome, id),
      by,
      words: reason,
    },
    now,
  );
}

function causeOf(outcome: Cancellation['outcome'], id: string): OutcomeCause {
  switch (outcome) {
    case 'expired':
      return { kind: 'deadline' };
    case 'cancelled':
      return { kind: 'cancellation', id };
    case 'denied':
      return { kind: 'decision', id, verdict: 'denied' };
  }
}

/** Plans the next poll from now on, keeping a hint that waits for its spacing. */
export function schedulePoll(state: State, now: number): State {
  const cadence = state.reading?.cadence;
  if (cadence === undefined || !isWatching(state, now)) return state;
  const planned = nextPoll(cadence, { now, changedAt: state.changedAt, phase: state.phase });
  const { polledAt } = state;
  return {
    ...state,
    pollAt: state.hinted ? hintedPoll(cadence, { now, polledAt, planned }) : planned,
  };
}

/** The ticket exists: the request keeps to it, drops what was rendered and says so. */
export function ticketFound(state: State, ticket: Ticket, now: number): State {
  if (state.plan === undefined) return state;
  const { rendered, ...plan } = state.plan;
  const found: State = { ...state, ticket, plan, polledAt: now, changedAt: now };
  return tell(
    { ...found, attention: { message: state.attention.message, doubled: state.attention.doubled } },
    { kind: 'ticket-created', ticket },
    now,
  );
}

/**
 * Takes one reading. One that is not fresh and older than the last (another worker's row) changes nothing
 * but that a fresh one is asked for: it may also be the truth, of a record that was restored.
 */
export function takeReading(
  state: State,
  status: Reading,
  { now, fresh }: { now: number; fresh: boolean },
): State {
  const last = state.reading?.evidence.modCount ?? -1;
  const { modCount } = status.evidence;
  if (modCount < last && !fresh) return schedulePoll({ ...state, missing: 0, hinted: true }, now);
  const { comments, commentCursor, moreComments = false, ...reading } = status;
  let next: State = {
    ...state,
    reading,
    missing: 0,
    goneConfirmed: false,
    endingWaits: state.endingWaits && !canBeEnded(state, status.phase),
    moreComments,
    changedAt: modCount === last ? state.changedAt : now,
    ...(commentCursor === undefined ? {} : { commentCursor }),
  };
  for (const comment of comments) next = tell(next, { kind: 'comment', comment }, now);
  next = takePhase(next, status, now);
  if (moreComments) return { ...next, poll: 'due-fresh', pollAt: undefined };
  return schedulePoll(next, now);
}

/** The phases in which a ticket can be cancelled without overwriting what someone has done. */
const workable: readonly Phase[] = ['open', 'in-progress', 'on-hold'];

/** Work that was resolved can be closed as done, and is not to be cancelled. */
const canBeEnded = (state: State, phase: Phase): boolean =>
  workable.includes(phase) || (phase === 'resolved' && isClosing(state));

/** A new phase is told; a closed ticket ends the request, unless the reading leaves a doubt. */
function takePhase(state: State, status: Reading, now: number): State {
  const doubt = doubtOf(state, status);
  let next: State =
    doubt === undefined
      ? { ...state, attention: { ...state.attention, reading: undefined } }
      : needAttention(state, doubt.code, now, doubt.detail);
  const { phase, result, evidence, holdReason = '' } = status;
  if (phase === 'unknown') return next;
  if (phase !== state.reported.phase || holdReason !== state.reported.holdReason) {
    const { assignedTo } = evidence;
    next = tell(
      { ...next, reported: { phase, holdReason } },
      {
        kind: 'phase',
        phase,
        ...(holdReason === '' ? {} : { holdReason }),
        ...(assignedTo === '' ? {} : { assignedTo }),
      },
      now,
    );
  }
  if (doubt !== undefined || phase !== 'closed' || result === undefined) return next;
  // What was said before the closing is told before the outcome, and that is taken once.
  if (status.moreComments === true || state.outcome !== undefined) return next;
  if (next.plan?.master === 'identity-manager') {
    return next.cancellation === undefined
      ? endByDecision(next, now)
      : endByCancellation(next, now);
  }
  const { closedBy = evidence.updatedBy, closeNotes = '' } = status;
  const by = closedBy === '' ? 'someone whom ServiceNow does not name' : closedBy;
  const cause = { kind: 'ticket', state: evidence.state, result } as const;
  return takeOutcome(next, { kind: outcomeOf(result), cause, by, words: closeNotes }, now);
}

interface Doubt {
  code: keyof typeof readingAttentions;
  detail?: string;
}

/** Nothing unknown is guessed; and "not done" leaves the access of a removal in doubt. */
function doubtOf(state: State, status: Reading): Doubt | undefined {
  const { input, plan, cancellation } = state;
  const { phase, result, unknown = 'nothing' } = status;
  if (phase === 'unknown') return { code: 'TicketStateUnknown', detail: unknown };
  if (state.outcome !== undefined)
    return phase === 'closed' ? undefined : { code: 'TicketReopened', detail: phase };
  if (phase !== 'closed') return undefined;
  if (result === undefined)
    return { code: 'TicketStateUnknown', detail: 'closed, without a result' };
  if (plan?.master === 'identity-manager') {
    const ending = cancellation !== undefined || isClosing(state);
    return ending ? undefined : { code: 'TicketClosedEarly', detail: result };
  }
  const unclear = result === 'not-fulfilled' || result === 'cancelled';
  if (!unclear || input.request.action !== 'removal' || cancellation !== undefined)
    return undefined;
  return { code: 'RemovalNotDone' };
}

function outcomeOf(result: Result): OutcomeKind {
  switch (result) {
    case 'fulfilled':
    case 'not-fulfilled':
    case 'cancelled':
      return result;
    case 'rejected':
      return 'denied';
  }
}

/** Notes that the reading needs a person; a reading that maps clears it. `since` is when it began. */
export function needAttention(
  state: State,
  code: keyof typeof readingAttentions,
  now: number,
  detail?: string,
): State {
  const { words, remedy } = readingAttentions[code];
  const known = state.attention.reading;
  const attention: Attention = {
    code,
    words: detail === undefined ? words : `${words} It says: ${detail}.`,
    remedy,
    since: known?.code === code ? known.since : iso(now),
  };
  return { ...state, attention: { ...state.attention, reading: attention } };
}
