// The business rules of task tables: what follows from a state, and what a closing needs.
import { toValue } from './date-formats.ts';
import { missingFields, type Failure } from './refusals.ts';
import { type Instance, personOf } from './instance.ts';
import type { Row } from './table-schema.ts';

/** A write about to be committed. `before` is undefined for a new record. */
export interface Change {
  table: string;
  before: Row | undefined;
  after: Row;
  user: string;
}

/** The record as the business rules leave it. Only tasks have rules. */
export function applyRules(instance: Instance, change: Change): Row {
  if (!instance.schema.chain(change.table).some(({ name }) => name === 'task')) return change.after;
  const row = { ...change.after };
  if (change.before === undefined) applyOpening(instance, change, row);
  row['priority'] = priorityOf(row['impact'], row['urgency']);
  applyClosing(instance, change, row);
  if (instance.schema.column(change.table, 'incident_state')) {
    applyIncident(instance, change, row);
  }
  const moved =
    change.before &&
    ['assigned_to', 'assignment_group'].some((column) => {
      const was = change.before?.[column] ?? '';
      return was !== '' && was !== row[column];
    });
  if (moved) row['reassignment_count'] = increased(row['reassignment_count']);
  return row;
}

/** Why a record may not be stored like this; undefined when it may. */
export function violatedPolicy(instance: Instance, table: string, row: Row): Failure | undefined {
  if (!needsCloseCode(instance, table, row['state'] ?? '')) return undefined;
  const missing = ['close_code', 'close_notes'].filter((column) => (row[column] ?? '') === '');
  if (missing.length === 0) return undefined;
  return missingFields(
    missing.map((column) => instance.schema.column(table, column)?.label ?? column),
  );
}

/** Whether a record in this state is not active any more. */
export function isClosedState(instance: Instance, table: string, state: string): boolean {
  const choices = instance.schema.choices(table, 'state');
  return choices.find(({ value }) => value === state)?.closed === true;
}

function needsCloseCode(instance: Instance, table: string, state: string): boolean {
  const names = instance.schema.chain(table).map(({ name }) => name);
  if (names.includes('incident')) return state === '6' || state === '7';
  return names.includes('change_request') && state === '3';
}

function applyOpening(instance: Instance, { table, user }: Change, row: Row): void {
  const prefix = instance.schema.chain(table).find((one) => one.prefix !== undefined)?.prefix;
  row['number'] ||= instance.store.nextNumber(prefix ?? 'TASK');
  row['opened_at'] = toValue(instance.clock.now());
  row['opened_by'] ||= personOf(instance, user)?.['sys_id'] ?? '';
}

function applyClosing(instance: Instance, { table, before, user }: Change, row: Row): void {
  const closed = isClosedState(instance, table, row['state'] ?? '');
  row['active'] = String(!closed);
  const wasClosed = before?.['active'] === 'false';
  if (closed && !wasClosed) {
    row['closed_at'] = toValue(instance.clock.now());
    row['closed_by'] = personOf(instance, user)?.['sys_id'] ?? '';
  }
  if (!closed && wasClosed) {
    row['closed_at'] = '';
    row['closed_by'] = '';
  }
}

function applyIncident(instance: Instance, { before, user }: Change, row: Row): void {
  const state = row['state'] ?? '';
  const finished = ['6', '7'];
  row['incident_state'] = state;
  if (state !== '3') row['hold_reason'] = '';
  const wasFinished = finished.includes(before?.['state'] ?? '');
  if (finished.includes(state) && row['resolved_at'] === '') {
    row['resolved_at'] = toValue(instance.clock.now());
    row['resolved_by'] = personOf(instance, user)?.['sys_id'] ?? '';
  }
  if (wasFinished && !finished.includes(state)) {
    row['resolved_at'] = '';
    row['resolved_by'] = '';
    row['reopen_count'] = increased(row['reopen_count']);
  }
}

/** The base system's lookup. Corners and middle are documented, the rest is an assumption. */
function priorityOf(impact = '3', urgency = '3'): string {
  return String(Math.min(5, Math.max(1, Number(impact) + Number(urgency) - 1)));
}

function increased(count: string | undefined): string {
  return String(Number(count ?? '0') + 1);
}
