// A change as ticket: its hold is a column beside its state, and is read with its reason.
import { expect, test } from 'vitest';
import {
  type BenchOptions,
  cancelInput,
  createInput,
  keyOf,
  readInput,
  startBench,
  writeInput,
} from '../support/activities.ts';

const table = 'change_request';
const { sysId } = keyOf('R-1', table);
const poll = readInput('R-1', { table, fresh: true });

async function withChange(instance: BenchOptions['instance'] = {}) {
  const bench = await startBench({ category: { table }, instance });
  const input = createInput('R-1', table);
  const held = { on_hold: 'true', on_hold_reason: 'Awaiting the decision' };
  const { fields, note } = input.rendered;
  await bench.create({ ...input, rendered: { fields: { ...fields, ...held }, note } });
  const set = (change: Record<string, string>) =>
    bench.simulator.agent.set(table, sysId, 'nina.novak', change);
  const judged = async () => {
    const result = await bench.read(poll);
    return result.kind === 'read' ? result.status : undefined;
  };
  return { ...bench, set, judged };
}

test('a change that is created on hold waits for its reason', async () => {
  const { judged } = await withChange();
  expect(await judged()).toMatchObject({
    phase: 'on-hold',
    holdReason: 'Awaiting the decision',
    evidence: { state: '-5', holdReason: 'Awaiting the decision' },
  });
});

test('a change that is taken off hold is where its state says, its old reason forgotten', async () => {
  const { judged, set, simulator } = await withChange();
  simulator.agent.work(table, sysId, 'nina.novak');
  const status = await judged();
  expect(status).toMatchObject({ phase: 'in-progress', evidence: { holdReason: '' } });
  expect(status).not.toHaveProperty('holdReason');
  set({ on_hold: 'true', on_hold_reason: '' });
  expect(await judged()).toMatchObject({ phase: 'on-hold' });
});

test('a change on hold is cancelled', async () => {
  const { simulator, update } = await withChange();
  const result = await update(cancelInput('R-1', {}, table));
  expect(result).toMatchObject({ kind: 'cancelled', status: { result: 'cancelled' } });
  expect(simulator.record(table, sysId)).toMatchObject({ state: '4', on_hold: 'false' });
});

test('a change on hold in its review is closed, and its hold is over', async () => {
  const { simulator, update } = await withChange();
  simulator.agent.take(table, sysId, 'nina.novak');
  simulator.agent.set(table, sysId, 'nina.novak', { state: '0' });
  expect(simulator.record(table, sysId)).toMatchObject({ state: '0', on_hold: 'true' });
  const ending = { kind: 'close', id: 'D-9', by: 'Olivia Owner', reason: '' } as const;
  expect(await update(writeInput('R-1', ending, table))).toMatchObject({ kind: 'closed' });
  expect(simulator.record(table, sysId)).toMatchObject({ state: '3', on_hold: 'false' });
});

test('what is configured to cancel a change says itself what is written of its hold', async () => {
  const cancel = { state: '4' };
  const { simulator, update } = await withChange({ tables: { change_request: { cancel } } });
  await update(cancelInput('R-1', {}, table));
  expect(simulator.record(table, sysId)).toMatchObject({ state: '4', on_hold: 'true' });
});
