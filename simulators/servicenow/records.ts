// Writing records: what is accepted, what the rules make of it, what is refused, what the journal keeps.
import { violatedModel } from './change-model.ts';
import { toValue } from './date-formats.ts';
import { duplicateKey, type Failure, noRecord } from './refusals.ts';
import { blankRow, type Instance } from './instance.ts';
import { applyRules, violatedPolicy } from './rules.ts';
import type { Row } from './table-schema.ts';
import { storedValue } from './written-values.ts';

/** A write: to what, by whom, what. `display` is `sysparm_input_display_value`. */
export interface Write {
  table: string;
  user: string;
  fields: Record<string, string>;
  display?: boolean;
}

/** What became of a write. */
export type Written = { ok: true; row: Row } | { ok: false; failure: Failure };

/** Creates a record. A `sys_id` of 32 hexadecimal digits is honoured, and refused when it is taken. */
export function insertRecord(instance: Instance, write: Write): Written {
  const { table, user } = write;
  const { row, notes } = accept(instance, write, blankRow(instance, table, user));
  const wanted = row['sys_id'] ?? '';
  const sysId = /^[0-9a-f]{32}$/.test(wanted) ? wanted : instance.store.newId();
  if (instance.store.taken(table, sysId)) return { ok: false, failure: duplicateKey(sysId) };
  const failure = violatedPolicy(instance, table, row);
  if (failure !== undefined) return { ok: false, failure };
  const after = applyRules(instance, {
    table,
    user,
    before: undefined,
    after: { ...row, sys_id: sysId },
  });
  instance.store.put(after, table);
  keepNotes(instance, after, user, notes);
  return { ok: true, row: after };
}

/** Changes the given columns of a record. A write that changes nothing leaves no trace. */
export function updateRecord(instance: Instance, sysId: string, write: Write): Written {
  const before = instance.store.find(write.table, sysId);
  if (before === undefined) return { ok: false, failure: noRecord };
  const table = before['sys_class_name'] ?? write.table;
  const { row, notes } = accept(instance, { ...write, table }, before);
  const after = applyRules(instance, {
    table,
    user: write.user,
    before,
    after: { ...row, sys_id: sysId },
  });
  const failure =
    violatedModel(instance, table, before, after) ?? violatedPolicy(instance, table, after);
  if (failure !== undefined) return { ok: false, failure };
  const changed = Object.keys(after).some((column) => after[column] !== before[column]);
  if (!changed && notes.length === 0) return { ok: true, row: before };
  after['sys_mod_count'] = String(Number(before['sys_mod_count'] ?? '0') + 1);
  after['sys_updated_on'] = toValue(instance.clock.now());
  after['sys_updated_by'] = write.user;
  instance.store.put(after, table);
  keepNotes(instance, after, write.user, notes);
  return { ok: true, row: after };
}

/** Deletes a record. */
export function removeRecord(
  instance: Instance,
  table: string,
  sysId: string,
): Failure | undefined {
  if (instance.store.find(table, sysId) === undefined) return noRecord;
  instance.store.remove(table, sysId);
  return undefined;
}

interface Note {
  element: string;
  text: string;
}

/** The row with what was accepted of the fields; what is unknown, kept by the server or ignored is dropped. */
function accept(instance: Instance, write: Write, onto: Row): { row: Row; notes: Note[] } {
  const { table, display = false } = write;
  const row = { ...onto };
  const notes: Note[] = [];
  for (const [column, written] of Object.entries(write.fields)) {
    const definition = instance.schema.column(table, column);
    if (definition === undefined || definition.readOnly === true) continue;
    if (instance.switches.isIgnored(table, column)) continue;
    const value = storedValue(instance, definition, written, { table, column, display });
    if (value === undefined) continue;
    if (definition.type !== 'journal') row[column] = value;
    else if (value !== '') notes.push({ element: column, text: value });
  }
  return { row, notes };
}

function keepNotes(instance: Instance, row: Row, user: string, notes: readonly Note[]): void {
  for (const { element, text } of notes) {
    const entry: Row = {
      sys_id: instance.store.newId(),
      sys_created_on: toValue(instance.clock.now()),
      sys_created_by: user,
      sys_tags: '',
      name: row['sys_class_name'] ?? '',
      element_id: row['sys_id'] ?? '',
      element,
      value: text,
    };
    instance.store.put(entry, 'sys_journal_field');
  }
}
