// Encoded queries: groups of conditions, read as ServiceNow reads them. What it cannot read it drops.
import {
  type Condition,
  holds,
  isConditionField,
  operatorsByLength,
  type Operator,
} from './conditions.ts';
import type { Instance } from './instance.ts';
import type { Row } from './table-schema.ts';

/** A query as it was understood. */
export interface Query {
  /** Groups are ORed; the clauses of a group ANDed; the conditions of a clause ORed. */
  groups: Condition[][][];
  order: { field: string; descending: boolean }[];
  /** True when a condition was dropped because its field or operator is unknown. */
  invalid: boolean;
}

/** Understands an encoded query on a table (ServiceNow docs, "Encoded query strings"). */
export function parseQuery(instance: Instance, table: string, encoded: string): Query {
  const query: Query = { groups: [[]], order: [], invalid: false };
  for (const part of encoded.split('^')) readPart(instance, table, part, query);
  return query;
}

/** Whether a row is found by the query. A group that lost all its conditions matches every row. */
export function matchesQuery(instance: Instance, table: string, query: Query, row: Row): boolean {
  return query.groups.some((clauses) =>
    clauses.every(
      (conditions) =>
        conditions.length === 0 || conditions.some((one) => holds(instance, table, one, row)),
    ),
  );
}

/** The rows in the order that the query asks for, otherwise as they came. */
export function ordered(instance: Instance, table: string, query: Query, rows: Row[]): Row[] {
  return [...rows].sort((left, right) => {
    for (const { field, descending } of query.order) {
      const difference = compare(instance, table, field, left, right);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return 0;
  });
}

function readPart(instance: Instance, table: string, part: string, query: Query): void {
  if (part === '' || part === 'EQ') return;
  const order = /^ORDERBY(DESC)?(.+)$/.exec(part);
  if (order !== null) {
    const [, descending, field = ''] = order;
    const known = instance.schema.column(table, field) !== undefined;
    if (known) query.order.push({ field, descending: descending !== undefined });
    return;
  }
  if (part.startsWith('NQ')) {
    query.groups.push([]);
    readPart(instance, table, part.slice(2), query);
    return;
  }
  const alternative = part.startsWith('OR');
  const clauses = query.groups.at(-1) ?? [];
  const condition = readCondition(instance, table, alternative ? part.slice(2) : part);
  if (condition === undefined) query.invalid = true;
  const conditions = condition === undefined ? [] : [condition];
  const last = clauses.at(-1);
  if (alternative && last !== undefined) last.push(...conditions);
  else clauses.push(conditions);
}

const grammar = new RegExp(
  `^([a-z][a-z0-9_.]*)(${operatorsByLength.map((word) => word.replace('*', '\\*')).join('|')})(.*)$`,
  's',
);

function readCondition(instance: Instance, table: string, part: string): Condition | undefined {
  const [, field, word, value = ''] = grammar.exec(part) ?? [];
  const operator = operatorsByLength.find((one): one is Operator => one === word);
  if (field === undefined || operator === undefined) return undefined;
  if (!isConditionField(instance, table, field)) return undefined;
  return { field, operator, value };
}

function compare(instance: Instance, table: string, field: string, left: Row, right: Row): number {
  const [a, b] = [left[field] ?? '', right[field] ?? ''];
  if (instance.schema.column(table, field)?.type === 'integer') return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}
