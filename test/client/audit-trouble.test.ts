// The audit trail of a request on a real server whose activities fail, hang and are given up.
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, expect, inject, test } from 'vitest';
import { failure } from '../../activities/failure.ts';
import type { Activities } from '../../contract/activities.ts';
import type { Trail, TrailEntry } from '../../client/audit/schema.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { cancelSignal, hintSignal } from '../../workflows/definitions.ts';
import { operator, requestIdOf, testClient } from '../support/client.ts';
import { judgedBy, samplePlan } from '../support/samples.ts';
import { eventually, quick, type Scripted, startScripted } from '../support/scripted.ts';
import { ofKind } from '../support/trail.ts';

const bundle = await workflowBundle();
const open: Scripted[] = [];

afterAll(() => Promise.all(open.map((one) => one.close())));

/** A worker with some activities of its own; half a second is a burst of a delivery. */
async function scripted(script: (taskQueue: string) => Partial<Activities>): Promise<Scripted> {
  const delivery = { startToClose: 1_000, burst: 500, retryInitial: 100, retryMaximum: 100 };
  const started = await startScripted(inject('temporalAddress'), bundle, (taskQueue) => ({
    PlanTicket: () => Promise.resolve(samplePlan({ taskQueue, cadence: quick, delivery })),
    ...script(taskQueue),
  }));
  open.push(started);
  return started;
}

const auditOf = async (workflowId: string): Promise<Trail> =>
  (await testClient()).audit(requestIdOf(workflowId));

/** Waits until the trail has an entry. */
const untilTold = (workflowId: string, kind: TrailEntry['kind']): Promise<true> =>
  eventually(async () => {
    const trail = await auditOf(workflowId);
    return ofKind(trail, kind).length > 0 || undefined;
  }, kind);

/** Waits until an activity is scheduled; the trail tells of its plan a moment before. */
const untilNobodyTakes = (handle: WorkflowHandle, activity: string): Promise<true> =>
  eventually(async () => {
    const { pendingActivities } = (await handle.describe()).raw;
    const types = (pendingActivities ?? []).map(({ activityType }) => activityType?.name);
    return types.includes(activity) || undefined;
  }, `${activity}, which nobody takes`);

test('a burst that ended in vain: what failed, why, since when; and that another one came through', async () => {
  let refusals = 8;
  const { client, start } = await scripted(() => ({
    ReportProgress: () => {
      refusals -= 1;
      if (refusals > 0) throw failure('Unavailable', 'the identity manager answered 503');
      return Promise.resolve({ kind: 'taken', judgedBy });
    },
  }));
  const { workflowId } = await start();
  await untilTold(workflowId, 'delivery');
  await client.workflow.getHandle(workflowId).terminate('shown');
  const trail = await auditOf(workflowId);
  const failed = ofKind(trail, 'failed');
  // On a busy machine no attempt of the first burst may have ended: then nobody knows what it met.
  expect(failed.find((one) => one.failure?.type === 'Unavailable')).toMatchObject({
    activity: 'ReportProgress',
    how: 'timed-out',
    failure: { message: 'the identity manager answered 503' },
    needsPerson: false,
  });
  expect(failed.every(({ since, recordedAt }) => since < recordedAt)).toBe(true);
  expect(trail.complete).toBe(true);
});

test('what was given up before any worker took it, and who wanted that', async () => {
  const { client, start } = await scripted((taskQueue) => ({
    PlanTicket: () => Promise.resolve(samplePlan({ taskQueue: `nobody-${taskQueue}` })),
  }));
  const { workflowId } = await start();
  const handle = client.workflow.getHandle(workflowId);
  await untilNobodyTakes(handle, 'CreateTicket');
  await handle.signal(cancelSignal, { id: 'c1', by: 'Ada Muster', reason: 'Not needed' });
  await untilTold(workflowId, 'failed');
  await handle.terminate('shown');
  const trail = await auditOf(workflowId);
  expect(ofKind(trail, 'failed')).toMatchObject([
    { activity: 'CreateTicket', how: 'interrupted', needsPerson: false },
  ]);
  expect(ofKind(trail, 'cancellation')).toMatchObject([
    { who: { name: 'Ada Muster', from: 'message' }, became: 'taken' },
  ]);
  expect(trail.complete).toBe(true);
});

test('what was under way at a termination, and who terminated it', async () => {
  const { client, start } = await scripted((taskQueue) => ({
    PlanTicket: () => Promise.resolve(samplePlan({ taskQueue: `nobody-${taskQueue}` })),
  }));
  const { workflowId } = await start();
  const handle = client.workflow.getHandle(workflowId);
  await untilNobodyTakes(handle, 'CreateTicket');
  await handle.terminate('by hand');
  const { identity } = client.options;
  expect(ofKind(await auditOf(workflowId), 'ended')).toMatchObject([
    {
      how: 'terminated',
      reason: 'by hand',
      who: { name: identity, from: 'temporal' },
      underWay: [{ activity: 'CreateTicket' }],
    },
  ]);
});

test('what no worker has taken by the end of the history is not said to be taken', async () => {
  const { start } = await scripted(() => ({}));
  const { workflowId } = await start();
  const handle = (await operator()).workflow.getHandle(workflowId);
  await untilTold(workflowId, 'delivery');
  await handle.signal('unheard', 'of');
  await handle.signal(hintSignal);
  await open.pop()?.close();
  const said = { id: '1', step: 'A', approver: 'B', verdict: 'approved' };
  await handle.signal('decision', said);
  await handle.terminate('shown');
  const trail = await auditOf(workflowId);
  expect(ofKind(trail, 'message')).toMatchObject([{ became: 'waits' }]);
  expect(ofKind(trail, 'hint')).toMatchObject([{ times: 1 }]);
  expect(ofKind(trail, 'not-understood')).toMatchObject([
    { signal: 'unheard', problem: 'there is no such signal', input: '"of"' },
  ]);
});
