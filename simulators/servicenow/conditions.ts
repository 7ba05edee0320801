// One condition of an encoded query: its operators, its field across references, its value.
import { toValue } from './date-formats.ts';
import type { Instance } from './instance.ts';
import type { Column, Row } from './table-schema.ts';
import { displayName } from './written-values.ts';

/** One condition, understood. */
export interface Condition {
  field: string;
  operator: Operator;
  value: string;
}

const operators = [
  '=',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  'IN',
  'NOT IN',
  'LIKE',
  '*',
  'NOT LIKE',
  '!*',
  'STARTSWITH',
  'ENDSWITH',
  '%',
  'ISEMPTY',
  'ISNOTEMPTY',
  'EMPTYSTRING',
  'ANYTHING',
  'BETWEEN',
  'SAMEAS',
  'NSAMEAS',
] as const;

/** The operators that the simulator knows (ServiceNow docs, "Operators available for filters and queries"). */
export type Operator = (typeof operators)[number];

/** Longest first, so that none is mistaken for the beginning of another. */
export const operatorsByLength = [...operators].sort((a, b) => b.length - a.length);

/** Whether a field, also one across references (`assigned_to.name`), exists. */
export function isConditionField(instance: Instance, table: string, field: string): boolean {
  return columnAt(instance, table, field) !== undefined;
}

/** The definition of a column, also across references. */
export function columnAt(instance: Instance, table: string, path: string): Column | undefined {
  const [name = '', ...rest] = path.split('.');
  const column = instance.schema.column(table, name);
  if (rest.length === 0 || column === undefined) return column;
  return columnAt(instance, column.reference ?? '', rest.join('.'));
}

/** The value of a column, also across references; empty where a reference is. */
export function valueAt(instance: Instance, table: string, path: string, row: Row): string {
  const [name = '', ...rest] = path.split('.');
  const value = row[name] ?? '';
  if (rest.length === 0) return value;
  const target = instance.schema.column(table, name)?.reference ?? '';
  const found = instance.store.find(target, value);
  return found === undefined ? '' : valueAt(instance, target, rest.join('.'), found);
}

/** Whether a condition holds for a row. */
export function holds(instance: Instance, table: string, condition: Condition, row: Row): boolean {
  const { field, operator } = condition;
  const column = columnAt(instance, table, field);
  const value = valueAt(instance, table, field, row);
  const wanted = evaluated(instance, condition.value);
  switch (operator) {
    case 'ISEMPTY':
    case 'EMPTYSTRING':
      return value === '';
    case 'ISNOTEMPTY':
      return value !== '';
    case 'ANYTHING':
      return true;
    case '<':
    case '>':
    case '<=':
    case '>=':
      return value !== '' && isOrdered(operator, value, wanted, column);
    case 'BETWEEN': {
      const [from = '', to = ''] = wanted.split('@');
      return isOrdered('>=', value, from, column) && isOrdered('<=', value, to, column);
    }
    case 'SAMEAS':
      return value === valueAt(instance, table, wanted, row);
    case 'NSAMEAS':
      return value !== '' && value !== valueAt(instance, table, wanted, row);
    case '=':
    case '!=':
    case 'IN':
    case 'NOT IN':
      return isOneOf(operator, value, wanted);
    default:
      return isLike(operator, readable(instance, column, value), wanted);
  }
}

/** ServiceNow KB0715430: a negation does not find rows whose field is empty. */
function isOneOf(operator: '=' | '!=' | 'IN' | 'NOT IN', value: string, wanted: string): boolean {
  switch (operator) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== '' && value !== wanted;
    case 'IN':
      return wanted.split(',').includes(value);
    case 'NOT IN':
      return value !== '' && !wanted.split(',').includes(value);
  }
}

type TextOperator = 'LIKE' | '*' | 'NOT LIKE' | '!*' | 'STARTSWITH' | 'ENDSWITH' | '%';

function isLike(operator: TextOperator, value: string, wanted: string): boolean {
  switch (operator) {
    case 'LIKE':
    case '*':
      return value.includes(wanted);
    case 'NOT LIKE':
    case '!*':
      return !value.includes(wanted);
    case 'STARTSWITH':
      return value.startsWith(wanted);
    case 'ENDSWITH':
    case '%':
      return value.endsWith(wanted);
  }
}

/** Text operators look at the display value of a reference. */
function readable(instance: Instance, column: Column | undefined, value: string): string {
  if (column?.reference === undefined) return value;
  const target = instance.store.find(column.reference, value);
  return target === undefined ? '' : displayName(instance, column.reference, target);
}

function isOrdered(
  operator: '<' | '>' | '<=' | '>=',
  value: string,
  wanted: string,
  column: Column | undefined,
): boolean {
  const numeric = column?.type === 'integer' || column?.type === 'choice';
  const [a, b] = numeric ? [Number(value), Number(wanted)] : [value, wanted];
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
  }
}

/** A value that the server computes: `javascript:` and one of a closed list; any other is refused. */
function evaluated(instance: Instance, value: string): string {
  if (!value.startsWith('javascript:')) return value;
  const days = /^javascript:gs\.daysAgoStart\((\d+)\)$/.exec(value)?.[1];
  if (days === undefined) throw new UnknownScript(value);
  const midnight = new Date(instance.clock.now() - Number(days) * 86_400_000).setUTCHours(
    0,
    0,
    0,
    0,
  );
  return toValue(midnight);
}

/** A script that the simulator does not know: a test that uses it should hear of it. */
export class UnknownScript extends Error {
  override readonly name = 'UnknownScript';

  constructor(script: string) {
    super(`the simulator does not know ${script}; it knows javascript:gs.daysAgoStart(n)`);
  }
}
