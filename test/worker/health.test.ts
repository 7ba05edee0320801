// The health of a worker as a supervisor asks it: while it starts, polls, has lost Temporal, and ends.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { expect, inject, onTestFinished, test } from 'vitest';
import { healthOf, serveHealth } from '../../worker/health.ts';
import { accessRequest } from '../support/executable.ts';
import { folderOfTest, startAccessRequest } from '../support/running.ts';
import { eventually } from '../support/scripted.ts';
import { quickConfiguration, secretsOfTests } from '../support/system.ts';
import { freePort } from '../support/temporal-server.ts';

const nobody = { url: 'http://127.0.0.1:1', webhook: 'http://127.0.0.1:1/webhook' };

/** A way to Temporal that can be cut and mended. */
async function wayToTemporal() {
  const [host = '', port = ''] = inject('temporalAddress').split(':');
  const open = new Set<Socket>();
  let cut = false;
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) open.add(socket.on('error', () => undefined));
    if (cut) near.destroy();
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => open.forEach((socket) => socket.destroy());
  onTestFinished(() => {
    destroyAll();
    server.close();
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      cut = true;
      destroyAll();
    },
    mend: () => (cut = false),
  };
}

/** Starts a worker process and gives the address of its health once it runs. */
async function startWorker(address: string) {
  const configuration = quickConfiguration(nobody, nobody);
  const file = join(folderOfTest(), 'orchestrator.yaml');
  writeFileSync(file, JSON.stringify(configuration));
  const env = { ...secretsOfTests, TEMPORAL_ADDRESS: address };
  const args = ['worker', '--config', file, '--health-port', '0', '--json'];
  const worker = startAccessRequest(args, env);
  const { health } = JSON.parse(await worker.line()) as { health: string };
  const taskQueue = configuration.temporal?.taskQueue ?? '';
  return { worker, health, taskQueues: [taskQueue, `${taskQueue}.main`] };
}

async function ask(health: string) {
  const response = await fetch(health);
  return { code: response.status, told: await response.json() };
}

test('a worker that polls is healthy, and not while Temporal is out of reach', async () => {
  const way = await wayToTemporal();
  const { worker, health, taskQueues } = await startWorker(way.address);
  const polling = { code: 200, told: { status: 'polling', taskQueues } };
  expect(await ask(health)).toEqual(polling);

  way.cut();
  const why = 'Temporal does not answer for the namespace default.';
  expect(await ask(health)).toEqual({ code: 503, told: { status: 'waiting', why } });

  way.mend();
  const mended = async () => ((await ask(health)).code === 200 ? true : undefined);
  await eventually(mended, () => 'an answer of Temporal');

  worker.kill('SIGTERM');
  expect(await worker.ended).toMatchObject({ code: 0 });
  await expect(fetch(health)).rejects.toThrow('fetch failed');
});

test('a worker that starts or ends is not healthy', async () => {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  expect(await healthOf(connection, 'default', undefined)).toEqual({ status: 'starting' });
  const ending = { running: () => false, taskQueues: ['q'], overdue: () => [] };
  expect(await healthOf(connection, 'default', ending)).toEqual({ status: 'ending' });
});

test('a worker whose calls to an instance do not end is not healthy, and says which', async () => {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  const held = { running: () => true, taskQueues: ['q'], overdue: () => ['main'] };
  const why = 'Calls to main go on beyond their limit: restart this worker.';
  const told = { status: 'held', instances: ['main'], why };
  expect(await healthOf(connection, 'default', held)).toEqual(told);
});

test('one address is told, and a taken port is said before anything starts', async () => {
  const server = await serveHealth(await freePort(), () => Promise.resolve({ status: 'starting' }));
  onTestFinished(() => server.close());
  expect(await ask(server.url)).toEqual({ code: 503, told: { status: 'starting' } });
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(404);
  expect((await fetch(new URL('/', server.url))).status).toBe(404);

  const file = join(import.meta.dirname, '../../config/example.yaml');
  const env = { IDENTITY_MANAGER_WEBHOOK_SECRET: 'whsec_YQ==', SERVICENOW_PASSWORD: 'a' };
  const { port } = new URL(server.url);
  const run = await accessRequest(['worker', '--config', file, '--health-port', port], { env });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(`port ${port} of 127.0.0.1, for the health of the worker, is taken`);
});
