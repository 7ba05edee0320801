// What ServiceNow's own states mean where the configuration says nothing, and how long its columns are.
import type { StateMeaning } from '../../config/schema.ts';

/** The status map and the cancelling write of one table; without `cancel` nobody knows how to cancel. */
export interface TableMap {
  read: Record<string, StateMeaning>;
  holdReasons: Record<string, string>;
  cancel?: Record<string, string>;
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
};

/**
 * What extends `task` and has states of its own: a change in state 3 was closed, whatever became of it, and one in
 * state 4 cancelled; a request's own state is a text (ServiceNow docs, "Change state model", "Map problem and problem
 * task states"). Nothing is known of them unless the configuration says it.
 */
const statesOfTheirOwn = [
  'change_request',
  'change_task',
  'problem',
  'problem_task',
  'sc_request',
] as const;

const unknown: TableMap = { read: {}, holdReasons: {} };

/** The map of a table; one that is not named follows `task`. */
export function defaultMap(table: string): TableMap {
  if (statesOfTheirOwn.some((one) => one === table)) return unknown;
  return table === 'incident' ? incident : task;
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
