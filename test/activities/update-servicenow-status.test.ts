// UpdateServiceNowStatus against the simulator: a ticket is cancelled once, and never over someone else's closing.
import { expect, test, vi } from 'vitest';
import { cancellationMarker } from '../../activities/servicenow/marker.ts';
import type { Fault } from '../../simulators/servicenow/faults.ts';
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

const input = cancelInput('R-1');
const { sysId } = input;
const marker = cancellationMarker('R-1', 'C-1');

async function withTicket(options: BenchOptions = {}, table = 'incident') {
  const bench = await startBench(options);
  await bench.create(createInput('R-1', table));
  bench.simulator.resetCalls();
  return bench;
}

test('cancels an open ticket with who, why and the marker', async () => {
  const { simulator, cancel } = await withTicket();
  const { kind, status } = await cancel(input);
  expect(kind).toBe('cancelled');
  expect(status).toMatchObject({ phase: 'closed', result: 'cancelled', evidence: { state: '8' } });
  expect(status).not.toHaveProperty('overwrote');
  expect(simulator.record('incident', sysId)).toMatchObject({
    state: '8',
    close_notes: `Cancelled by Ben Beispiel: No longer needed\n${marker}`,
  });
});

test('says when the ticket changed between our look and our write', async () => {
  const { simulator, cancel } = await withTicket();
  simulator.faults.add({ kind: 'delay', ms: 300, on: { operation: 'update' }, count: 1 });
  const cancelled = cancel(input);
  await vi.waitUntil(() => simulator.faults.counts().byKind['delay'] === 1);
  simulator.agent.note('incident', sysId, 'nina.novak', 'Nearly done', 'work_notes');
  expect((await cancelled).status).toMatchObject({ phase: 'closed', overwrote: true });
});

test('cancels a ticket of a custom task table', async () => {
  const { simulator, cancel } = await withTicket({}, 'u_access_task');
  const { kind, status } = await cancel(cancelInput('R-1', 'u_access_task'));
  expect([kind, status.phase]).toEqual(['cancelled', 'closed']);
  expect(simulator.record('u_access_task', sysId)?.['state']).toBe('7');
});

test('a ticket closed by someone else keeps its result, and nothing is written', async () => {
  const { simulator, cancel } = await withTicket();
  simulator.agent.close('incident', sysId, 'nina.novak', { done: true, notes: 'Granted' });
  const { kind, status } = await cancel(input);
  expect(kind).toBe('closed-before');
  expect(status).toMatchObject({
    result: 'fulfilled',
    closedBy: 'Nina Novak',
    closeNotes: 'Granted',
  });
  expect(simulator.calls().updates).toBe(0);
});

test('a ticket that the status map calls closed keeps its result though ServiceNow calls it active', async () => {
  const read = { '6': { phase: 'closed', result: 'fulfilled' } } as const;
  const { simulator, cancel } = await withTicket({ instance: { tables: { incident: { read } } } });
  simulator.agent.resolve('incident', sysId, 'nina.novak', { done: true, notes: 'Granted' });
  expect((await cancel(input)).kind).toBe('closed-before');
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
  const { simulator, cancel } = await withTicket();
  simulator.faults.add(fault);
  expect(await failureOf(cancel(input))).toMatchObject({ type, nonRetryable: false });
  const { kind, status } = await cancel(input, 2);
  expect(kind).toBe('cancelled');
  expect(status).toMatchObject({ phase: 'closed', result: 'cancelled' });
  expect(committed(simulator, 'update')).toHaveLength(1);
});

test('knows its own cancellation where the words go to the journal', async () => {
  const cancelled = { state: '8', work_notes: '{{ words }}' };
  const options = { instance: { tables: { incident: { cancel: cancelled } } } };
  const { simulator, cancel } = await withTicket(options);
  simulator.faults.add({ kind: 'lose-reply', on, count: 1 });
  await failureOf(cancel(input));
  expect((await cancel(input, 2)).kind).toBe('cancelled');
  expect(committed(simulator, 'update')).toHaveLength(1);
});

test('a cancellation under another id is not ours', async () => {
  const { cancel } = await withTicket();
  await cancel(input);
  const other = { ...input, cancel: { ...input.cancel, id: 'C-2' } };
  expect((await cancel(other)).kind).toBe('closed-before');
});

test('cuts the reason, never the marker, to what the column holds', async () => {
  const { simulator, cancel } = await withTicket({
    instance: { tables: { incident: { columns: { close_notes: 120 } } } },
  });
  await cancel({ ...input, cancel: { ...input.cancel, reason: '🎫'.repeat(1000) } });
  const notes = simulator.record('incident', sysId)?.['close_notes'] ?? '';
  expect(notes.length).toBeLessThanOrEqual(120);
  expect(notes).toMatch(
    /^Cancelled by Ben Beispiel: (🎫)+…\n\[access-request:cancel [0-9a-f]{16}\]$/u,
  );
});

test('a ticket that cannot be found asks for attention', async () => {
  const { simulator, cancel } = await withTicket();
  simulator.switches.hide(sysId);
  const error = await failureOf(cancel(input));
  expect(error).toMatchObject({ type: 'Refused', nonRetryable: true });
  expect(error.message).toContain(`incident ${sysId} of request R-1 cannot be found`);
});

test('a ticket of another request is not cancelled', async () => {
  const { simulator, cancel } = await withTicket();
  simulator.agent.set('incident', sysId, 'nina.novak', { correlation_id: 'R-2' });
  expect((await failureOf(cancel(input))).type).toBe('TicketNotOurs');
  expect(simulator.record('incident', sysId)?.['state']).toBe('1');
});

test('a state that ServiceNow does not keep asks for attention', async () => {
  const { simulator, cancel } = await withTicket();
  simulator.switches.ignoreField('incident', 'state');
  const error = await failureOf(cancel(input));
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain('stands at state 1');
});

test('a data policy is named by its columns', async () => {
  const cancelled = { state: '7', close_notes: '{{ words }}' };
  const { cancel } = await withTicket({
    instance: { tables: { incident: { cancel: cancelled } } },
  });
  const error = await failureOf(cancel(input));
  expect(error.type).toBe('Refused');
  expect(error.message).toContain('a data policy wants a value for Resolution code');
});

test('a poll after the cancellation reads what was written', async () => {
  const { read, cancel } = await withTicket({ category: { polling: { freshness: '1h' } } });
  await read(readInput('R-1'));
  await cancel(input);
  expect(await read(readInput('R-1'))).toMatchObject({ status: { phase: 'closed' } });
});

test('another environment is refused', async () => {
  const { cancel } = await withTicket();
  const error = await failureOf(cancel({ ...input, ...keyOf('R-1'), environment: 'production' }));
  expect(error.type).toBe('OtherEnvironment');
});
