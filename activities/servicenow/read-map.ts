// The read map: what a raw reading of a ticket means. Nothing unknown is guessed.
import type { StateMeaning, TableConfiguration } from '../../config/schema.ts';
import type { Evidence, Phase, Result } from '../../contract/ticket.ts';
import { defaultColumns, defaultMap, otherColumn } from './default-maps.ts';

/** A reading judged. `unknown` says in words what the map does not know. */
export interface Judgement {
  phase: Phase;
  result?: Result;
  holdReason?: string;
  unknown?: string;
}

/**
 * Judges a reading by the map of its table: the default, replaced state by state by the configured one. `onHold`: a
 * column of its own says that the ticket waits, whatever its state.
 */
export function judge(
  table: string,
  configured: TableConfiguration | undefined,
  evidence: Evidence,
  onHold = false,
): Judgement {
  const { state, active, approval } = evidence;
  const meaning = meaningsOf(table, configured).get(state);
  if (meaning === undefined) return unknown(`state "${state}"`);
  if (meaning.phase !== 'closed') {
    if (!active) return unknown(`state "${state}" but inactive`);
    const waits = onHold && (meaning.phase === 'open' || meaning.phase === 'in-progress');
    const phase = waits ? 'on-hold' : meaning.phase;
    return { phase, ...holdReasonOf(table, configured, phase, evidence) };
  }
  const result = resultOf(meaning, evidence.closeCode);
  if (result === undefined) return unknown(`close code "${evidence.closeCode}"`);
  if (approval !== 'rejected') return { phase: 'closed', result };
  // A rejected approval closes a ticket in the same states as work that was not done.
  return result === 'fulfilled'
    ? unknown('closed as done, but approval is "rejected"')
    : { phase: 'closed', result: 'rejected' };
}

/** Whether a ticket is closed by its state or by ServiceNow's own word, also where no map knows what that means. */
export function isClosedBy(
  table: string,
  configured: TableConfiguration | undefined,
  { state, active }: Evidence,
): boolean {
  return !active || meaningsOf(table, configured).get(state)?.phase === 'closed';
}

/** The raw states that the map of a table knows. */
export function knownStates(table: string, configured: TableConfiguration | undefined): string[] {
  return [...meaningsOf(table, configured).keys()];
}

/** The longest text that a column of a table takes, in UTF-16 units. */
export function columnLimit(configured: TableConfiguration | undefined, column: string): number {
  const limits = new Map(Object.entries({ ...defaultColumns, ...configured?.columns }));
  return limits.get(column) ?? otherColumn;
}

function meaningsOf(
  table: string,
  configured: TableConfiguration | undefined,
): Map<string, StateMeaning> {
  return new Map(Object.entries({ ...defaultMap(table).read, ...configured?.read }));
}

function resultOf(
  meaning: Extract<StateMeaning, { phase: 'closed' }>,
  closeCode: string,
): Result | undefined {
  if ('result' in meaning) return meaning.result;
  return new Map(Object.entries(meaning.byCloseCode)).get(closeCode);
}

function holdReasonOf(
  table: string,
  configured: TableConfiguration | undefined,
  phase: Phase,
  { holdReason }: Evidence,
): { holdReason?: string } {
  if (phase !== 'on-hold' || holdReason === '') return {};
  const words = { ...defaultMap(table).holdReasons, ...configured?.holdReasons };
  return { holdReason: new Map(Object.entries(words)).get(holdReason) ?? holdReason };
}

function unknown(words: string): Judgement {
  return { phase: 'unknown', unknown: words };
}
