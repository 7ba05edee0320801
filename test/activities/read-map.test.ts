// Shows what each state of a ticket means, and that what no map knows is never guessed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  columnLimit,
  isClosedBy,
  judge,
  knownStates,
} from '../../activities/servicenow/read-map.ts';
import type { TableConfiguration } from '../../config/schema.ts';
import type { Evidence } from '../../contract/ticket.ts';
import { sampleStatus } from '../support/samples.ts';

const terminal = ['3', '4', '7', '8'];

/** A reading; inactive in the states that close a ticket. */
function reading(state: string, change: Partial<Evidence> = {}): Evidence {
  return { ...sampleStatus().evidence, state, active: !terminal.includes(state), ...change };
}

function table(change: Partial<TableConfiguration>): TableConfiguration {
  return { read: {}, columns: {}, holdReasons: {}, ...change };
}

test.each([
  ['-5', { phase: 'on-hold' }],
  ['1', { phase: 'open' }],
  ['2', { phase: 'in-progress' }],
  ['3', { phase: 'closed', result: 'fulfilled' }],
  ['4', { phase: 'closed', result: 'not-fulfilled' }],
  ['7', { phase: 'closed', result: 'not-fulfilled' }],
])('state %s of any task table is %j', (state, judged) => {
  for (const name of ['task', 'sc_task', 'sc_req_item', 'u_access_task', 'constructor']) {
    expect(judge(name, undefined, reading(state))).toEqual(judged);
  }
});

test.each([
  ['1', {}, { phase: 'open' }],
  ['2', {}, { phase: 'in-progress' }],
  ['3', { active: true }, { phase: 'on-hold' }],
  ['3', { active: true, holdReason: '1' }, { phase: 'on-hold', holdReason: 'Awaiting Caller' }],
  ['3', { active: true, holdReason: '3' }, { phase: 'on-hold', holdReason: 'Awaiting Problem' }],
  ['3', { active: true, holdReason: '4' }, { phase: 'on-hold', holdReason: 'Awaiting Vendor' }],
  ['3', { active: true, holdReason: '5' }, { phase: 'on-hold', holdReason: 'Awaiting Change' }],
  ['3', { active: true, holdReason: '77' }, { phase: 'on-hold', holdReason: '77' }],
  ['2', { holdReason: '1' }, { phase: 'in-progress' }],
  ['6', { closeCode: 'Solution provided' }, { phase: 'resolved' }],
  ['8', {}, { phase: 'closed', result: 'cancelled' }],
])('an incident in state %s with %j is %j', (state, change, judged) => {
  expect(judge('incident', undefined, reading(state, change))).toEqual(judged);
});

test.each([
  ['Solution provided', 'fulfilled'],
  ['Resolved by request', 'fulfilled'],
  ['Resolved by change', 'fulfilled'],
  ['Solved (Permanently)', 'fulfilled'],
  ['No resolution provided', 'not-fulfilled'],
  ['Duplicate', 'not-fulfilled'],
  ['Known error', 'not-fulfilled'],
  ['User error', 'not-fulfilled'],
  ['Workaround provided', 'not-fulfilled'],
  ['Resolved by caller', 'not-fulfilled'],
  ['Resolved by problem', 'not-fulfilled'],
  ['', 'not-fulfilled'],
])('an incident closed with the code %j is %s', (closeCode, result) => {
  expect(judge('incident', undefined, reading('7', { closeCode }))).toEqual({
    phase: 'closed',
    result,
  });
});

test.each([
  [reading('7', { closeCode: 'Closed by robot' }), 'close code "Closed by robot"'],
  [reading('7', { closeCode: 'toString' }), 'close code "toString"'],
  [reading('99'), 'state "99"'],
  [reading(''), 'state ""'],
  [reading('New'), 'state "New"'],
  [reading('constructor'), 'state "constructor"'],
  [reading('2', { active: false }), 'state "2" but inactive'],
  [reading('6', { active: false }), 'state "6" but inactive'],
])('%j of an incident is not guessed', (evidence, unknown) => {
  expect(judge('incident', undefined, evidence)).toEqual({ phase: 'unknown', unknown });
});

test('a ticket closed as not done with a rejected approval was rejected', () => {
  for (const state of ['4', '7']) {
    const evidence = reading(state, { approval: 'rejected' });
    expect(judge('sc_req_item', undefined, evidence)).toEqual({
      phase: 'closed',
      result: 'rejected',
    });
  }
  const cancelled = reading('8', { approval: 'rejected' });
  expect(judge('incident', undefined, cancelled)).toMatchObject({ result: 'rejected' });
  const open = reading('2', { approval: 'rejected' });
  expect(judge('sc_req_item', undefined, open)).toEqual({ phase: 'in-progress' });
});

test.each([
  [
    'sc_req_item',
    reading('3', { approval: 'rejected' }),
    'closed as done, but approval is "rejected"',
  ],
  [
    'incident',
    reading('7', { approval: 'rejected', closeCode: 'Solution provided' }),
    'closed as done, but approval is "rejected"',
  ],
  [
    'incident',
    reading('7', { approval: 'rejected', closeCode: 'Closed by robot' }),
    'close code "Closed by robot"',
  ],
])('evidence that contradicts itself is not guessed: %s %j', (name, evidence, unknown) => {
  expect(judge(name, undefined, evidence)).toEqual({ phase: 'unknown', unknown });
});

const unlikeTask = ['change_task', 'problem', 'problem_task', 'sc_request'];

