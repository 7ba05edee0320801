// What becomes of one written value: cut, looked up, turned, or ignored.
import { fromDisplay, fromValue, toValue } from './date-formats.ts';
import type { Instance } from './instance.ts';
import type { Column, Row } from './table-schema.ts';

/** Where a value is written, and whether as people write it (`sysparm_input_display_value`). */
export interface Writing {
  table: string;
  column: string;
  display: boolean;
}

/** The value that is stored; undefined leaves the column as it is. */
export function storedValue(
  instance: Instance,
  definition: Column,
  written: string,
  writing: Writing,
): string | undefined {
  switch (definition.type) {
    case 'string':
    case 'journal':
    case 'guid':
      return written.slice(0, definition.max);
    case 'integer':
      return /^\s*-?\d+\s*$/.test(written) ? String(Number(written)) : '';
    case 'boolean':
      return written === 'true' || written === '1' ? 'true' : 'false';
    case 'date':
      return storedDate(written, writing.display ? instance.timeZone : 'UTC');
    case 'choice':
      return storedChoice(instance, written, writing);
    case 'reference':
      return storedReference(instance, definition, written, writing.display);
  }
}

function storedDate(written: string, timeZone: string): string {
  if (timeZone !== 'UTC') return fromDisplay(written, timeZone);
  const time = fromValue(written);
  return time === undefined ? '' : toValue(time);
}

/**
 * ServiceNow treats an unknown choice value as empty (`glide.rest.choice.allow_non_existing_value` is false), and an empty
 * one clears no choice column: so either leaves the column as it is.
 */
function storedChoice(instance: Instance, written: string, writing: Writing): string | undefined {
  const choices = instance.schema.choices(writing.table, writing.column);
  const labelled = writing.display && choices.find(({ label }) => label === written);
  if (labelled) return labelled.value;
  return choices.find(({ value }) => value === written)?.value;
}

/** A reference that leads nowhere is stored empty, without an error. */
function storedReference(
  instance: Instance,
  definition: Column,
  written: string,
  display: boolean,
): string {
  const target = definition.reference ?? '';
  if (instance.store.find(target, written) !== undefined) return written;
  if (!display || written === '') return '';
  const name = instance.schema.table(target)?.display ?? 'name';
  const found = instance.store.rows(target).find((row) => row[name] === written);
  return found?.['sys_id'] ?? '';
}

/** How a record is called: its number or its name. */
export function displayName(instance: Instance, table: string, row: Row): string {
  const column = instance.schema.table(row['sys_class_name'] ?? table)?.display ?? 'name';
  return row[column] ?? '';
}
