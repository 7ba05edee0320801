// Shows one worker with a hostile instance and a hostile receiver: its memory stays, and the other instance is not held up.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connect } from '../../client/access-requests.ts';
import { startServiceNow } from '../../simulators/servicenow/servicenow-simulator.ts';
import { bodies, stages, startHostile } from '../support/hostile.ts';
import { folderOfTest, startAccessRequest } from '../support/running.ts';
import { sampleRequest } from '../support/samples.ts';
import { eventually } from '../support/scripted.ts';
import { quickConfiguration, secretsOfTests } from '../support/system.ts';

const MiB = 1024;
/** Of a busy machine, in milliseconds. */
const patience = 120_000;

/** The most memory that a process has had so far, in KiB. */
function watchMemory(pid: number) {
  const now = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]));
  let most = now();
  const timer = setInterval(() => (most = Math.max(most, now())), 100);
  onTestFinished(() => clearInterval(timer));
  return { most: () => (most = Math.max(most, now())) };
}

/** A worker process with the instances `main` and `hostile`, and a category on each. */
async function startWorker() {
  const servicenow = await startServiceNow();
  onTestFinished(() => servicenow.close());
  const [hostile, receiver] = [await startHostile(), await startHostile()];
  receiver.answer(bodies['an endless body']);
  const usual = quickConfiguration(servicenow, { webhook: receiver.url });
  const { main } = usual.servicenow.instances;
  if (main === undefined) throw new Error('not reached');
  const timeouts = { client: '60s', sendWithin: '60s', startToClose: '3m', burst: '5m' };
  usual.servicenow.instances['hostile'] = { ...main, url: hostile.url, timeouts };
  usual.categories['hostile'] = { enabled: true, instance: 'hostile', table: 'incident' };
  const file = join(folderOfTest(), 'orchestrator.yaml');
  writeFileSync(file, JSON.stringify(usual));
  const address = inject('temporalAddress');
  const env = { ...secretsOfTests, TEMPORAL_ADDRESS: address };
  const args = ['worker', '--config', file, '--health-port', '0', '--json'];
  const worker = startAccessRequest(args, env);
  const { health } = JSON.parse(await worker.line()) as { health: string };
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  const taskQueue = usual.temporal?.taskQueue ?? '';
  const requests = await connect({ environment: 'test', taskQueue, temporal });
  onTestFinished(() => requests.close());
  const submit = async (serviceCategory: string): Promise<string> => {
    const request = sampleRequest({ id: `T-${randomUUID()}`, serviceCategory });
    await requests.submit(request);
    return request.id;
  };
  return { worker, health, servicenow, hostile, receiver, requests, submit };
}

type Started = Awaited<ReturnType<typeof startWorker>>;

/** A request of the good instance from submission to outcome, delivered to the hostile receiver. */
async function fulfil({ servicenow, requests, submit }: Started): Promise<void> {
  const id = await submit('sap-roles');
  const ticketOf = () => servicenow.table('incident').find((row) => row['correlation_id'] === id);
  const ticket = await eventually(
    () => Promise.resolve(ticketOf()),
    `the ticket of ${id}`,
    patience,
  );
  const closing = { done: true, notes: 'Done' };
  servicenow.agent.close('incident', ticket['sys_id'] ?? '', 'nina.novak', closing);
  const isEnded = async () => (await requests.status(id)).kind === 'ended' || undefined;
  await eventually(isEnded, `the end of ${id}`, patience);
}

test('a hostile instance holds its own calls, and neither memory nor the other instance', async () => {
  const started = await startWorker();
  const { worker, health, hostile, receiver, submit } = started;
  const memory = watchMemory(worker.pid);
  // As many ordinary requests as later on, whose code and state take memory once.
  const later = Object.keys(bodies).length + 2;
  for (let round = 0; round < later; round += 1) await fulfil(started);
  const idle = memory.most();

  hostile.answer(stages['mid body']);
  await Promise.all(Array.from({ length: 8 }, () => submit('hostile')));
  await eventually(
    () => Promise.resolve(hostile.open() === 4 || undefined),
    'four held calls',
    patience,
  );
  await fulfil(started);
  expect(hostile.open()).toBe(4);
  expect((await fetch(health)).status).toBe(200);

  const { 'chunks of one byte': crumbs, ...others } = bodies;
  const meet = async (body: (typeof bodies)[keyof typeof bodies]) => {
    const before = hostile.answered();
    hostile.answer(body);
    hostile.drop();
    await fulfil(started);
    const isMet = () => Promise.resolve(hostile.answered() > before + 8 || undefined);
    await eventually(isMet, 'eight more answers', patience);
  };
  for (const body of Object.values(others)) await meet(body);
  expect(memory.most() - idle).toBeLessThan(100 * MiB);
  // Each chunk is an object of Node before anybody can count it: some hundred bytes for one.
  await meet(crumbs);
  expect(memory.most() - idle).toBeLessThan(250 * MiB);
  await fulfil(started);
  expect(receiver.answered()).toBeGreaterThan(10);
}, 600_000);
