// Rows of the Table API: how they are read, and the evidence in them.
import { z } from 'zod';
import type { Evidence } from '../../contract/ticket.ts';

// With `sysparm_display_value=all` every column is a pair; an empty choice shows null.
const cellSchema = z
  .object({ value: z.string().nullish(), display_value: z.string().nullish() })
  .transform(({ value, display_value }) => ({ value: value ?? '', shown: display_value ?? '' }));

/** One record: raw value and display value of each column. A column that the table lacks is not there. */
export const rowSchema = z.record(z.string(), cellSchema);
export type Row = z.output<typeof rowSchema>;

/** The columns that are read of every ticket. */
export const ticketColumns = [
  'sys_id',
  'number',
  'correlation_id',
  'correlation_display',
  'state',
  'approval',
  'active',
  'hold_reason',
  'on_hold',
  'on_hold_reason',
  'close_code',
  'close_notes',
  'assigned_to',
  'closed_by',
  'closed_at',
  'sys_updated_by',
  'sys_updated_on',
  'sys_mod_count',
] as const;

/** The raw value of a column; empty where the table lacks it or the account may not read it. */
export function valueOf(row: Row, column: string): string {
  return Object.hasOwn(row, column) ? (row[column]?.value ?? '') : '';
}

/** What people see of a column: the name of whom it refers to, every entry of a journal. */
export function shownOf(row: Row, column: string): string {
  return Object.hasOwn(row, column) ? (row[column]?.shown ?? '') : '';
}

/**
 * Whether the record is still worked on: ServiceNow's own word for it, on every task table. An account that may not read
 * the column sees it empty or not at all: then nothing was told, and the state alone says where the ticket stands.
 */
export const isActive = (row: Row): boolean => valueOf(row, 'active') !== 'false';

/** Whether a change is on hold, which its state does not say (ServiceNow docs, "Put a change on hold"). */
export const isOnHold = (row: Row): boolean => valueOf(row, 'on_hold') === 'true';

/** How often the record was updated; undefined where the account may not read it, or it is no number. */
export function modCountOf(row: Row): number | undefined {
  const count = valueOf(row, 'sys_mod_count');
  return /^\d{1,15}$/.test(count) ? Number(count) : undefined;
}

/** A row as the workflow keeps it; an update count that cannot be read is 0. */
export function evidenceOf(row: Row): Evidence {
  return {
    state: valueOf(row, 'state'),
    approval: valueOf(row, 'approval'),
    active: isActive(row),
    // The reason of a change stays in its column when the hold is over.
    holdReason: isOnHold(row) ? valueOf(row, 'on_hold_reason') : valueOf(row, 'hold_reason'),
    closeCode: valueOf(row, 'close_code'),
    closeNotes: valueOf(row, 'close_notes'),
    assignedTo: shownOf(row, 'assigned_to'),
    closedBy: shownOf(row, 'closed_by'),
    closedAt: valueOf(row, 'closed_at'),
    updatedBy: valueOf(row, 'sys_updated_by'),
    updatedOn: valueOf(row, 'sys_updated_on'),
    modCount: modCountOf(row) ?? 0,
  };
}
