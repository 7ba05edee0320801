// GetTicketStatus against the simulator: where a ticket stands, whose it is, who closed it.
import { expect, test } from 'vitest';
import type { GetTicketStatusResult } from '../../contract/activities.ts';
import {
  type BenchOptions,
  connectBench,
  createInput,
  failureOf,
  keyOf,
  readInput,
  startBench,
} from '../support/activities.ts';
import { withoutColumns } from '../support/hiding.ts';
import { judgedBy } from '../support/samples.ts';

const { sysId } = keyOf('R-1');
const fresh = readInput('R-1', { fresh: true });
const adopting = readInput('R-1', { fresh: true, adopting: true });

async function withTicket(options: BenchOptions = {}, table = 'incident') {
  const bench = await startBench(options);
  await bench.create(createInput('R-1', table));
  bench.simulator.resetCalls();
  return bench;
}

function statusOf(result: GetTicketStatusResult) {
  if (result.kind === 'missing') throw new Error('the ticket is missing');
  return result.status;
}

test('reads the evidence: raw values, and names of people', async () => {
  const { simulator, read } = await withTicket();
  simulator.agent.take('incident', sysId, 'nina.novak');
  const result = await read(fresh);
  const { number, sys_updated_on } = simulator.record('incident', sysId) ?? {};
  expect(result).toMatchObject({ kind: 'read', ticket: { number, sysId, table: 'incident' } });
  expect(statusOf(result)).toMatchObject({
    phase: 'in-progress',
    evidence: {
      state: '2',
      approval: 'not requested',
      active: true,
      assignedTo: 'Nina Novak',
      updatedBy: 'nina.novak',
      updatedOn: sys_updated_on,
      modCount: 1,
    },
    judgedBy,
  });
});

test('reads a ticket on hold with its reason, and a state that no map knows', async () => {
  const { simulator, read } = await withTicket();
  simulator.agent.hold('incident', sysId, 'nina.novak', 'Awaiting Vendor');
  expect(statusOf(await read(fresh))).toMatchObject({
    phase: 'on-hold',
    holdReason: 'Awaiting Vendor',
  });
  simulator.addChoice('incident', 'state', { value: '42', label: 'Parked' });
  simulator.agent.set('incident', sysId, 'nina.novak', { state: '42' });
  expect(statusOf(await read(fresh)).phase).toBe('unknown');
});

test('reads a closed ticket: result, who closed it, in whose words', async () => {
  const { simulator, read } = await withTicket();
  simulator.agent.close('incident', sysId, 'omar.haddad', { done: false, notes: 'No such role' });
  expect(statusOf(await read(fresh))).toMatchObject({
    phase: 'closed',
    result: 'not-fulfilled',
    closedBy: 'Omar Haddad',
    closeNotes: 'No such role',
    evidence: { state: '7', active: false, closeCode: 'No resolution provided' },
  });
});

test('without close notes the last entry of the journal speaks, and never the creation note', async () => {
  const { simulator, read } = await withTicket({}, 'u_access_task');
  const input = { ...fresh, ...keyOf('R-1', 'u_access_task') };
  simulator.agent.close('u_access_task', sysId, 'nina.novak', { done: true, notes: '' });
  expect(statusOf(await read(input)).closeNotes).toBe('');
  simulator.agent.note('u_access_task', sysId, 'nina.novak', 'Granted by hand', 'work_notes');
  expect(statusOf(await read(input))).toMatchObject({
    phase: 'closed',
    result: 'fulfilled',
    closeNotes: 'Granted by hand',
  });
});

test('a ticket that is not there, or hidden, is missing', async () => {
  const { simulator, read } = await withTicket();
  expect(await read(readInput('R-2'))).toMatchObject({ kind: 'missing', judgedBy });
  simulator.switches.hide(sysId);
  expect((await read(fresh)).kind).toBe('missing');
  expect((await read(adopting)).kind).toBe('missing');
});

test.each([{ correlation_id: 'R-2' }, { correlation_display: 'production' }])(
  'a ticket that was given another %j is not ours any more',
  async (fields) => {
    const { simulator, read } = await withTicket();
    simulator.agent.set('incident', sysId, 'nina.novak', fields);
    for (const input of [fresh, adopting]) {
      const error = await failureOf(read(input));
      expect(error).toMatchObject({ type: 'TicketNotOurs', nonRetryable: true });
    }
  },
);

