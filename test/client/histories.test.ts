// All runs of a request with their histories: a chain, a reset, a request submitted again, and what is not there any more.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { AccessRequests } from '../../client/access-requests.ts';
import { histories, type RequestHistories } from '../../client/histories.ts';
import { openTemporal, type TemporalSession } from '../../client/temporal/calls.ts';
import { hintSignal } from '../../workflows/definitions.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { errorOf, newId, temporal, testClient } from '../support/client.ts';
import { startContinuing } from '../support/continuing.ts';
import { resetToFirstTask } from '../support/resetting.ts';
import { sampleRequest } from '../support/samples.ts';
import { eventually, type Scripted } from '../support/scripted.ts';

let scripted: Scripted;
let session: TemporalSession;
let taskQueue = '';

beforeAll(async () => {
  ({ scripted, taskQueue } = await startContinuing(inject('temporalAddress')));
  session = await openTemporal(temporal());
});
afterAll(async () => {
  await session.connection.close();
  await scripted.close();
});

const handleOf = (id: string, runId?: string) =>
  scripted.client.workflow.getHandle(workflowIdOf(id), runId);

/** Has a request go on in a new run; gives the id of that run. */
async function goOn(id: string): Promise<string> {
  const { runId: last } = await handleOf(id).describe();
  await handleOf(id).signal(hintSignal);
  return eventually(async () => {
    const { runId } = await handleOf(id).describe();
    return runId === last ? undefined : runId;
  }, 'a new run');
}

/** The ids of the runs of a request that went on in two new ones, oldest first. */
async function chain(all: AccessRequests, id: string): Promise<[string, string, string]> {
  const { runId } = await all.submit(sampleRequest({ id }));
  return [runId, await goOn(id), await goOn(id)];
}

async function remove(id: string, runId: string): Promise<void> {
  await scripted.client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: workflowIdOf(id), runId },
  });
  await eventually(
    () =>
      handleOf(id, runId)
        .describe()
        .then(
          () => undefined,
          () => true,
        ),
    'the run to be deleted',
  );
}

/** The histories once the list, which is a moment behind, holds so many runs. */
async function listedSoon(id: string, runs: number): Promise<RequestHistories> {
  return eventually(async () => {
    const found = await histories(session, id);
    return found.runs.length === runs ? found : undefined;
  }, `${runs} runs of ${id}`);
}

/** The histories once the list, which is a moment behind, names no run that was deleted. */
const unlisted = (id: string): Promise<RequestHistories> =>
  eventually(async () => {
    const now = await histories(session, id);
    return now.missing.some(({ as }) => as === 'listed') ? undefined : now;
  }, 'the run to leave the list');

const runIds = ({ runs }: RequestHistories): string[] => runs.map(({ runId }) => runId);

test('a request that went on in new runs: all of them, the oldest first, each with its whole history', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  const ids = await chain(all, id);
  const found = await histories(session, id);
  expect(found).toMatchObject({ id, workflowId: workflowIdOf(id), missing: [], listed: true });
  expect(runIds(found)).toEqual(ids);
  expect(found.runs.map(({ state }) => state)).toEqual(['continued', 'continued', 'running']);
  expect(found.runs.map(({ continues }) => continues)).toEqual([undefined, ids[0], ids[1]]);
  expect(found.runs.map(({ endedAt }) => endedAt !== undefined)).toEqual([true, true, false]);
  for (const { runId, history } of found.runs) {
    expect(history).toEqual(await handleOf(id, runId).fetchHistory());
  }
});

test('a reset: the run that it stopped, and the new one with the run that it was made from', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  const [first, second, third] = await chain(all, id);
  const fresh = await resetToFirstTask(scripted.client, workflowIdOf(id));
  const found = await listedSoon(id, 4);
  expect(runIds(found)).toEqual([first, second, third, fresh]);
  const [, , stopped, latest] = found.runs;
  expect(stopped).toMatchObject({ state: 'terminated', continues: second });
  expect(stopped).not.toHaveProperty('resetFrom');
  expect(latest).toMatchObject({ state: 'running', continues: second, resetFrom: third });
});