test.each([
  ['-5', {}, { phase: 'open' }],
  ['-4', {}, { phase: 'open' }],
  ['-3', {}, { phase: 'open' }],
  ['-2', {}, { phase: 'open' }],
  ['-1', {}, { phase: 'in-progress' }],
  ['0', {}, { phase: 'resolved' }],
  ['3', { closeCode: 'successful' }, { phase: 'closed', result: 'fulfilled' }],
  ['3', { closeCode: 'successful_issues' }, { phase: 'closed', result: 'fulfilled' }],
  ['3', { closeCode: 'unsuccessful' }, { phase: 'closed', result: 'not-fulfilled' }],
  ['3', { closeCode: '' }, { phase: 'unknown', unknown: 'close code ""' }],
  ['4', {}, { phase: 'closed', result: 'cancelled' }],
  ['1', {}, { phase: 'unknown', unknown: 'state "1"' }],
])('a change in state %s with %j is %j', (state, change, judged) => {
  expect(judge('change_request', undefined, reading(state, change))).toEqual(judged);
});

test('a change that is on hold by its own column waits for its reason, unless it is done or closed', () => {
  const holdReason = 'Awaiting the decision';
  const held = (state: string, closeCode = '') =>
    judge('change_request', undefined, reading(state, { holdReason, closeCode }), true);
  for (const state of ['-5', '-4', '-3', '-2', '-1']) {
    expect(held(state)).toEqual({ phase: 'on-hold', holdReason });
  }
  expect(held('0')).toEqual({ phase: 'resolved' });
  expect(held('3', 'successful')).toEqual({ phase: 'closed', result: 'fulfilled' });
  expect(held('42')).toEqual({ phase: 'unknown', unknown: 'state "42"' });
});

test.each(unlikeTask)('no state of %s is known unless the configuration says it', (name) => {
  for (const state of ['-5', '1', '2', '3', '4', '7']) {
    expect(judge(name, undefined, reading(state))).toEqual({
      phase: 'unknown',
      unknown: `state "${state}"`,
    });
  }
  expect(knownStates(name, undefined)).toEqual([]);
  const own = table({ read: { '3': { phase: 'closed', result: 'fulfilled' } } });
  expect(judge(name, own, reading('3'))).toEqual({ phase: 'closed', result: 'fulfilled' });
});

test('a ticket is closed by its state, whatever its close code and `active` say, or by `active`', () => {
  const closed = (state: string, change: Partial<Evidence>) =>
    isClosedBy('incident', undefined, reading(state, change));
  expect(closed('7', { closeCode: 'Closed by robot', active: true })).toBe(true);
  expect(closed('7', { active: true })).toBe(true);
  expect(closed('2', { active: false })).toBe(true);
  expect(closed('99', { active: true })).toBe(false);
  expect(closed('6', { active: true })).toBe(false);
});

test('the configuration replaces the map state by state', () => {
  const own = table({
    read: {
      '6': { phase: 'closed', result: 'fulfilled' },
      '9': { phase: 'on-hold' },
      '7': { phase: 'closed', byCloseCode: { erledigt: 'fulfilled' } },
    },
    holdReasons: { '6': 'Awaiting the data owner', '1': 'Rückfrage' },
  });
  const judged = (state: string, change?: Partial<Evidence>) =>
    judge('incident', own, reading(state, { active: true, ...change }));
  expect(judged('6')).toEqual({ phase: 'closed', result: 'fulfilled' });
  expect(judged('9', { holdReason: '6' })).toEqual({
    phase: 'on-hold',
    holdReason: 'Awaiting the data owner',
  });
  expect(judged('3', { holdReason: '1' })).toEqual({ phase: 'on-hold', holdReason: 'Rückfrage' });
  expect(judged('3', { holdReason: '4' })).toMatchObject({ holdReason: 'Awaiting Vendor' });
  expect(judged('7', { closeCode: 'erledigt' })).toMatchObject({ result: 'fulfilled' });
  expect(judged('7', { closeCode: 'Solution provided' })).toMatchObject({ phase: 'unknown' });
  expect(judged('2')).toEqual({ phase: 'in-progress' });
});

test('the states that a map knows are those that it does not call unknown', () => {
  const own = table({ read: { '9': { phase: 'on-hold' } } });
  const known = knownStates('incident', own);
  expect(new Set(known)).toEqual(new Set(['1', '2', '3', '6', '7', '8', '9']));
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...known), fc.string()), (state) => {
      const evidence = reading(state, { active: !['7', '8'].includes(state) });
      const { phase } = judge('incident', own, evidence);
      expect(phase === 'unknown').toBe(!known.includes(state));
    }),
  );
});

test('only a closed ticket has a result, and only an unknown one says what is unknown', () => {
  const text = fc.oneof(fc.constantFrom('1', '2', '3', '6', '7', '8', '', 'rejected'), fc.string());
  const evidence = fc.record({
    state: text,
    approval: text,
    closeCode: text,
    holdReason: text,
    active: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.constantFrom('incident', 'task'), evidence, (name, change) => {
      const judged = judge(name, undefined, { ...reading('1'), ...change });
      expect('result' in judged).toBe(judged.phase === 'closed');
      expect('unknown' in judged).toBe(judged.phase === 'unknown');
      expect('holdReason' in judged && judged.phase !== 'on-hold').toBe(false);
    }),
  );
});

test('a column takes what the configuration says, else what a base system takes', () => {
  const own = table({ columns: { description: 1000, u_text: 80 } });
  expect(columnLimit(own, 'description')).toBe(1000);
  expect(columnLimit(own, 'u_text')).toBe(80);
  expect(columnLimit(own, 'short_description')).toBe(160);
  expect(columnLimit(undefined, 'description')).toBe(4000);
  expect(columnLimit(undefined, 'work_notes')).toBe(32_000);
  expect(columnLimit(undefined, 'u_other')).toBe(255);
  expect(columnLimit(undefined, 'constructor')).toBe(255);
});
