// UpdateServiceNowStatus, cancelling, against the simulator: a ticket is cancelled once, and never over someone else's closing.
import { expect, test } from 'vitest';
import type { UpdateServiceNowStatusResult } from '../../contract/activities.ts';
import { endingMarker } from '../../activities/servicenow/marker.ts';
import type { Fault } from '../../simulators/servicenow/api-faults.ts';
import {
  type BenchOptions,
  cancelInput,
  committed,
  createInput,
  failureOf,
  keyOf,
  readInput,
  startBench,
} from '../support/activities.ts';
import { judgedBy } from '../support/samples.ts';

type Agent = Awaited<ReturnType<typeof startBench>>['simulator']['agent'];

const input = cancelInput('R-1');
const { sysId } = input;
const marker = endingMarker('cancel', 'R-1', 'C-1');

async function withTicket(options: BenchOptions = {}, table = 'incident') {
  const bench = await startBench(options);
  await bench.create(createInput('R-1', table));
  bench.simulator.resetCalls();
  return bench;
}

function statusOf(result: UpdateServiceNowStatusResult) {
  if (result.kind !== 'cancelled') throw new Error(`the ticket is ${result.kind}`);
  return result.status;
}

const leftAlone = { kind: 'left-alone', judgedBy };

test('cancels an open ticket with who, why and the marker', async () => {
  const { simulator, update: cancel } = await withTicket();
  const status = statusOf(await cancel(input));
  expect(status).toMatchObject({ phase: 'closed', result: 'cancelled', evidence: { state: '8' } });
  expect(status).not.toHaveProperty('overwrote');
  expect(simulator.record('incident', sysId)).toMatchObject({
    state: '8',
    close_notes: `Cancelled by Ben Beispiel: No longer needed\n${marker}`,
  });
});

test('says when the ticket changed between our look and our write', async () => {
  const { simulator, update: cancel } = await withTicket();
  simulator.faults.add({ kind: 'delay', ms: 1_500, on: { operation: 'update' }, count: 1 });
  const cancelled = cancel(input);
  await expect.poll(() => simulator.faults.counts().byKind['delay']).toBe(1);
  simulator.agent.note('incident', sysId, 'nina.novak', 'Nearly done', 'work_notes');
  expect(statusOf(await cancelled)).toMatchObject({ phase: 'closed', overwrote: true });
});

test('cancels a ticket of a custom task table', async () => {
  const { simulator, update: cancel } = await withTicket({}, 'u_access_task');
  expect(statusOf(await cancel(cancelInput('R-1', {}, 'u_access_task'))).phase).toBe('closed');
  expect(simulator.record('u_access_task', sysId)?.['state']).toBe('7');
});

test('a ticket in work and one on hold are cancelled', async () => {
  const { simulator, create, update: cancel } = await withTicket();
  await create(createInput('R-2'));
  simulator.agent.take('incident', sysId, 'nina.novak');
  simulator.agent.hold('incident', keyOf('R-2').sysId, 'nina.novak', 'Awaiting Vendor');
  for (const id of ['R-1', 'R-2']) expect((await cancel(cancelInput(id))).kind).toBe('cancelled');
});

const granted = { done: true, notes: 'Granted' };

test.each<[string, (agent: Agent) => unknown]>([
  ['closed as done', (agent) => agent.close('incident', sysId, 'nina.novak', granted)],
  ['cancelled by an agent', (agent) => agent.cancel('incident', sysId, 'nina.novak')],
  ['resolved', (agent) => agent.resolve('incident', sysId, 'nina.novak', granted)],
  [
    'closed with a code that no map knows',
    (agent) => agent.close('incident', sysId, 'nina.novak', { ...granted, code: 'By robot' }),
  ],
])('a ticket that is %s is left alone: nothing is written', async (_, act) => {
  const { simulator, update: cancel } = await withTicket();
  simulator.addChoice('incident', 'close_code', { value: 'By robot', label: 'By robot' });
  act(simulator.agent);
  const before = simulator.record('incident', sysId);
  expect(await cancel(input)).toEqual(leftAlone);
  expect(simulator.record('incident', sysId)).toEqual(before);
  expect(simulator.calls().updates).toBe(0);
});

test('a ticket in a state that no map knows is left alone', async () => {
  const { simulator, update: cancel } = await withTicket();
  simulator.addChoice('incident', 'state', { value: '42', label: 'Done by robot' });
  simulator.agent.set('incident', sysId, 'nina.novak', { state: '42' });
  expect(await cancel(input)).toEqual(leftAlone);
  expect(simulator.calls().updates).toBe(0);
});

test('a ticket that the status map calls closed is left alone though ServiceNow calls it active', async () => {
  const read = { '6': { phase: 'closed', result: 'fulfilled' } } as const;
  const { simulator, update: cancel } = await withTicket({
    instance: { tables: { incident: { read } } },
  });
  simulator.agent.resolve('incident', sysId, 'nina.novak', { done: true, notes: 'Granted' });
  expect(await cancel(input)).toEqual(leftAlone);
  expect(simulator.calls().updates).toBe(0);
});

const on = { operation: 'update' } as const;

test.each<[Fault, string]>([
  [{ kind: 'lose-reply', on, count: 1 }, 'NoAnswer'],
  [{ kind: 'cut-off', on, count: 1 }, 'Unreadable'],
  [{ kind: 'unavailable', on, count: 1 }, 'Unavailable'],
  [{ kind: 'accepted', on, count: 1 }, 'Unavailable'],
  [{ kind: 'hibernate', on, count: 1 }, 'Unreadable'],
])('after %j the next attempt finds it cancelled once', async (fault, type) => {
  const { simulator, update: cancel } = await withTicket();
  simulator.faults.add(fault);
  expect(await failureOf(cancel(input))).toMatchObject({ type, nonRetryable: false });
  const status = statusOf(await cancel(input, 2));
  expect(status).toMatchObject({ phase: 'closed', result: 'cancelled', comments: [] });
  expect(committed(simulator, 'update')).toHaveLength(1);
});

