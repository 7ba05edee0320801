// What a reading of the ticket means for its request: progress to tell, attention, or the outcome.
import { hintedPoll, nextPoll } from './cadence.ts';
import { readingAttentions } from './failures.ts';
import type {
  Attention,
  Outcome,
  OutcomeKind,
  Phase,
  ProgressStep,
  Result,
  Ticket,
  TicketStatus,
} from './model.ts';
import type { State } from './state.ts';

/** Polls rest while so much waits for the identity manager: nothing is lost, it is read later. */
export const progressBound = 200;

/** ISO 8601 of a time in milliseconds. */
export const iso = (time: number): string => new Date(time).toISOString();

/** Queues one more thing to tell the identity manager. */
export function tell(state: State, step: ProgressStep, now: number): State {
  const sequence = state.sequence + 1;
  return {
    ...state,
    sequence,
    progress: [...state.progress, { ...step, sequence, at: iso(now) }],
  };
}

/** Ends the request: from here on only deliveries are left. */
export function takeOutcome(
  state: State,
  outcome: Omit<Outcome, 'ticket' | 'at'>,
  now: number,
): State {
  const { ticket } = state;
  return {
    ...state,
    outcome: { ...outcome, at: iso(now), ...(ticket === undefined ? {} : { ticket }) },
    attention: { delivery: state.attention.delivery },
    lanes: { ...state.lanes, servicenow: { epoch: state.lanes.servicenow.epoch } },
    pollAt: undefined,
  };
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
      cause: outcome === 'expired' ? { kind: 'deadline' } : { kind: 'cancellation', id },
      by,
      words: reason,
    },
    now,
  );
}

/** Plans the next poll from now on, keeping a hint that waits for its spacing. */
export function schedulePoll(state: State, now: number): State {
  const cadence = state.reading?.cadence;
  if (cadence === undefined || state.outcome !== undefined) return state;
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
  return tell({ ...found, attention: {} }, { kind: 'ticket-created', ticket }, now);
}

/**
 * Takes one reading. One that is not fresh and older than the last (another worker's row) changes nothing
 * but that a fresh one is asked for: it may also be the truth, of a record that was restored.
 */
export function takeReading(
  state: State,
  status: TicketStatus,
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
    cancelWaits: state.cancelWaits && !workable.has(status.phase),
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
const workable: ReadonlySet<Phase> = new Set(['open', 'in-progress', 'on-hold']);

/** A new phase is told; a closed ticket ends the request, unless the reading leaves a doubt. */
function takePhase(state: State, status: TicketStatus, now: number): State {
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
  // What was said before the closing is told before the outcome.
  if (status.moreComments === true) return next;
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
function doubtOf({ input, cancellation }: State, status: TicketStatus): Doubt | undefined {
  const { phase, result, unknown = 'nothing' } = status;
  if (phase === 'unknown') return { code: 'TicketStateUnknown', detail: unknown };
  if (phase !== 'closed') return undefined;
  if (result === undefined)
    return { code: 'TicketStateUnknown', detail: 'closed, without a result' };
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
