// What needs a person: who raises each kind of attention and what clears it, in one table.
import { attentionCodes, type Attention, type AttentionCode } from '../../contract/attention.ts';
import { iso } from '../../contract/dates.ts';
import { failures, isFailureType, type Failure } from '../../contract/failures.ts';
import { record } from './facts.ts';
import type { AttentionSlot, State } from './state.ts';

/** What clears attention. A reading clears by what it says: see `clear`. */
export type Clearing =
  'retry' | 'ticket-found' | 'cancelled-or-denied' | 'reading' | 'outcome' | 'after-care-over';

interface Row {
  /** When it is raised, as docs/operations.md says it. */
  raisedBy: string;
  clearedBy: readonly Clearing[];
}

/** The kinds of attention, in the order in which they are shown. */
export const attentionTable = {
  write: {
    raisedBy: 'Planning, creating, looking for or ending the ticket fails for good.',
    clearedBy: ['retry', 'ticket-found', 'cancelled-or-denied', 'outcome'],
  },
  note: {
    raisedBy: 'Writing a note fails for good.',
    clearedBy: ['retry', 'ticket-found', 'outcome', 'after-care-over'],
  },
  doubled: { raisedBy: 'A note is found twice on the ticket.', clearedBy: ['retry'] },
  reading: {
    raisedBy: 'A reading of the ticket fails for good, or says what nobody may guess.',
    clearedBy: ['ticket-found', 'reading', 'outcome'],
  },
  delivery: {
    raisedBy: 'The identity manager refuses a delivery for good.',
    clearedBy: ['retry', 'ticket-found'],
  },
  message: { raisedBy: 'A decision or change is not taken.', clearedBy: ['retry'] },
} as const satisfies Record<AttentionSlot, Row>;

/** The kinds in the order of the table. */
export const attentionSlots = [
  'write',
  'note',
  'doubled',
  'reading',
  'delivery',
  'message',
] as const satisfies (keyof typeof attentionTable)[];

/** Everything that needs a person now, in the order of the table. */
export const attentionsOf = ({ attention }: State): Attention[] =>
  attentionSlots.flatMap((slot) => attention[slot] ?? []);

/** Asks for a person, by a code of the table of attentions; `since` is when the same code was raised first. */
export function raise(
  state: State,
  slot: AttentionSlot,
  code: AttentionCode,
  now: number,
  detail?: string,
): State {
  return raised(state, slot, code, attentionCodes[code], now, detail);
}

/** Asks for a person because a job failed for good. */
export function raiseFailure(
  state: State,
  slot: AttentionSlot,
  { type, message }: Failure,
  now: number,
): State {
  const row = failures[isFailureType(type) ? type : 'Unexpected'];
  return raised(state, slot, type, row, now, message);
}

function raised(
  state: State,
  slot: AttentionSlot,
  code: string,
  { words, remedy }: { words: string; remedy: string },
  now: number,
  detail?: string,
): State {
  const known = state.attention[slot];
  const attention: Attention = {
    code,
    words: detail === undefined ? words : `${words} It says: ${detail}.`,
    remedy,
    since: known?.code === code ? known.since : iso(now),
  };
  if (known?.code === code && known.words === attention.words) return state;
  const before = known === undefined || known.code === code ? state : cleared(state, slot, now);
  const next = { ...before, attention: { ...before.attention, [slot]: attention } };
  return record(next, { kind: 'attention', about: slot, attention }, now);
}

/** Clears every attention that `by` clears. */
export function clear(state: State, by: Clearing, now: number): State {
  return attentionSlots.reduce((next, slot) => {
    const clearings: readonly Clearing[] = attentionTable[slot].clearedBy;
    return clearings.includes(by) ? cleared(next, slot, now) : next;
  }, state);
}

function cleared(state: State, slot: AttentionSlot, now: number): State {
  const known = state.attention[slot];
  if (known === undefined) return state;
  const { [slot]: gone, ...attention } = state.attention;
  const told = { kind: 'attention-cleared', about: slot, code: known.code } as const;
  return record({ ...state, attention }, told, now);
}
