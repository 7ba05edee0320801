// Records as the Table API gives them: raw, as people read them, or both; references with their links.
import { columnAt, valueAt } from './conditions.ts';
import { toDisplay } from './date-formats.ts';
import type { Instance } from './instance.ts';
import { journalText } from './journal-entries.ts';
import type { Column, Row } from './table-schema.ts';
import { displayName } from './written-values.ts';

/** How a caller wants to read records. */
export interface Reading {
  /** The columns wanted, also across references; undefined for all. */
  fields?: readonly string[];
  display: 'false' | 'true' | 'all';
  /** `sysparm_exclude_reference_link`. */
  excludeLinks: boolean;
  /** The address that links begin with: the instance's own, whatever host was asked. */
  url: string;
}

/** A record of the answer. */
export type Rendered = Record<string, unknown>;

/** A record as a caller wants to read it; unknown columns are left out. */
export function render(instance: Instance, table: string, row: Row, reading: Reading): Rendered {
  const own = row['sys_class_name'] ?? table;
  // A base table shows its own columns only, also of records of tables that extend it.
  const names = reading.fields ?? [...instance.schema.columns(table).keys()];
  const rendered: Rendered = {};
  for (const name of names) {
    const column = columnAt(instance, table, name);
    if (column === undefined) continue;
    const value = valueAt(instance, table, name, row);
    const holder = holderOf(instance, own, name, row);
    rendered[name] = renderValue(instance, column, value, reading, {
      display: () => displayOf(instance, column, value, holder),
    });
  }
  return rendered;
}

/** The display value of one column. */
function displayOf(instance: Instance, column: Column, value: string, holder: Holder): string {
  switch (column.type) {
    case 'journal':
      return instance.switches.journal() === 'everything'
        ? ''
        : journalText(instance, holder.row['sys_id'] ?? '', holder.column);
    case 'date':
      return toDisplay(value, instance.timeZone);
    case 'choice': {
      const choices = instance.schema.choices(holder.table, holder.column);
      return choices.find((choice) => choice.value === value)?.label ?? value;
    }
    case 'reference': {
      const target = instance.store.find(column.reference ?? '', value);
      return target === undefined ? '' : displayName(instance, column.reference ?? '', target);
    }
    default:
      return value;
  }
}

function renderValue(
  instance: Instance,
  column: Column,
  value: string,
  reading: Reading,
  lazily: { display: () => string },
): unknown {
  const linked = column.reference !== undefined && value !== '' && !reading.excludeLinks;
  const link = linked ? { link: linkOf(instance, column, value, reading.url) } : undefined;
  switch (reading.display) {
    case 'false':
      return link === undefined ? value : { ...link, value };
    case 'true':
      return link === undefined ? lazily.display() : { display_value: lazily.display(), ...link };
    case 'all':
      return { display_value: lazily.display(), value, ...link };
  }
}

function linkOf(instance: Instance, column: Column, value: string, url: string): string {
  const target = column.reference ?? '';
  const table = instance.store.find(target, value)?.['sys_class_name'] ?? target;
  return `${url}/api/now/table/${table}/${value}`;
}

interface Holder {
  table: string;
  column: string;
  row: Row;
}

/** The record that really holds a column, at the end of the references. */
function holderOf(instance: Instance, table: string, path: string, row: Row): Holder {
  const [column = '', ...rest] = path.split('.');
  if (rest.length === 0) return { table, column, row };
  const target = instance.schema.column(table, column)?.reference ?? '';
  const found = instance.store.find(target, row[column] ?? '') ?? {};
  return holderOf(instance, found['sys_class_name'] ?? target, rest.join('.'), found);
}
