// Shows fifty requests at once through lost replies, 503s and three killed workers: one ticket each.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type KillableSystem, startKillable } from '../support/killable.ts';
import { eventually, insisting } from '../support/scripted.ts';
import { sampleRequest } from '../support/samples.ts';
import { expectToldInOrder, told, toldOf } from '../support/told.ts';

const patience = 480_000;
let system: KillableSystem;

beforeAll(async () => {
  system = await startKillable({ address: inject('temporalAddress'), seed: 20261124 });
});
afterAll(() => system.close());

/** The agent takes the ticket, and closes it once that was told. */
async function serve(id: string): Promise<void> {
  const { servicenow } = system;
  const ticket = await eventually(
    () => Promise.resolve(servicenow.table('incident').find((row) => row['correlation_id'] === id)),
    `the ticket of ${id}`,
    patience,
  );
  const sysId = ticket['sys_id'] ?? '';
  servicenow.agent.take('incident', sysId, 'nina.novak');
  await told(system, id, 'in-progress', patience);
  servicenow.agent.close('incident', sysId, 'nina.novak', { done: true, notes: `Done: ${id}` });
  await told(system, id, '= fulfilled', patience);
}

test('fifty requests, lost replies, 503s, three killed workers: fifty tickets, all told once and in order', async () => {
  const { servicenow, requests } = system;
  servicenow.faults.add({
    kind: 'lose-reply',
    probability: 0.1,
    on: { operation: 'create', table: 'incident' },
  });
  servicenow.faults.add({ kind: 'unavailable', probability: 0.1 });
  const ids = Array.from({ length: 50 }, (_, index) => `fifty-${process.pid}-${index + 1}`);
  const kills = (async () => {
    for (const writes of [10, 20, 30]) {
      await system.written(writes);
      await system.replaceWorker();
    }
  })();
  await Promise.all(ids.map((id) => insisting(() => requests.submit(sampleRequest({ id })))));
  await Promise.all([kills, ...ids.map((id) => serve(id))]);

  const tickets = servicenow.table('incident');
  expect(tickets.map((row) => row['correlation_id']).sort()).toEqual([...ids].sort());
  const { byKind } = servicenow.faults.counts();
  expect(byKind['lose-reply']).toBeGreaterThan(0);
  expect(byKind['unavailable']).toBeGreaterThan(0);
  for (const id of ids) {
    expectToldInOrder(system, id);
    expect(toldOf(system, id)).toEqual(['created', 'in-progress', 'closed', '= fulfilled']);
  }
}, 600_000);
