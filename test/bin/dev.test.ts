// `access-request dev` as a person runs it: what it starts, what it does when something dies, and what it leaves behind.
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../client/access-requests.ts';
import type { DevEvent } from '../../bin/dev/supervise.ts';
import { accessRequest } from '../support/executable.ts';
import {
  descendantsOf,
  folderOfTest,
  startAccessRequest,
  stillRunning,
  type RunningCommand,
} from '../support/running.ts';
import { sampleRequest } from '../support/samples.ts';
import { eventually } from '../support/scripted.ts';

const config = join(import.meta.dirname, '../../config/example.yaml');
const env = {
  ACCESS_REQUEST_CONFIG: config,
  IDENTITY_MANAGER_WEBHOOK_SECRET: 'whsec_YSBzZWNyZXQgb2YgdGVzdHM=',
  SERVICENOW_PASSWORD: 'orchestrator',
  // A user's own, which `dev` must not obey.
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  TEMPORAL_TLS: 'true',
  TEMPORAL_CLI_PATH: process.env['TEMPORAL_CLI_PATH'] ?? '',
};

type Ready = Extract<DevEvent, { event: 'ready' }>;

interface Dev extends RunningCommand {
  next: () => Promise<DevEvent>;
  ready: Ready;
}

async function startDev(folder = folderOfTest()): Promise<Dev> {
  const dev = startAccessRequest(['dev', '--json', '--port', '0', '--ui-port', '0'], env, folder);
  const next = async () => JSON.parse(await dev.line()) as DevEvent;
  const ready = await next();
  if (ready.event !== 'ready') throw new Error(`not ready: ${JSON.stringify(ready)}`);
  return { ...dev, next, ready };
}

const allGone = (pids: readonly number[]) =>
  eventually(
    () => Promise.resolve(stillRunning(pids).length === 0 || undefined),
    () => `the end of ${stillRunning(pids).join(', ')}`,
  );

test('runs Temporal with its UI and a worker, and keeps histories for a year', async () => {
  const folder = folderOfTest();
  const dev = await startDev(folder);
  const { address, ui, namespace, workerPid, temporalPid } = dev.ready;
  const started = descendantsOf(dev.pid);
  expect(started).toEqual(expect.arrayContaining([workerPid, temporalPid]));
  expect((await fetch(`${ui}/namespaces/${namespace}/workflows`)).status).toBe(200);
  const connection = await Connection.connect({ address });
  const { config: kept } = await connection.workflowService.describeNamespace({ namespace });
  expect(tsToMs(kept?.workflowExecutionRetentionTtl)).toBe(365 * 24 * 3_600_000);
  await connection.close();

  // The worker works: without one, `retry` would be answered by nobody.
  const temporal = { connectionOptions: { address }, namespace };
  const requests = await connect({ environment: 'test', taskQueue: 'access-requests', temporal });
  const request = sampleRequest({ id: 'D-1' });
  await requests.submit(request);
  await expect(requests.retry('D-1', { by: 'Olga', reason: 'Test' })).resolves.toBeDefined();
  await requests.close();

  dev.kill('SIGINT');
  expect(await dev.next()).toEqual({ event: 'stopping' });
  expect(await dev.ended).toMatchObject({ code: 0 });
  expect(stillRunning(started)).toEqual([]);

  // Started again in the same folder, it knows the request.
  const again = await startDev(folder);
  const theSame = { connectionOptions: { address: again.ready.address }, namespace };
  const later = await connect({
    environment: 'test',
    taskQueue: 'access-requests',
    temporal: theSame,
  });
  expect(await later.submit(request)).toMatchObject({ kind: 'running' });
  await later.close();
});

test('starts a worker again that died, and gives up at the fourth death within a minute', async () => {
  const dev = await startDev();
  let pid = dev.ready.workerPid;
  for (let death = 1; death <= 4; death += 1) {
    process.kill(pid, 'SIGKILL');
    expect(await dev.next()).toEqual({ event: 'worker-died', pid, how: 'SIGKILL' });
    if (death === 4) break;
    const started = await dev.next();
    if (started.event !== 'worker-started') throw new Error(JSON.stringify(started));
    pid = started.pid;
  }
  const { code, stderr } = await dev.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('error: the worker died four times within a minute;');
  expect(stillRunning([dev.ready.temporalPid, pid])).toEqual([]);
});

