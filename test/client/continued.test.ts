// A request that went on in new runs is one request: one line of the list, one time of submission, one outcome.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AccessRequests } from '../../client/access-requests.ts';
import { hintSignal } from '../../workflows/definitions.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { errorOf, newId, operator, testClient } from '../support/client.ts';
import { startContinuing } from '../support/continuing.ts';
import { sampleRequest } from '../support/samples.ts';
import { eventually, type Scripted } from '../support/scripted.ts';

let scripted: Scripted;
let taskQueue = '';

beforeAll(async () => {
  ({ scripted, taskQueue } = await startContinuing(inject('temporalAddress')));
});
afterAll(() => scripted.close());

/** Submits a request and has it go on in two new runs; gives its id and when it was submitted. */
async function continuedTwice(all: AccessRequests): Promise<{ id: string; startedAt: string }> {
  const id = newId();
  const { runId: first } = await all.submit(sampleRequest({ id }));
  const handle = (await operator()).workflow.getHandle(workflowIdOf(id));
  const { startedAt } = await all.status(id);
  let last = first;
  for (let run = 1; run <= 2; run += 1) {
    await handle.signal(hintSignal);
    last = await eventually(async () => {
      const { runId } = await handle.describe();
      return runId === last ? undefined : runId;
    }, 'a new run');
  }
  return { id, startedAt };
}

test('the status and the list tell when it was submitted, not when its latest run began', async () => {
  const all = await testClient({ taskQueue });
  const before = new Date().toISOString();
  const { id, startedAt } = await continuedTwice(all);
  expect(startedAt >= before && startedAt <= new Date().toISOString()).toBe(true);
  const description = await (await operator()).workflow.getHandle(workflowIdOf(id)).describe();
  expect(description.startTime.toISOString() > startedAt).toBe(true);
  expect(await all.status(id)).toMatchObject({ startedAt, runId: description.runId });
  const found = await eventually(async () => {
    const { requests } = await all.list();
    return requests.some((one) => one.id === id) ? requests : undefined;
  }, 'the request in the list');
  expect(found.filter((one) => one.id === id)).toEqual([{ id, execution: 'running', startedAt }]);
});

test('submitted again it runs already; ended, it tells its outcome and takes no message', async () => {
  const all = await testClient({ taskQueue });
  const { id, startedAt } = await continuedTwice(all);
  expect((await all.submit(sampleRequest({ id }))).kind).toBe('running');
  await all.cancel(id, { by: 'Olga Ops', reason: 'End of the test' });
  const outcome: unknown = await scripted.client.workflow.getHandle(workflowIdOf(id)).result();
  expect(outcome).toMatchObject({ kind: 'cancelled', by: 'Olga Ops' });
  expect(await all.status(id)).toMatchObject({ kind: 'ended', startedAt, outcome });
  expect(await all.submit(sampleRequest({ id }))).toMatchObject({ kind: 'ended', outcome });
  const error = await errorOf(all.change(id, { id: 'M-1', status: 'assigned' }));
  expect(error).toMatchObject({ kind: 'Ended', details: { outcome } });
});