test('a ticket that was never seen is taken when open, or closed and created by this chain', async () => {
  const { simulator, read } = await withTicket();
  const other = { ...adopting, firstRunId: 'run-2' };
  expect(statusOf(await read(adopting)).phase).toBe('open');
  expect(statusOf(await read(other)).phase).toBe('open');
  simulator.agent.close('incident', sysId, 'nina.novak', { done: true, notes: 'Done' });
  expect(statusOf(await read(adopting)).result).toBe('fulfilled');
  expect((await failureOf(read(other))).type).toBe('TicketClosedBefore');
});

test('a young row answers a poll, and not one that must be fresh', async () => {
  const { simulator, read } = await withTicket({ category: { polling: { freshness: '1h' } } });
  const poll = readInput('R-1', { knownModCount: 0 });
  const first = await read(poll);
  simulator.agent.take('incident', sysId, 'nina.novak');
  expect(await read(poll)).toEqual(first);
  expect(simulator.calls().reads).toBe(1);
  expect(statusOf(await read({ ...poll, fresh: true })).phase).toBe('in-progress');
});

test('a freshness of nothing reads at each poll', async () => {
  const { simulator, read } = await withTicket({ category: { polling: { freshness: '0s' } } });
  const poll = readInput('R-1', { knownModCount: 0 });
  await read(poll);
  await read(poll);
  expect(simulator.calls().reads).toBe(2);
});

test('brings the cadence in force, and the defaults for a category that is gone', async () => {
  const { read } = await withTicket({
    category: { polling: { interval: '1m', maximum: '2h', spacing: '3s' } },
  });
  expect(statusOf(await read(fresh)).cadence).toEqual({
    interval: 60_000,
    maximum: 7_200_000,
    spacing: 3_000,
  });
  const gone = { ...fresh, serviceCategory: 'constructor' };
  expect(statusOf(await read(gone)).cadence).toEqual({
    interval: 300_000,
    maximum: 14_400_000,
    spacing: 10_000,
  });
});

test('who closed a ticket is left out where neither column of it can be read', async () => {
  const { simulator } = await withTicket();
  simulator.agent.close('incident', sysId, 'nina.novak', { done: true, notes: 'Done' });
  const without = async (columns: string[]) =>
    statusOf(
      await (await connectBench({ url: await withoutColumns(simulator.url, columns) })).read(fresh),
    );
  expect(await without(['closed_by'])).toMatchObject({ closedBy: 'nina.novak' });
  expect(await without(['closed_by', 'sys_updated_by'])).not.toHaveProperty('closedBy');
});

const on = { operation: 'read' } as const;

test.each([
  ['lose-reply', 'NoAnswer'],
  ['unavailable', 'Unavailable'],
  ['accepted', 'Unavailable'],
  ['quota', 'Unavailable'],
  ['cut-off', 'Unreadable'],
  ['hibernate', 'Unreadable'],
  ['rate-limit', 'RateLimited'],
  ['unauthorized', 'CredentialsRefused'],
] as const)('a reading that meets %s delays and decides nothing', async (kind, type) => {
  const { simulator, read } = await withTicket();
  simulator.faults.add({ kind, on, count: 1 });
  expect(await failureOf(read(fresh))).toMatchObject({ type, nonRetryable: false });
  expect(statusOf(await read(fresh)).phase).toBe('open');
});

test('a table that may not be read asks for attention', async () => {
  const { simulator, read } = await withTicket();
  simulator.switches.denyRead('incident');
  const error = await failureOf(read(fresh));
  expect(error).toMatchObject({ type: 'Refused', nonRetryable: true });
  expect(error.message).toContain('the account lacks the right');
});

test('an instance that is not configured and another environment are refused', async () => {
  const { read } = await startBench();
  expect((await failureOf(read({ ...fresh, instance: 'other' }))).type).toBe('InstanceMissing');
  const production = { ...fresh, environment: 'production' };
  expect((await failureOf(read(production))).type).toBe('OtherEnvironment');
});