test('a request that was terminated and submitted again: both runs, without a link', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  const { runId: first } = await all.submit(sampleRequest({ id }));
  await handleOf(id).terminate('by mistake');
  const { runId: second } = await all.submit(sampleRequest({ id }));
  const found = await listedSoon(id, 2);
  expect(runIds(found)).toEqual([first, second]);
  expect(found.runs.map(({ state }) => state)).toEqual(['terminated', 'running']);
  expect(found.runs.every((run) => run.continues === undefined)).toBe(true);
});

test('a run that was deleted is named as missing, by what names it', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  const [first, second, third] = await chain(all, id);
  await remove(id, first);
  const found = await unlisted(id);
  expect(runIds(found)).toEqual([second, third]);
  expect([
    { runId: first, as: 'predecessor', by: second },
    { runId: first, as: 'first', by: third },
  ]).toContainEqual(found.missing[0]);
  expect(found.missing).toHaveLength(1);
});

test('the latest run was deleted: those before it are found', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  const [first, second, third] = await chain(all, id);
  await all.cancel(id, { by: 'Olga Ops', reason: 'End of the test' });
  await handleOf(id).result();
  await remove(id, third);
  const found = await listedSoon(id, 2);
  expect(runIds(found)).toEqual([first, second]);
  expect(found.missing).toMatchObject([{ runId: third }]);
});

/** Ends the latest run of a request and deletes it; gives its id. */
async function removeLatest(all: AccessRequests, id: string): Promise<string> {
  await all.cancel(id, { by: 'Olga Ops', reason: 'End of the test' });
  await handleOf(id).result();
  const { runId } = await handleOf(id).describe();
  await remove(id, runId);
  return runId;
}

/** Stops the latest run of a request; gives its id. */
async function stop(id: string): Promise<string> {
  const { runId } = await handleOf(id).describe();
  await handleOf(id).terminate('by mistake');
  return runId;
}

test('the latest run was deleted, and no other one leads to it: it is missing, whichever it was', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  await all.submit(sampleRequest({ id }));
  const first = await stop(id);
  await all.submit(sampleRequest({ id }));
  await removeLatest(all, id);
  const found = await unlisted(id);
  expect(runIds(found)).toEqual([first]);
  expect(found.missing).toEqual([{ as: 'latest' }]);
});

test('the run that a reset made was deleted: the one that it replaced names it', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  const { runId: by } = await all.submit(sampleRequest({ id }));
  await resetToFirstTask(scripted.client, workflowIdOf(id));
  const runId = await removeLatest(all, id);
  const found = await unlisted(id);
  expect(runIds(found)).toEqual([by]);
  expect(found.missing).toEqual([{ runId, as: 'replacement', by }]);
});

test('a run between two others was deleted, each submitted again: the one after it names it', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  await all.submit(sampleRequest({ id }));
  const first = await stop(id);
  await all.submit(sampleRequest({ id }));
  const runId = await stop(id);
  await all.submit(sampleRequest({ id }));
  const third = await goOn(id);
  await remove(id, runId);
  const found = await unlisted(id);
  const by = found.runs[1]?.runId;
  expect(runIds(found)).toEqual([first, by, third]);
  expect(found.runs.map(({ former }) => former)).toEqual([undefined, runId, runId]);
  expect(found.missing).toEqual([{ runId, as: 'former', by }]);
});

test('an id that nobody has submitted', async () => {
  expect(await errorOf(histories(session, newId()))).toMatchObject({ kind: 'NotFound' });
});

test('a server that keeps no list: the walk alone, and it is said', async () => {
  const path =
    process.env['TEMPORAL_TEST_SERVER_PATH'] ?? '.cache/temporal/bin/temporal-test-server';
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const { address } = environment;
  const other = await openTemporal({ connectionOptions: { address }, namespace: 'default' });
  try {
    const id = newId();
    const { firstExecutionRunId } = await other.client.workflow.start('accessRequest', {
      workflowId: workflowIdOf(id),
      taskQueue: 'nobody',
    });
    const found = await histories(other, id);
    expect(found).toMatchObject({ listed: false, missing: [] });
    expect(runIds(found)).toEqual([firstExecutionRunId]);
  } finally {
    await other.connection.close();
    await environment.teardown();
  }
});
