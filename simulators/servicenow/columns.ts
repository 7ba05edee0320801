// Short ways to write columns, and the columns that every table has.
import type { Column } from './table-schema.ts';

/** A text column; ServiceNow's own default length is 40. */
export function text(label: string, max = 40, initial?: string): Column {
  return { type: 'string', label, max, ...(initial === undefined ? {} : { initial }) };
}

/** A whole number, kept and sent as text. */
export function integer(label: string, initial = ''): Column {
  return { type: 'integer', label, max: 40, initial };
}

/** `true` or `false`, kept and sent as text. */
export function yesNo(label: string, initial: 'true' | 'false'): Column {
  return { type: 'boolean', label, max: 40, initial };
}

/** A date with time, UTC. */
export function date(label: string): Column {
  return { type: 'date', label, max: 40 };
}

/** A reference: the sys_id of a record of another table. */
export function reference(label: string, table: string): Column {
  return { type: 'reference', label, max: 32, reference: table };
}

/** One of the choices of the table. */
export function choice(label: string, initial = ''): Column {
  return { type: 'choice', label, max: 40, initial };
}

/** A journal: what is written is added to it, and reads as an empty text. */
export function journal(label: string): Column {
  return { type: 'journal', label, max: 65_000 };
}

/** The same column, kept by the server: what a client writes is ignored. */
export function kept(column: Column): Column {
  return { ...column, readOnly: true };
}

/** What every record carries. */
export const systemColumns: Record<string, Column> = {
  // Not kept by the server on insert: a client may choose it.
  sys_id: { type: 'guid', label: 'Sys ID', max: 32 },
  sys_created_on: kept(date('Created')),
  sys_created_by: kept(text('Created by')),
  sys_updated_on: kept(date('Updated')),
  sys_updated_by: kept(text('Updated by')),
  sys_mod_count: kept(integer('Updates', '0')),
  sys_tags: kept(text('Tags')),
};
