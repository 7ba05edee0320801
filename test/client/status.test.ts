// Where a request stands: in its own words, in Temporal's beside them, and after its end without any worker.
import { afterAll, expect, inject, test } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../contract/activities.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { errorOf, newId, operator, testClient } from '../support/client.ts';
import { sampleRequest, sampleStatus, sampleTicket } from '../support/samples.ts';
import { eventually, startScripted, type Scripted } from '../support/scripted.ts';

const bundle = await workflowBundle();
const open: Scripted[] = [];

afterAll(async () => {
  await Promise.all(open.map((scripted) => scripted.close()));
});

async function worker(script: Partial<Activities>): Promise<[queue: string, scripted: Scripted]> {
  let queue = '';
  const scripted = await startScripted(inject('temporalAddress'), bundle, (taskQueue) => {
    queue = taskQueue;
    return script;
  });
  return [queue, scripted];
}

test('there is no such request', async () => {
  const all = await testClient();
  const error = await errorOf(all.status('nobody'));
  expect(error.kind).toBe('NotFound');
  expect(error.message).toBe(
    'there is no access request nobody; check the id, and the namespace and retention of Temporal',
  );
  expect((await errorOf(all.status('a/b'))).kind).toBe('MessageInvalid');
});

test('without a worker it says so, and what Temporal knows', async () => {
  const all = await testClient({ answerWithin: 1_000 });
  const id = newId();
  const { runId } = await all.submit(sampleRequest({ id }));
  expect(await all.status(id)).toMatchObject({
    kind: 'unanswered',
    id,
    runId,
    why: expect.stringMatching(/^no worker/) as string,
    pending: [],
  });
});

test('a system that fails shows within the burst: since when, why, and when next', async () => {
  const unavailable = (): Promise<never> =>
    Promise.reject(ApplicationFailure.create({ type: 'Unavailable', message: 'answered 503' }));
  const [taskQueue, scripted] = await worker({ CreateTicket: unavailable });
  open.push(scripted);
  const all = await testClient({ taskQueue });
  const id = newId();
  await all.submit(sampleRequest({ id }));
  const backingOff = await eventually(async () => {
    const report = await all.status(id);
    const [pending] = report.kind === 'running' ? report.pending : [];
    return pending?.state === 'backing-off' && pending.attempt > 2
      ? { report, pending }
      : undefined;
  }, 'a third attempt that backs off');
  const { report, pending } = backingOff;
  expect(pending).toMatchObject({
    activity: 'CreateTicket',
    failure: { type: 'Unavailable', message: 'answered 503' },
  });
  expect(report).toMatchObject({ kind: 'running', status: { id, state: 'creating', waiting: [] } });
  // First scheduled before it began to back off: attempts one and two lie between.
  const [startedAt, since, next] = [report.startedAt, pending.since, pending.nextAttempt ?? ''];
  expect(Date.parse(since)).toBeGreaterThanOrEqual(Date.parse(startedAt));
  expect(Date.parse(next) - Date.parse(since)).toBeGreaterThan(2_900);
});

test('what ended tells its outcome when no worker is left', async () => {
  const status = sampleStatus({ phase: 'closed', result: 'rejected', closedBy: 'Nina Novak' });
  const [taskQueue, scripted] = await worker({
    GetTicketStatus: () => Promise.resolve({ kind: 'read', ticket: sampleTicket, status }),
  });
  const all = await testClient({ taskQueue });
  const id = newId();
  const { workflowId } = await all.submit(sampleRequest({ id }));
  await scripted.client.workflow.getHandle(workflowId).result();
  await scripted.close();
  expect(await all.status(id)).toMatchObject({
    kind: 'ended',
    id,
    outcome: { kind: 'denied', by: 'Nina Novak', ticket: sampleTicket },
  });
});

test('what was stopped from outside is told apart from what our code ended', async () => {
  const all = await testClient();
  const id = newId();
  const { workflowId } = await all.submit(sampleRequest({ id }));
  const client = await operator();
  await client.workflow.getHandle(workflowId).terminate('by mistake');
  expect(await all.status(id)).toMatchObject({
    kind: 'stopped',
    how: 'terminated',
    reason: 'by mistake',
  });
});