test.each([
  ['to the journal', { work_notes: '{{ words }}' }],
  ['into a sentence of the journal', { comments: 'Hello. {{ words }} Goodbye.' }],
  ['to a column that is not read otherwise', { description: '{{ words }}' }],
  [
    'to several, of which one was emptied',
    { close_notes: '{{ words }}', description: '{{ words }}' },
  ],
])('knows its own cancellation where the words go %s', async (_, columns) => {
  const cancelled = { state: '8', ...columns };
  const options = { instance: { tables: { incident: { cancel: cancelled } } } };
  const { simulator, update: cancel } = await withTicket(options);
  simulator.faults.add({ kind: 'lose-reply', on, count: 1 });
  await failureOf(cancel(input));
  if ('close_notes' in columns) {
    simulator.agent.set('incident', sysId, 'nina.novak', { close_notes: '' });
  }
  expect((await cancel(input, 2)).kind).toBe('cancelled');
  expect(committed(simulator, 'update')).toHaveLength(1);
});

test('a cancellation under another id is not ours', async () => {
  const { update: cancel } = await withTicket();
  await cancel(input);
  const other = cancelInput('R-1', { id: 'C-2' });
  expect(await cancel(other)).toEqual(leftAlone);
});

/** A table of the base system of which nothing is known. */
const unknownTable = { tables: [{ name: 'change_task', prefix: 'CTASK' }] };

test('a table without a cancel write is named, with where to set one, and nothing is written', async () => {
  const read = { '1': { phase: 'open' } } as const;
  const instance = { tables: { change_task: { read } } };
  const { simulator, update: cancel } = await withTicket(
    { simulator: unknownTable, instance },
    'change_task',
  );
  const error = await failureOf(cancel(cancelInput('R-1', {}, 'change_task')));
  expect(error).toMatchObject({ type: 'WriteMissing', nonRetryable: true });
  expect(error.message).toBe(
    `change_task ${sysId} of request R-1 is not cancelled: the configuration has no cancel write for ` +
      'change_task; set servicenow.instances.main.tables.change_task.cancel',
  );
  expect(simulator.calls().updates).toBe(0);
});

test('a table whose states nobody has told is left alone', async () => {
  const { update: cancel } = await withTicket({ simulator: unknownTable }, 'change_task');
  expect(await cancel(cancelInput('R-1', {}, 'change_task'))).toEqual(leftAlone);
});

test('cuts the reason, never the marker, to what the column holds', async () => {
  const { simulator, update: cancel } = await withTicket({
    instance: { tables: { incident: { columns: { close_notes: 120 } } } },
  });
  await cancel(cancelInput('R-1', { reason: '🎫'.repeat(1000) }));
  const notes = simulator.record('incident', sysId)?.['close_notes'] ?? '';
  expect(notes.length).toBeLessThanOrEqual(120);
  expect(notes).toMatch(
    /^Cancelled by Ben Beispiel: (🎫)+…\n\[access-request:cancel [0-9a-f]{16}\]$/u,
  );
});

test('a ticket that cannot be found is missing, which is no failure', async () => {
  const { simulator, update: cancel } = await withTicket();
  simulator.switches.hide(sysId);
  expect(await cancel(input)).toEqual({ kind: 'missing', judgedBy });
});

test('a ticket under another key is not missing: it is named', async () => {
  const { simulator, create, update: cancel } = await startBench();
  simulator.switches.ignoreField('incident', 'sys_id');
  await failureOf(create(createInput('R-1')));
  const error = await failureOf(cancel(input));
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain(simulator.table('incident')[0]?.['number']);
});

test('a ticket of another request is not cancelled', async () => {
  const { simulator, update: cancel } = await withTicket();
  simulator.agent.set('incident', sysId, 'nina.novak', { correlation_id: 'R-2' });
  expect((await failureOf(cancel(input))).type).toBe('TicketNotOurs');
  expect(simulator.record('incident', sysId)?.['state']).toBe('1');
});

test('a state that ServiceNow does not keep asks for attention', async () => {
  const { simulator, update: cancel } = await withTicket();
  simulator.switches.ignoreField('incident', 'state');
  const error = await failureOf(cancel(input));
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain('stands at state 1');
});

test('a data policy is named by its columns', async () => {
  const cancelled = { state: '7', close_notes: '{{ words }}' };
  const { update: cancel } = await withTicket({
    instance: { tables: { incident: { cancel: cancelled } } },
  });
  const error = await failureOf(cancel(input));
  expect(error.type).toBe('Refused');
  expect(error.message).toContain('a data policy wants a value for Resolution code');
});

test('a poll after the cancellation reads what was written', async () => {
  const { read, update: cancel } = await withTicket({ category: { polling: { freshness: '1h' } } });
  await read(readInput('R-1'));
  await cancel(input);
  expect(await read(readInput('R-1'))).toMatchObject({ status: { phase: 'closed' } });
});

test('another environment is refused', async () => {
  const { update: cancel } = await withTicket();
  const error = await failureOf(cancel({ ...input, ...keyOf('R-1'), environment: 'production' }));
  expect(error.type).toBe('OtherEnvironment');
});
