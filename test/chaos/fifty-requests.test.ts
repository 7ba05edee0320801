// Shows fifty requests at once through lost replies, 503s and three killed workers: one ticket each.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startWorkerProcess, type WorkerProcess } from '../../bin/dev/worker-process.ts';
import { connect, type AccessRequests } from '../../client/access-requests.ts';
import {
  startIdentityManager,
  type IdentityManagerSimulator,
} from '../../simulators/identity-manager/server.ts';
import { startServiceNow, type ServiceNowSimulator } from '../../simulators/servicenow/server.ts';
import { eventually } from '../support/scripted.ts';
import { sampleRequest } from '../support/samples.ts';
import { quickConfiguration, secretsOfTests, webhookSecret } from '../support/system.ts';
import { told, toldBy, toldOf } from '../support/told.ts';

const address = inject('temporalAddress');
const seed = 20261124;
let folder: string;
let servicenow: ServiceNowSimulator;
let identityManager: IdentityManagerSimulator;
let requests: AccessRequests;
let worker: WorkerProcess;
let startWorker: () => WorkerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fifty-requests-'));
  servicenow = await startServiceNow({ seed, quota: 2_000 });
  identityManager = await startIdentityManager({ seed, secrets: [webhookSecret] });
  const configuration = quickConfiguration(servicenow, identityManager);
  const file = join(folder, 'orchestrator.yaml');
  await writeFile(file, JSON.stringify(configuration));
  startWorker = () =>
    startWorkerProcess(
      file,
      { ...process.env, ...secretsOfTests, TEMPORAL_ADDRESS: address },
      'ignore',
    );
  worker = startWorker();
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  const taskQueue = configuration.temporal?.taskQueue ?? '';
  requests = await connect({ environment: 'test', taskQueue, temporal });
});
afterAll(async () => {
  await worker.stop();
  await requests.close();
  await Promise.all([servicenow.close(), identityManager.close()]);
  await rm(folder, { recursive: true });
});

/** SIGKILL, as the machine does it, and another worker in its place. */
async function replaceWorkerAt(writes: number): Promise<void> {
  const written = () => servicenow.audit().length;
  await eventually(() => Promise.resolve(written() >= writes || undefined), `${writes} writes`);
  process.kill(worker.pid, 'SIGKILL');
  expect(await worker.ended).toBe('SIGKILL');
  worker = startWorker();
}

/** The agent takes the ticket, and closes it once that was told. */
async function serve(id: string): Promise<void> {
  const ticket = await eventually(
    () => Promise.resolve(servicenow.table('incident').find((row) => row['correlation_id'] === id)),
    `the ticket of ${id}`,
    120_000,
  );
  const sysId = ticket['sys_id'] ?? '';
  servicenow.agent.take('incident', sysId, 'nina.novak');
  await told({ identityManager }, id, 'in-progress', 120_000);
  servicenow.agent.close('incident', sysId, 'nina.novak', { done: true, notes: `Done: ${id}` });
  await told({ identityManager }, id, '= fulfilled', 120_000);
}

test('fifty requests, lost replies, 503s, three killed workers: fifty tickets, all told once and in order', async () => {
  servicenow.faults.add({
    kind: 'lose-reply',
    probability: 0.1,
    on: { operation: 'create', table: 'incident' },
  });
  servicenow.faults.add({ kind: 'unavailable', probability: 0.1 });
  const ids = Array.from({ length: 50 }, (_, index) => `fifty-${process.pid}-${index + 1}`);
  const kills = (async () => {
    for (const writes of [10, 20, 30]) await replaceWorkerAt(writes);
  })();
  await Promise.all(ids.map((id) => requests.submit(sampleRequest({ id }))));
  await Promise.all([kills, ...ids.map((id) => serve(id))]);

  const tickets = servicenow.table('incident');
  expect(tickets.map((row) => row['correlation_id']).sort()).toEqual([...ids].sort());
  const { byKind } = servicenow.faults.counts();
  expect(byKind['lose-reply']).toBeGreaterThan(0);
  expect(byKind['unavailable']).toBeGreaterThan(0);
  for (const id of ids) {
    const deliveries = identityManager.deliveriesOf(id);
    const sequences = deliveries.map((delivery) => toldBy(delivery).sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    expect(toldOf({ identityManager }, id)).toEqual([
      'created',
      'in-progress',
      'closed',
      '= fulfilled',
    ]);
    expect(deliveries.some(({ repeatDiffers }) => repeatDiffers)).toBe(false);
  }
}, 240_000);
