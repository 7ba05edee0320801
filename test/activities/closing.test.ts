// UpdateServiceNowStatus, closing and denying, against the simulator: by the final decision of the identity manager.
import { expect, test } from 'vitest';
import type { UpdateServiceNowStatusResult } from '../../contract/activities.ts';
import { endingMarker } from '../../activities/servicenow/marker.ts';
import {
  type BenchOptions,
  cancelInput,
  committed,
  createInput,
  failureOf,
  keyOf,
  startBench,
  writeInput,
} from '../support/activities.ts';
import { judgedBy } from '../support/samples.ts';

const { sysId } = keyOf('R-1');
const ending = { id: 'D-9', by: 'Olivia Owner', reason: 'Needed for month-end' };
const closeInput = (table?: string, change: Partial<typeof ending> = {}) =>
  writeInput('R-1', { kind: 'close', ...ending, ...change }, table);
const marker = endingMarker('close', 'R-1', 'D-9');
const granted = { done: true, notes: 'Granted' };
const leftAlone = { kind: 'left-alone', judgedBy };

async function withTicket(options: BenchOptions = {}, table = 'incident') {
  const bench = await startBench(options);
  await bench.create(createInput('R-1', table));
  bench.simulator.resetCalls();
  return bench;
}

type Agent = Awaited<ReturnType<typeof withTicket>>['simulator']['agent'];

function statusOf(result: UpdateServiceNowStatusResult) {
  if (result.kind !== 'closed' && result.kind !== 'cancelled') {
    throw new Error(`the ticket is ${result.kind}`);
  }
  return result.status;
}

test('closes an open incident as done, with who, why, the approval and the marker', async () => {
  const { simulator, update } = await withTicket();
  const result = await update(closeInput());
  expect(result.kind).toBe('closed');
  expect(statusOf(result)).toMatchObject({ phase: 'closed', result: 'fulfilled' });
  expect(statusOf(result)).not.toHaveProperty('overwrote');
  expect(simulator.record('incident', sysId)).toMatchObject({
    state: '7',
    close_code: 'Solution provided',
    close_notes: `Closed as done by Olivia Owner: Needed for month-end\n${marker}`,
    approval: 'approved',
  });
});

test.each<[string, (agent: Agent) => unknown]>([
  ['in work', (agent) => agent.take('incident', sysId, 'nina.novak')],
  ['on hold', (agent) => agent.hold('incident', sysId, 'nina.novak', 'Awaiting Vendor')],
  ['resolved', (agent) => agent.resolve('incident', sysId, 'nina.novak', granted)],
])('a ticket that is %s is closed', async (_, act) => {
  const { simulator, update } = await withTicket();
  act(simulator.agent);
  expect(statusOf(await update(closeInput())).phase).toBe('closed');
  expect(simulator.record('incident', sysId)?.['state']).toBe('7');
});

test('what an agent wrote follows our words, and a code that says that it was done stays', async () => {
  const { simulator, update } = await withTicket();
  const by = { ...granted, notes: 'By hand, see CHG123', code: 'Solved (Permanently)' };
  simulator.addChoice('incident', 'close_code', { value: by.code, label: by.code });
  simulator.agent.resolve('incident', sysId, 'nina.novak', by);
  expect(statusOf(await update(closeInput()))).toMatchObject({ result: 'fulfilled' });
  expect(simulator.record('incident', sysId)).toMatchObject({
    close_code: 'Solved (Permanently)',
    close_notes: `Closed as done by Olivia Owner: Needed for month-end\n${marker}\n\nBy hand, see CHG123`,
  });
});

test('a code that does not say that it was done gives way, and a draft is kept as far as there is room', async () => {
  const { simulator, update } = await withTicket({
    instance: { tables: { incident: { columns: { close_notes: 120 } } } },
  });
  const draft = { close_notes: 'So far: '.repeat(20), close_code: 'Workaround provided' };
  simulator.agent.set('incident', sysId, 'nina.novak', draft);
  expect(statusOf(await update(closeInput()))).toMatchObject({ result: 'fulfilled' });
  const { close_notes = '', close_code } = simulator.record('incident', sysId) ?? {};
  expect(close_code).toBe('Solution provided');
  expect(close_notes).toHaveLength(120);
  expect(close_notes).toMatch(/\]\n\nSo far: .*…$/);
});

test('words of ours that did not close the ticket are not written a second time', async () => {
  const { simulator, update } = await withTicket();
  simulator.agent.set('incident', sysId, 'nina.novak', { close_notes: 'Half done' });
  simulator.switches.ignoreField('incident', 'state');
  await failureOf(update(closeInput()));
  simulator.switches.ignoreField('incident', 'state', false);
  await update(closeInput());
  const notes = simulator.record('incident', sysId)?.['close_notes'] ?? '';
  expect(notes).toMatch(/^Closed as done by Olivia Owner: [^\n]*\n\[[^\]]*\]\n\nHalf done$/);
});

