// What ServiceNow's own states mean where the configuration says nothing, and how long its columns are.
import type { StateMeaning } from '../../config/schema.ts';

/**
 * The status map and the writes of one table: columns that cancel a ticket, close it as done, or keep it on hold. Without
 * one of them nobody knows how to do that.
 */
export interface TableMap {
  read: Record<string, StateMeaning>;
  holdReasons: Record<string, string>;
  cancel?: Record<string, string>;
  close?: Record<string, string>;
  hold?: Record<string, string>;
}

/** `task` and what follows it: ServiceNow docs, "Best practice for state field choice values". */
const task: TableMap = {
  read: {
    '-5': { phase: 'on-hold' },
    '1': { phase: 'open' },
    '2': { phase: 'in-progress' },
    '3': { phase: 'closed', result: 'fulfilled' },
    '4': { phase: 'closed', result: 'not-fulfilled' },
    '7': { phase: 'closed', result: 'not-fulfilled' },
  },
  holdReasons: {},
  cancel: { state: '7', close_notes: '{{ words }}' },
  close: { state: '3', close_notes: '{{ words }}' },
  hold: { state: '-5' },
};

/** Close codes of an incident; only these plainly say that the work was done. */
const incidentCodes = {
  'Solution provided': 'fulfilled',
  'Resolved by request': 'fulfilled',
  'Resolved by change': 'fulfilled',
  'Solved (Permanently)': 'fulfilled',
  'No resolution provided': 'not-fulfilled',
  'Workaround provided': 'not-fulfilled',
  'Resolved by caller': 'not-fulfilled',
  'Resolved by problem': 'not-fulfilled',
  Duplicate: 'not-fulfilled',
  'Known error': 'not-fulfilled',
  'User error': 'not-fulfilled',
  '': 'not-fulfilled',
} as const;

/** `incident`: resolved is not closed, for the caller can reopen it; it closes by itself later. */
const incident: TableMap = {
  read: {
    '1': { phase: 'open' },
    '2': { phase: 'in-progress' },
    '3': { phase: 'on-hold' },
    '6': { phase: 'resolved' },
    '7': { phase: 'closed', byCloseCode: incidentCodes },
    '8': { phase: 'closed', result: 'cancelled' },
  },
  holdReasons: {
    '1': 'Awaiting Caller',
    '3': 'Awaiting Problem',
    '4': 'Awaiting Vendor',
    '5': 'Awaiting Change',
  },
  cancel: { state: '8', close_code: 'No resolution provided', close_notes: '{{ words }}' },
  close: { state: '7', close_code: 'Solution provided', close_notes: '{{ words }}' },
  hold: { state: '3' },
};

/**
 * `change_request`: ServiceNow docs, "Change state model". A change goes on hold in a column of its own, its state as it
 * was. The documentation gives the labels of the close codes; the values are those of a base instance.
 */
const changeRequest: TableMap = {
  read: {
    '-5': { phase: 'open' },
    '-4': { phase: 'open' },
    '-3': { phase: 'open' },
    '-2': { phase: 'open' },
    '-1': { phase: 'in-progress' },
    '0': { phase: 'resolved' },
    '3': {
      phase: 'closed',
      byCloseCode: {
        successful: 'fulfilled',
        successful_issues: 'fulfilled',
        unsuccessful: 'not-fulfilled',
      },
    },
    '4': { phase: 'closed', result: 'cancelled' },
  },
  holdReasons: {},
  cancel: { state: '4', close_notes: '{{ words }}' },
  close: { state: '3', close_code: 'successful', close_notes: '{{ words }}' },
  hold: { on_hold: 'true', on_hold_reason: 'Awaiting the decision' },
};

/**
 * What extends `task` and has states of its own: those of a problem are numbers above 100, a request's own state is a
 * text (ServiceNow docs, "Map problem and problem task states"). Nothing is known of them unless the configuration says
 * it.
 */
const statesOfTheirOwn = ['change_task', 'problem', 'problem_task', 'sc_request'] as const;

const unknown: TableMap = { read: {}, holdReasons: {} };

/** The map of a table; one that is not named follows `task`. */
export function defaultMap(table: string): TableMap {
  if (statesOfTheirOwn.some((one) => one === table)) return unknown;
  if (table === 'incident') return incident;
  return table === 'change_request' ? changeRequest : task;
}

/** The longest text of columns that hold our words, in UTF-16 units (`max_length` of a base instance). */
export const defaultColumns: Record<string, number> = {
  short_description: 160,
  description: 4000,
  close_notes: 4000,
  work_notes: 32_000,
  comments: 32_000,
};

/** Of a column that nobody named: the length of a plain string column of the base system. */
export const otherColumn = 255;
