// An instance that does not keep our sys_id: the record is found by the id of its request, and stays the only one.
import { expect, test } from 'vitest';
import { beginShared } from '../../activities/attempt.ts';
import { findTicket } from '../../activities/servicenow/find-ticket.ts';
import { createTableApi } from '../../activities/servicenow/table-api.ts';
import {
  committed,
  createInput,
  failureOf,
  keyOf,
  readInput,
  startBench,
} from '../support/activities.ts';

const input = createInput('R-1');
const again = { ...input, attemptedBefore: true };
const adopting = readInput('R-1', { fresh: true, adopting: true });

const cell = (value: string) => ({ value, display_value: value });

/** The API over a connection that gives these rows, one answer after the other. */
function answering(answers: unknown[][]) {
  return createTableApi(() => {
    const value = { result: answers.shift() };
    const body = { kind: 'json', value } as const;
    return Promise.resolve({ status: 200, headers: new Headers(), body, about: 'ServiceNow' });
  }, 60_000);
}

/** An instance whose only ticket of the request has another sys_id than ours, and which. */
async function withStray() {
  const bench = await startBench();
  bench.simulator.switches.ignoreField('incident', 'sys_id');
  const error = await failureOf(bench.create(input));
  const sysId = bench.simulator.table('incident')[0]?.['sys_id'] ?? '';
  return { ...bench, error, sysId };
}

test('a key that ServiceNow does not keep is refused for good, with the record and what to do', async () => {
  const { simulator, error, sysId } = await withStray();
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain(`(${sysId}), created for request R-1, did not keep sys_id: `);
  expect(error.message).toContain('delete the record or empty its correlation_id before the retry');
  expect(simulator.table('incident')).toHaveLength(1);
});

test.each([
  ['a later attempt', input, 2],
  ['a retry, whose first attempt is number 1', again, 1],
] as const)('%s never creates a second one, and names the first', async (_, next, attempt) => {
  const { simulator, create, sysId } = await withStray();
  const error = await failureOf(create(next, attempt));
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain(`(${sysId}), created without keeping our sys_id`);
  expect(committed(simulator, 'create')).toHaveLength(1);
});

test('the record is known though its reply was lost, and though it kept no environment', async () => {
  const { simulator, create } = await startBench();
  for (const column of ['sys_id', 'correlation_display']) {
    simulator.switches.ignoreField('incident', column);
  }
  simulator.faults.add({ kind: 'lose-reply', on: { operation: 'create' }, count: 1 });
  expect((await failureOf(create(input))).type).toBe('NoAnswer');
  expect((await failureOf(create(input, 2))).type).toBe('WriteIgnored');
  expect(committed(simulator, 'create')).toHaveLength(1);
});

test('all records of the request are named', async () => {
  const { simulator, create } = await withStray();
  await failureOf(create(input));
  const { message } = await failureOf(create(again));
  for (const { number = '?' } of simulator.table('incident')) expect(message).toContain(number);
  expect(simulator.table('incident')).toHaveLength(2);
});

test('a retry creates the ticket once the record is gone and the key is kept', async () => {
  const { simulator, create, sysId } = await withStray();
  simulator.switches.ignoreField('incident', 'sys_id', false);
  simulator.agent.set('incident', sysId, 'nina.novak', { correlation_id: '' });
  expect((await create(again)).ticket.sysId).toBe(input.sysId);
});

test('the record of another environment, as a cloned instance holds it, is not ours', async () => {
  const { simulator, create, sysId } = await withStray();
  simulator.switches.ignoreField('incident', 'sys_id', false);
  simulator.agent.set('incident', sysId, 'nina.novak', { correlation_display: 'production' });
  expect((await create(again)).ticket.sysId).toBe(input.sysId);
});

test('a cancellation does not end with a ticket left behind under another key', async () => {
  const { read, sysId } = await withStray();
  const error = await failureOf(read(adopting));
  expect(error.type).toBe('WriteIgnored');
  expect(error.message).toContain(sysId);
});

test('a cancellation where nothing was created finds nothing', async () => {
  const { read } = await startBench();
  expect((await read(adopting)).kind).toBe('missing');
});

test('a record that appears between the two questions is the ticket', async () => {
  const row = {
    sys_id: cell(input.sysId),
    correlation_id: cell('R-1'),
    correlation_display: cell('test'),
  };
  const found = await findTicket(answering([[], [row]]), input, beginShared());
  expect(found).toMatchObject({ sys_id: { shown: input.sysId } });
});

test('an answer that holds the record of another request is not believed', async () => {
  const other = { sys_id: cell('0'.repeat(32)), correlation_id: cell('R-2') };
  const error = await failureOf(answering([[other]]).correlated(input, beginShared()));
  expect(error).toMatchObject({ type: 'Unreadable', nonRetryable: false });
});

test.each(['r-1', 'R-1 ', 'Ŕ-1'])(
  'the record of %j, which an instance without regard to case finds as well, is left out',
  async (id) => {
    const [sysId, other] = [cell('1'.repeat(32)), cell('2'.repeat(32))];
    const rows = [
      { sys_id: sysId, correlation_id: cell('R-1') },
      { sys_id: other, correlation_id: cell(id) },
    ];
    const found = await answering([rows]).correlated(input, beginShared());
    expect(found).toMatchObject([{ sys_id: { shown: sysId.value } }]);
    expect(await answering([rows.slice(1)]).correlated(input, beginShared())).toEqual([]);
  },
);

test.each(['NULL', 'javascript:gs.now'])('the id %s never becomes part of a query', async (id) => {
  const error = await failureOf(answering([]).correlated(keyOf(id), beginShared()));
  expect(error.type).toBe('RequestInvalid');
});

test.each([
  ['id', { ...keyOf('R-1'), requestId: 'R-1^ORactive=true' }],
  ['table', { ...keyOf('R-1'), table: 'incident/../sys_user' }],
])('an %s that could change the query is refused before any call', async (_, key) => {
  const error = await failureOf(answering([]).correlated(key, beginShared()));
  expect(error.type).toBe('RequestInvalid');
});
