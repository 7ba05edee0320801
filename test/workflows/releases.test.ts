// Shows how a release changes a rule or a command: old histories replay, what waits goes on, and going back holds nothing but time.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../contract/access-request.ts';
import { replayHistories } from '../../worker/replay/verdicts.ts';
import { decisionSignal, hintSignal, workflowType } from '../../workflows/definitions.ts';
import { recordedHistories } from '../support/histories.ts';
import { changed, today, type Release } from '../support/releases.ts';
import { judgedBy, sampleInput, sampleStatus, sampleTicket } from '../support/samples.ts';
import { eventually, quick, statusOf, willing } from '../support/scripted.ts';

/** Of the second version of the rules, one poll that misses the ticket is enough to ask for a person. */
const newRule = [
  {
    file: 'workflows/lifecycle/rules.ts',
    from: '[{ missingReadings: 3 }]',
    to: '[{ missingReadings: 3 }, { missingReadings: 1 }]',
  },
  {
    file: 'workflows/rules-at-start.ts',
    from: '(): number => 1;',
    to: "(): number => (patched('rules-2') ? 2 : 1);",
  },
  {
    file: 'workflows/rules-at-start.ts',
    from: '// The version of',
    to: "import { patched } from '@temporalio/workflow';\n// The version of",
  },
];

/** Another command of the shell: the memo says that the request is taken. */
const newCommand = [
  {
    file: 'workflows/access-request.ts',
    from: '    for (;;) {',
    to: "    if (patched('taken-memo')) upsertMemo({ taken: true });\n    for (;;) {",
  },
  { file: 'workflows/access-request.ts', from: '  sleep,', to: '  patched,\n  sleep,' },
];

let first: Release;
let second: Release;
let client: Client;

beforeAll(async () => {
  first = await today();
  second = await changed(newRule);
  const address = inject('temporalAddress');
  client = new Client({ connection: await Connection.connect({ address }) });
});
afterAll(async () => {
  await client.connection.close();
});

type Run = (options?: { build: string; deployment: string }) => Promise<() => Promise<void>>;

/** A queue, and what starts a worker of a release on it; each gives what stops that worker. */
function queue(missing: boolean): { taskQueue: string; release: (code: Release) => Run } {
  const taskQueue = `releases-${randomUUID()}`;
  const status = sampleStatus({ cadence: quick });
  const activities = {
    ...willing(taskQueue),
    GetTicketStatus: () =>
      Promise.resolve(
        missing
          ? { kind: 'missing' as const, readAt: status.readAt, judgedBy }
          : { kind: 'read' as const, ticket: sampleTicket, status },
      ),
  };
  const release =
    ({ forWorkers }: { forWorkers: WorkflowBundleWithSourceMap }): Run =>
    async (versioned) => {
      // One connection takes one worker of a queue.
      const native = await NativeConnection.connect({ address: inject('temporalAddress') });
      const worker = await Worker.create({
        connection: native,
        taskQueue,
        workflowBundle: forWorkers,
        activities,
        stickyQueueScheduleToStartTimeout: '1s',
        ...(versioned && {
          workerDeploymentOptions: {
            version: { deploymentName: versioned.deployment, buildId: versioned.build },
            useWorkerVersioning: true,
            defaultVersioningBehavior: 'PINNED' as const,
          },
        }),
      });
      const running = worker.run();
      return async () => {
        worker.shutdown();
        await running;
        await native.close();
      };
    };
  return { taskQueue, release };
}

async function start(taskQueue: string) {
  const id = `R-${randomUUID()}`;
  const { workflowId } = await client.workflow.start(workflowType, {
    workflowId: workflowIdOf(id),
    taskQueue,
    args: [sampleInput({ id })],
  });
  return client.workflow.getHandle(workflowId);
}

type Started = Awaited<ReturnType<typeof start>>;

const untilMissed = (handle: Started) =>
  eventually(async () => {
    const { attention } = await statusOf(handle);
    return attention.some(({ code }) => code === 'TicketMissing') || undefined;
  }, 'TicketMissing');

const pollsOf = async (handle: Started): Promise<number> =>
  ((await handle.fetchHistory()).events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'GetTicketStatus',
  ).length;

/** Until the workflow task fails; what it says is what waits. */
const untilTaskFails = (handle: Started): Promise<string> =>
  eventually(async () => {
    const { events } = await handle.fetchHistory();
    return events
      ?.map((event) => event.workflowTaskFailedEventAttributes?.failure?.message ?? '')
      .find((message) => message !== '');
  }, 'a failed workflow task');

const hasTicket = (handle: Started) =>
  eventually(async () => (await statusOf(handle)).ticket, 'the ticket');

const decide = (handle: Started, id: string) =>
  handle.signal(decisionSignal, {
    id,
    step: 'Manager',
    approver: 'Mary Roe',
    verdict: 'approved',
    final: false,
  });

const untilNoted = (handle: Started, count: number) =>
  eventually(
    async () => ((await statusOf(handle)).notes.written === count ? true : undefined),
    `${count} notes`,
  );

test('a changed rule: old histories replay, and what begins anew has the new rule', async () => {
  const recorded = await recordedHistories();
  const histories = recorded.map(({ history }) => historyFromJSON(history));
  const verdicts = await replayHistories(histories, second.forReplay);
  expect(verdicts.filter(({ kind }) => kind !== 'same')).toEqual([]);
  const { taskQueue, release } = queue(true);
  const stop = await release(second)();
  const handle = await start(taskQueue);
  await untilMissed(handle);
  expect(await pollsOf(handle)).toBe(1);
  await stop();
  await handle.terminate('shown');
});

