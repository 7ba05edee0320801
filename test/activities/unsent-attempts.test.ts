// Shows, also on a real Temporal server, that only the first attempt writes a note, and when its failure says it sent none.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import type { UpdateServiceNowStatusInput } from '../../contract/activities.ts';
import { failure } from '../../activities/failure.ts';
import { createUpdateServiceNowStatus } from '../../activities/update-servicenow-status.ts';
import { whileEntitled } from '../../activities/update/entitlement.ts';
import type { Fault } from '../../simulators/servicenow/api-faults.ts';
import { createInput, noteInput, startBench } from '../support/activities.ts';
import { quietEnvironment } from '../support/configured.ts';
import { quiet } from '../support/quiet.ts';
import { judgedBy } from '../support/samples.ts';
import type { oneUpdate } from './workflows/one-update.ts';

quiet();

const address = inject('temporalAddress');
let workflowBundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('workflows/one-update.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
});

const input = noteInput('R-1');
const second = { attempt: 2 };
const told = { unsent: 1 };
const reset = { attempt: 1, currentAttemptScheduledTimestampMs: 2 };
const on = { operation: 'update' } as const;
const written = { kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy };

/** Has Temporal write the note past some faults; `attempts` are the numbers that its attempts had. */
async function noteBy(
  faults: readonly Fault[],
  meanwhile: (client: Client, workflowId: string) => Promise<void> = () => Promise.resolve(),
) {
  const { simulator, servicenow, create } = await startBench();
  await create(createInput('R-1'));
  simulator.resetCalls();
  for (const fault of faults) simulator.faults.add(fault);
  const update = createUpdateServiceNowStatus(servicenow);
  const attempts: number[] = [];
  const { run, client, taskQueue } = await withWorker((of) => {
    attempts.push(Context.current().info.attempt);
    return update(of);
  });
  const start = { workflowId: taskQueue, taskQueue, args: [input] as [typeof input] };
  const executed = client.workflow.execute<typeof oneUpdate>('oneUpdate', start);
  const [result] = await run(Promise.all([executed, meanwhile(client, taskQueue)]));
  const notes = simulator.journal(input.sysId).filter(({ text }) => text.includes(':note '));
  return { result, attempts, notes, calls: simulator.calls() };
}

/** Resets the activity, as an operator can, while it waits for its second attempt. */
async function resetOnce({ workflowService, workflow }: Client, workflowId: string): Promise<void> {
  const attempt = async () => {
    const { raw } = await workflow.getHandle(workflowId).describe();
    return raw.pendingActivities?.[0]?.attempt;
  };
  await expect.poll(attempt).toBe(2);
  await workflowService.resetActivity({
    namespace: 'default',
    execution: { workflowId },
    type: 'UpdateServiceNowStatus',
  });
}

async function withWorker(UpdateServiceNowStatus: (of: UpdateServiceNowStatusInput) => unknown) {
  const taskQueue = `unsent-${randomUUID()}`;
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  onTestFinished(() => Promise.all([native.close(), connection.close()]).then(() => undefined));
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowBundle,
    activities: { UpdateServiceNowStatus },
  });
  const run = <R>(work: Promise<R>): Promise<R> => worker.runUntil(work);
  return { run, client: new Client({ connection }), taskQueue };
}

const down = { kind: 'unavailable', on, count: 1 } as const;

test('after an unknown outcome no later attempt of the activity writes', async () => {
  const { result, attempts, notes, calls } = await noteBy([down]);
  expect(attempts).toEqual([1, 2]);
  expect(result).toEqual({ kind: 'unproven', judgedBy });
  expect(notes).toHaveLength(0);
  expect(calls.updates).toBe(1);
});

test('nor does it when an operator resets it after that', async () => {
  const { result, attempts, notes } = await noteBy([down], resetOnce);
  expect(attempts).toEqual([1, 1]);
  expect(result).toEqual({ kind: 'unproven', judgedBy });
  expect(notes).toHaveLength(0);
});

test.each([
  ['the first attempt', { attempt: 1 }, true],
  ['the second', { attempt: 2 }, false],
  ['the second, told that the first sent nothing', { ...second, heartbeatDetails: told }, false],
  ['a first one of a reset activity', reset, false],
])('whether %s may write', (_, info, may) => {
  const environment = quietEnvironment([], 20_000, info);
  const asked = environment.run(() => whileEntitled((mayWrite) => Promise.resolve(mayWrite)));
  return expect(asked).resolves.toBe(may);
});

test.each([
  ['nothing', 'Unavailable', {}, true],
  ['nothing', 'JournalUnreadable', {}, true],
  ['nothing', 'TemplateFailed', {}, true],
  ['begun', 'SentTooLate', {}, true],
  ['begun', 'Unreachable', {}, true],
  ['begun', 'RateLimited', {}, true],
  ['begun', 'Refused', {}, true],
  ['begun', 'NoAnswer', {}, false],
  ['begun', 'Unavailable', {}, false],
  ['begun', 'Unreadable', {}, false],
  ['begun', 'AnswerTooLarge', {}, false],
  ['acknowledged', 'RateLimited', {}, false],
  ['acknowledged', 'Refused', {}, false],
  ['acknowledged', 'TicketNotOurs', {}, false],
  ['nothing', 'RateLimited', second, false],
  ['nothing', 'TemplateFailed', second, false],
  ['nothing', 'Unavailable', reset, false],
] as const)(
  'with %s written, whether %s at %j says that nothing was sent',
  async (sent, type, info, says) => {
    const environment = quietEnvironment([], 20_000, info);
    const thrown = failure(type, 'it failed', 7);
    const attempt = environment.run(() =>
      whileEntitled((_, sending) => {
        sending(sent);
        sending(sent === 'acknowledged' ? 'begun' : sent);
        return Promise.reject(thrown);
      }),
    );
    const { nextRetryDelay, message } = thrown;
    // What passes soon ends the activity, so that another one writes.
    const again = type === 'SentTooLate' || type === 'RateLimited';
    const nonRetryable = thrown.nonRetryable === true || (says && again);
    await expect(attempt).rejects.toMatchObject({ type, nonRetryable, nextRetryDelay, message });
    const details = says ? [{ unsent: true, again }] : undefined;
    await expect(attempt).rejects.toHaveProperty('details', details);
  },
);

test('an activity that an operator resets counts its attempts anew, and does not write again', async () => {
  const { result, attempts, notes, calls } = await noteBy(
    [{ kind: 'lose-reply', on, count: 1 }],
    resetOnce,
  );
  expect(attempts).toEqual([1, 1]);
  expect(result).toEqual(written);
  expect(notes).toHaveLength(1);
  expect(calls.updates).toBe(1);
});
