// Shows an hour without ServiceNow, in seconds: Temporal's time-skipping server, the simulator's clock set along.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Duration } from '@temporalio/common';
import type { RequestReport } from '../../client/status.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import type { RequestStatus } from '../../contract/status.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { registerAttributes } from '../support/attributes.ts';
import { eventually } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { toldOf } from '../support/told.ts';

let environment: TestWorkflowEnvironment;
let system: System;

beforeAll(async () => {
  const path =
    process.env['TEMPORAL_TEST_SERVER_PATH'] ?? '.cache/temporal/bin/temporal-test-server';
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await registerAttributes(environment.connection, 'default');
  system = await startSystem({
    address: environment.address,
    workflowBundle: await workflowBundle(),
    // The time-outs and bursts (15 minutes) of a real configuration, with pauses of seven minutes.
    instance: { timeouts: {}, retry: { initial: '7m', maximum: '7m' } },
    category: { polling: {} },
  });
});
afterAll(async () => {
  await system.close();
  await environment.teardown();
});

/** Lets workflow time pass, and the simulator's clock with it. */
async function pass(duration: Duration): Promise<void> {
  await environment.sleep(duration);
  system.servicenow.clock.set(await environment.currentTimeMs());
}

async function statusOf(id: string): Promise<RequestStatus> {
  const report: RequestReport = await system.requests.status(id);
  if (report.kind !== 'running') throw new Error(`${id} is ${report.kind}`);
  return report.status;
}

const creations = () =>
  system.servicenow.audit().filter(({ operation }) => operation === 'create').length;
const calls = () => system.servicenow.calls().reads + system.servicenow.calls().creates;

test('an hour without ServiceNow: seen, cancelled, retried, and in the end the ticket is cancelled', async () => {
  const { faults } = system.servicenow;
  // The first creation is committed and its reply is lost; from then on nothing is answered.
  faults.add({ kind: 'lose-reply', count: 1, on: { operation: 'create' } });
  const down = faults.add({ kind: 'unavailable' });
  const id = await system.submit();
  const { submittedAt } = await eventually(async () => {
    const status = await statusOf(id);
    return creations() > 0 ? status : undefined;
  }, 'the first attempt to create');

  await pass('20m');
  const waiting = await statusOf(id);
  expect(waiting.state).toBe('creating');
  expect(waiting.waiting).toMatchObject([{ for: 'ServiceNow', activity: 'CreateTicket' }]);
  const since = Date.parse(waiting.waiting[0]?.since ?? '');
  expect(since - Date.parse(submittedAt)).toBeLessThan(60_000);

  await system.requests.cancel(id, { by: 'Ada Muster', reason: 'Not needed any more' });
  const created = creations();
  await pass('20m');
  expect((await statusOf(id)).state).toBe('cancelling');
  expect(creations()).toBe(created);

  // An attempt was five minutes ago, so that by the back-off the next one is two minutes away.
  const at = await environment.currentTimeMs();
  const before = calls();
  await system.requests.retry(id, { by: 'Olga Operator', reason: 'Network was repaired' });
  await eventually(() => Promise.resolve(calls() > before || undefined), 'an attempt at once');
  expect((await environment.currentTimeMs()) - at).toBeLessThan(60_000);
  expect((await statusOf(id)).interventions).toMatchObject([{ by: 'Olga Operator' }]);

  await pass('20m');
  expect(creations()).toBe(created);
  expect(toldOf(system, id)).toEqual([]);
  faults.clear(down);
  const outcome: unknown = await environment.client.workflow.getHandle(workflowIdOf(id)).result();
  expect(outcome).toMatchObject({ kind: 'cancelled', by: 'Ada Muster' });
  expect(system.servicenow.table('incident')).toMatchObject([{ state: '8' }]);
  expect(toldOf(system, id)).toEqual(['created', '= cancelled']);
  expect(faults.counts().byKind['unavailable']).toBeGreaterThan(5);
});