test('a request that began before keeps the old rule in its run, and has the new one in the next', async () => {
  const { taskQueue, release } = queue(true);
  let stop = await release(first)();
  const handle = await start(taskQueue);
  await hasTicket(handle);
  await stop();
  stop = await release(second)();
  await untilMissed(handle);
  expect(await pollsOf(handle)).toBeGreaterThanOrEqual(3);
  await stop();
  for (let sent = 0; sent < 400; sent += 1) await handle.signal(hintSignal);
  stop = await release(second)();
  await eventually(
    async () => ((await statusOf(handle)).continued > 0 ? true : undefined),
    'the next run',
  );
  const { events } = await handle.fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  expect(Buffer.from(input ?? []).toString()).toContain('"rules":2');
  await stop();
  await handle.terminate('shown');
});

test('two releases at once, back, and forward again: what the old one cannot take waits and says so, and nothing is lost', async () => {
  const { taskQueue, release } = queue(false);
  const [stopOld, stopNew] = [await release(first)(), await release(second)()];
  const handles = await Promise.all(Array.from({ length: 6 }, () => start(taskQueue)));
  await Promise.all(handles.map((handle) => hasTicket(handle)));
  // Back: the old release alone. It goes on with what it can read.
  await stopNew();
  await Promise.all(handles.map((handle) => decide(handle, 'FIRST')));
  const begunByNew = [];
  for (const handle of handles) {
    const { events } = await handle.fetchHistory();
    const isNew = events?.some((event) => event.markerRecordedEventAttributes != null) === true;
    if (isNew) begunByNew.push(handle);
    else await untilNoted(handle, 1);
  }
  for (const handle of begunByNew) expect(await untilTaskFails(handle)).toContain('rules-2');
  await stopOld();
  // Forward: all go on, with what was said meanwhile.
  const stop = await release(second)();
  await Promise.all(handles.map((handle) => untilNoted(handle, 1)));
  await stop();
  await Promise.all(handles.map((handle) => handle.terminate('shown')));
});

test('a run with carried rules that are newer than the release waits for a newer worker, and says so', async () => {
  const { taskQueue, release } = queue(false);
  let stop = await release(second)();
  const handle = await start(taskQueue);
  await hasTicket(handle);
  await stop();
  for (let sent = 0; sent < 400; sent += 1) await handle.signal(hintSignal);
  stop = await release(second)();
  await eventually(
    async () => ((await statusOf(handle)).continued > 0 ? true : undefined),
    'the next run',
  );
  await stop();
  await decide(handle, 'FIRST');
  stop = await release(first)();
  expect(await untilTaskFails(handle)).toContain('A newer worker can go on with it.');
  await stop();
  stop = await release(second)();
  await untilNoted(handle, 1);
  await stop();
  await handle.terminate('shown');
});

test('a changed command: behind `patched` old histories replay, without it they do not', async () => {
  const recorded = await recordedHistories();
  const histories = recorded.map(({ history }) => historyFromJSON(history));
  const patched = await changed(newCommand);
  const verdicts = await replayHistories(histories, patched.forReplay);
  expect(verdicts.filter(({ kind }) => kind !== 'same')).toEqual([]);
  const bare = await changed([
    {
      file: 'workflows/access-request.ts',
      from: '    for (;;) {',
      to: '    upsertMemo({ taken: true });\n    for (;;) {',
    },
  ]);
  const wrong = await replayHistories(histories, bare.forReplay);
  expect(wrong.filter(({ kind }) => kind === 'same')).toEqual([]);
  const { taskQueue, release } = queue(false);
  const stop = await release(patched)();
  const handle = await start(taskQueue);
  await hasTicket(handle);
  expect((await handle.describe()).memo).toMatchObject({ taken: true });
  await stop();
  await handle.terminate('shown');
});

test('with Worker Deployments a run stays on its release, and the next one begins on the current', async () => {
  const { taskQueue, release } = queue(false);
  const deployment = `deployment-${randomUUID()}`;
  const current = (build: string) =>
    eventually(
      () =>
        client.workflowService
          .setWorkerDeploymentCurrentVersion({
            namespace: 'default',
            deploymentName: deployment,
            buildId: build,
            ignoreMissingTaskQueues: true,
          })
          .then(
            () => true as const,
            () => undefined,
          ),
      `build ${build}`,
    );
  const stopOld = await release(first)({ build: '1', deployment });
  await current('1');
  const handle = await start(taskQueue);
  await hasTicket(handle);
  const stopNew = await release(second)({ build: '2', deployment });
  await current('2');
  // The server tells the run at its next task that a newer release is current: the request goes on there.
  await eventually(
    async () => ((await statusOf(handle)).continued > 0 ? true : undefined),
    'the next run',
  );
  const { raw } = await handle.describe();
  expect(raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId).toBe('2');
  await decide(handle, 'FIRST');
  await untilNoted(handle, 1);
  await stopOld();
  // Back: the first release is current again, and the run of the second one stays where it is.
  await decide(handle, 'SECOND');
  await untilNoted(handle, 2);
  await stopNew();
  await handle.terminate('shown');
});