test('ends when Temporal dies', async () => {
  const dev = await startDev();
  const started = descendantsOf(dev.pid);
  process.kill(dev.ready.temporalPid, 'SIGKILL');
  const { code, stderr } = await dev.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('error: Temporal died (SIGKILL), its words are in .data/temporal.log;');
  expect(stillRunning(started)).toEqual([]);
});

test('leaves nothing running when it is killed itself', async () => {
  const dev = await startDev();
  const started = descendantsOf(dev.pid);
  expect(started).toEqual(expect.arrayContaining([dev.ready.workerPid, dev.ready.temporalPid]));
  dev.kill('SIGKILL');
  await allGone(started);
});

test('gives the words of a Temporal that does not start', async () => {
  const folder = folderOfTest();
  const broken = join(folder, 'temporal');
  const script = '[ "$1" = --version ] || { echo "no such flag" >&2; exit 3; }';
  writeFileSync(broken, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const flags = ['--port', '0', '--ui-port', '0', '--db-filename', join(folder, 'db')];
  const run = await accessRequest(['dev', ...flags], {
    env: { ...env, TEMPORAL_CLI_PATH: broken },
  });
  expect(run).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: Temporal ended while it started (exit code 3); its words are in ${folder}/temporal.log\n`,
  });
  expect(readFileSync(join(folder, 'temporal.log'), 'utf8')).toBe('no such flag\n');
});

test('says which port is taken, and starts nothing', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const folder = folderOfTest();
  for (const [option, other, what] of [
    ['--port', '--ui-port', 'Temporal'],
    ['--ui-port', '--port', "Temporal's UI"],
  ] as const) {
    const args = ['dev', option, String(port), other, '0', '--db-filename', join(folder, 'db')];
    expect(await accessRequest(args, { env })).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: port ${port} of 127.0.0.1, for ${what}, is taken; free it or choose another with ${option}\n`,
    });
  }
  expect(existsSync(join(folder, 'db'))).toBe(false);
});

test.each([
  ['a configuration that is wrong', { ACCESS_REQUEST_CONFIG: 'wrong.yaml' }, 2, /wrong\.yaml/],
  ['a secret that is not there', { SERVICENOW_PASSWORD: '' }, 2, /SERVICENOW_PASSWORD is empty/],
  ['a CLI that does not run', { TEMPORAL_CLI_PATH: '/none' }, 1, /TEMPORAL_CLI_PATH is \/none/],
])('%s ends it before anything is started', async (_, change, code, message) => {
  const folder = folderOfTest();
  writeFileSync(join(folder, 'wrong.yaml'), 'environment: test\nsurprise: 1\n');
  const command = startAccessRequest(
    ['dev', '--port', '0', '--ui-port', '0'],
    { ...env, ...change },
    folder,
  );
  const run = await command.ended;
  expect(run).toMatchObject({ code, stdout: '' });
  expect(run.stderr).toMatch(/^error: /);
  expect(run.stderr).toMatch(message);
  expect(existsSync(join(folder, '.data'))).toBe(false);
});

test('says in words what it runs and how it ends', async () => {
  const dev = startAccessRequest(['dev', '--port', '0', '--ui-port', '0'], env, folderOfTest());
  expect(await dev.line()).toBe('Everything runs (Ctrl-C ends it)');
  expect(await dev.line()).toMatch(
    /^ {2}Temporal {4}127\.0\.0\.1:\d+, namespace default, histories in \.data\/temporal\.db \(pid \d+\)$/,
  );
  expect(await dev.line()).toMatch(/^ {2}UI {10}http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\//);
  const [, pid = ''] = /^ {2}Worker {6}pid (\d+)$/.exec(await dev.line()) ?? [];
  process.kill(Number(pid), 'SIGKILL');
  expect(await dev.line()).toBe(`The worker ${pid} died (SIGKILL).`);
  expect(await dev.line()).toMatch(/^A worker was started again: pid \d+\.$/);
  dev.kill('SIGTERM');
  expect(await dev.line()).toBe('Ending ...');
  expect(await dev.ended).toMatchObject({ code: 0, stderr: '' });
});
