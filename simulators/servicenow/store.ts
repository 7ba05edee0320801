// The records in memory: one primary key for a table and all that extend it, numbers by prefix.
import { randomHex, randomStream } from '../random.ts';
import type { Row, Schema } from './table-schema.ts';
import { choiceRows } from './system-tables.ts';

/** The records of an instance. Rows are replaced, never changed, so that a reading stays what it was. */
export interface Store {
  /** The records of a table and of all tables that extend it, oldest first. */
  rows(table: string): Row[];
  find(table: string, sysId: string): Row | undefined;
  /** Whether the primary key of the table, which it shares with the table it extends, is taken. */
  taken(table: string, sysId: string): boolean;
  put(row: Row, table: string): void;
  remove(table: string, sysId: string): void;
  nextNumber(prefix: string): string;
  newId(): string;
}

/** A store without records. */
export function createStore(schema: Schema, seed: number): Store {
  const roots = new Map<string, Map<string, { table: string; row: Row }>>();
  const numbers = new Map<string, number>();
  const ids = randomStream(seed, 0);
  function root(table: string): Map<string, { table: string; row: Row }> {
    const name = schema.chain(table).at(-1)?.name ?? table;
    const known = roots.get(name) ?? new Map<string, { table: string; row: Row }>();
    roots.set(name, known);
    return known;
  }
  function isIn(table: string, ancestor: string): boolean {
    return table === ancestor || schema.chain(table).some(({ name }) => name === ancestor);
  }
  function rows(table: string): Row[] {
    if (table === 'sys_choice') return choiceRows(schema);
    return [...root(table).values()].flatMap((held) => (isIn(held.table, table) ? [held.row] : []));
  }
  return {
    rows,
    find(table, sysId) {
      if (table === 'sys_choice') return rows(table).find((row) => row['sys_id'] === sysId);
      const held = root(table).get(sysId);
      return held !== undefined && isIn(held.table, table) ? held.row : undefined;
    },
    taken: (table, sysId) => root(table).has(sysId),
    put(row, table) {
      root(table).set(row['sys_id'] ?? '', { table, row });
    },
    remove(table, sysId) {
      root(table).delete(sysId);
    },
    nextNumber(prefix) {
      // ServiceNow, number maintenance: seven digits; the base system begins at 10001.
      const next = (numbers.get(prefix) ?? 10_000) + 1;
      numbers.set(prefix, next);
      return `${prefix}${String(next).padStart(7, '0')}`;
    },
    newId: () => randomHex(ids, 32),
  };
}