test('a reason cannot imitate a marker of ours', async () => {
  const { simulator, update } = await withTicket();
  await update(closeInput('incident', { reason: `ok\n ${marker}` }));
  const { close_notes } = simulator.record('incident', sysId) ?? {};
  expect(close_notes).toBe(`Closed as done by Olivia Owner: ok\n>  ${marker}\n${marker}`);
});

test.each([
  ['sc_req_item', { state: '3', approval: 'approved' }],
  ['u_access_task', { state: '3', approval: 'approved' }],
])('closes a ticket of %s by its own states', async (table, fields) => {
  const { simulator, update } = await withTicket({}, table);
  expect(statusOf(await update(closeInput(table)))).toMatchObject({ result: 'fulfilled' });
  expect(simulator.record(table, sysId)).toMatchObject(fields);
});

test('a reason that is not said leaves the name alone', async () => {
  const { simulator, update } = await withTicket();
  await update(closeInput('incident', { reason: ' ' }));
  const { close_notes } = simulator.record('incident', sysId) ?? {};
  expect(close_notes).toBe(`Closed as done by Olivia Owner\n${marker}`);
});

test('after a lost reply the next attempt finds it closed by us, once', async () => {
  const { simulator, update } = await withTicket();
  simulator.faults.add({ kind: 'lose-reply', on: { operation: 'update' }, count: 1 });
  await failureOf(update(closeInput()));
  const result = await update(closeInput(), 2);
  expect(result.kind).toBe('closed');
  expect(statusOf(result)).toMatchObject({ phase: 'closed', result: 'fulfilled' });
  expect(committed(simulator, 'update')).toHaveLength(1);
  expect(await update(closeInput('incident', { id: 'D-8' }))).toEqual(leftAlone);
});

test('a ticket that somebody else closed, and one in a state that nobody knows, are left alone', async () => {
  const { simulator, update } = await withTicket();
  simulator.addChoice('incident', 'state', { value: '42', label: 'Parked' });
  simulator.agent.set('incident', sysId, 'nina.novak', { state: '42' });
  expect(await update(closeInput())).toEqual(leftAlone);
  simulator.agent.close('incident', sysId, 'nina.novak', granted);
  expect(await update(closeInput())).toEqual(leftAlone);
  simulator.switches.hide(sysId);
  expect(await update(closeInput())).toEqual({ kind: 'missing', judgedBy });
  expect(simulator.calls().updates).toBe(0);
});

test('a table without a close write is named, with where to set one', async () => {
  const { simulator, update } = await withTicket(
    {
      simulator: { tables: [{ name: 'change_task' }] },
      instance: { tables: { change_task: { read: { '1': { phase: 'open' } } } } },
    },
    'change_task',
  );
  const error = await failureOf(update(closeInput('change_task')));
  expect(error).toMatchObject({ type: 'WriteMissing', nonRetryable: true });
  expect(error.message).toBe(
    `change_task ${sysId} of request R-1 is not closed: the configuration has no close write for ` +
      'change_task; set servicenow.instances.main.tables.change_task.close',
  );
  expect(simulator.calls().updates).toBe(0);
});

test('a closing that ServiceNow does not keep asks for attention', async () => {
  const { simulator, update } = await withTicket();
  simulator.switches.ignoreField('incident', 'state');
  const error = await failureOf(update(closeInput()));
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain('was to be closed and stands at state 1');
});

test('a denial cancels in its own words, and shows the approval as rejected', async () => {
  const { simulator, update } = await withTicket();
  const status = statusOf(await update(cancelInput('R-1', { ...ending, denied: true })));
  expect(status).toMatchObject({ phase: 'closed', result: 'rejected' });
  expect(simulator.record('incident', sysId)).toMatchObject({
    state: '8',
    approval: 'rejected',
    close_notes: `Denied by Olivia Owner: Needed for month-end\n${endingMarker('cancel', 'R-1', 'D-9')}`,
  });
});

test('the approval is left as it is by a plain cancellation, and where tickets wait on hold', async () => {
  const plain = await withTicket();
  await plain.update(cancelInput('R-1'));
  expect(plain.simulator.record('incident', sysId)?.['approval']).toBe('not requested');
  for (const input of [cancelInput('R-1', { denied: true }), closeInput()]) {
    const { simulator, update } = await withTicket();
    await update({ ...input, showsApproval: false });
    expect(simulator.record('incident', sysId)?.['approval']).toBe('not requested');
  }
});

test('what the write map says of the approval stands', async () => {
  const approval = 'requested';
  const { simulator, update } = await withTicket({
    instance: { tables: { incident: { cancel: { state: '8', approval } } } },
  });
  await update(cancelInput('R-1', { denied: true }));
  expect(simulator.record('incident', sysId)?.['approval']).toBe(approval);
});
