// What a reading of the ticket means for its request: progress to tell, attention, or the outcome.
import type { AttentionCode } from '../../contract/attention.ts';
import type { OutcomeKind } from '../../contract/outcome.ts';
import type { Phase, Reading, Result } from '../../contract/ticket.ts';
import { clear, raise } from './attention.ts';
import { isOlder } from './deed-facts.ts';
import { byServiceNow } from './facts.ts';
import { tell } from './outbox.ts';
import { endByCancellation, endByDecision, schedulePoll, takeOutcome } from './outcome.ts';
import { isClosing } from './predicates.ts';
import type { State } from './state.ts';

/**
 * Takes one reading. One that is not fresh and older than the last (another worker's row) changes nothing
 * but that a fresh one is asked for: it may also be the truth, of a record that was restored.
 */
export function takeReading(
  state: State,
  given: Reading,
  { now, fresh }: { now: number; fresh: boolean },
): State {
  const { comments, commentCursor, moreComments = false, ...reading } = given;
  const { modCount, updatedBy } = reading.evidence;
  if (isOlder(reading, state.reading) && !fresh) {
    return schedulePoll({ ...state, missing: 0, nextPoll: { at: now, fresh: true } }, now);
  }
  let next: State = {
    ...state,
    reading,
    missing: 0,
    goneConfirmed: false,
    endingWaits: state.endingWaits && !canBeEnded(state, reading.phase),
    moreComments,
    changedAt: modCount === state.reading?.evidence.modCount ? state.changedAt : now,
    ...(commentCursor === undefined ? {} : { commentCursor }),
  };
  for (const comment of comments) next = tell(next, { kind: 'comment', comment }, now);
  next = takePhase(next, given, now, byServiceNow(updatedBy).name);
  if (moreComments) return { ...next, nextPoll: { at: now, fresh: true } };
  return schedulePoll(next, now);
}

/** The phases in which a ticket can be cancelled without overwriting what someone has done. */
const workable: readonly Phase[] = ['open', 'in-progress', 'on-hold'];

/** Work that was resolved can be closed as done, and is not to be cancelled. */
const canBeEnded = (state: State, phase: Phase): boolean =>
  workable.includes(phase) || (phase === 'resolved' && isClosing(state));

/** A new phase is told; a closed ticket ends the request, unless the reading leaves a doubt. */
function takePhase(state: State, reading: Reading, now: number, agent: string): State {
  const doubt = doubtOf(state, reading);
  let next =
    doubt === undefined
      ? clear(state, 'reading', now)
      : raise(state, 'reading', doubt.code, now, doubt.detail);
  const { phase, result, evidence, holdReason = '' } = reading;
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
  if (reading.moreComments === true || state.outcome !== undefined) return next;
  if (next.plan?.master === 'identity-manager') {
    return next.cancellation === undefined
      ? endByDecision(next, now)
      : endByCancellation(next, now);
  }
  const { closedBy = agent, closeNotes = '' } = reading;
  const by = closedBy === 'not said' ? 'someone whom ServiceNow does not name' : closedBy;
  const cause = { kind: 'ticket', state: evidence.state, result } as const;
  const ended = { kind: outcomeOf(result), cause, by, words: closeNotes };
  return takeOutcome(next, ended, now);
}

interface Doubt {
  code: AttentionCode;
  detail?: string;
}

/** Nothing unknown is guessed; and "not done" leaves the access of a removal in doubt. */
function doubtOf(state: State, reading: Reading): Doubt | undefined {
  const { input, plan, cancellation } = state;
  const { phase, result, unknown = 'nothing' } = reading;
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
