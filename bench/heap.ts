// What waiting costs in memory: the heap of a request that waits, beside an empty workflow. Run with --expose-gc.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { willing, eventually } from '../test/support/scripted.ts';
import { sampleInput } from '../test/support/samples.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { statusQuery, workflowIdOf, workflowType } from '../workflows/messages.ts';

/** Enough that what a worker needs for itself does not show. */
const many = 300;

const [, , address = '127.0.0.1:7233', whose = 'ours'] = process.argv;
const taskQueue = `heap-${randomUUID()}`;
const hour = { interval: 3_600_000, maximum: 3_600_000, spacing: 0 };

const heapUsed = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** Activities that leave each request with an open ticket and nothing to do for an hour. */
function atRest() {
  const activities = willing(taskQueue);
  return {
    ...activities,
    PlanTicket: async (...args: Parameters<typeof activities.PlanTicket>) => ({
      ...(await activities.PlanTicket(...args)),
      cadence: hour,
    }),
    CreateTicket: async (...args: Parameters<typeof activities.CreateTicket>) => {
      const created = await activities.CreateTicket(...args);
      return { ...created, status: { ...created.status, cadence: hour } };
    },
  };
}

const native = await NativeConnection.connect({ address });
const connection = await Connection.connect({ address });
const client = new Client({ connection });
const worker = await Worker.create({
  connection: native,
  taskQueue,
  // The workflows of this process in its main thread, whose heap is the one that can be measured.
  debugMode: true,
  maxCachedWorkflows: 2 * many,
  activities: atRest(),
  ...(whose === 'ours'
    ? { workflowBundle: await bundleWorkflows() }
    : { workflowsPath: fileURLToPath(import.meta.resolve('./bare.ts')) }),
});

async function start(): Promise<void> {
  const id = randomUUID();
  if (whose !== 'ours') {
    await client.workflow.start('bareWait', { taskQueue, workflowId: id });
    return;
  }
  const workflowId = workflowIdOf(id);
  const input = sampleInput({ id });
  const handle = await client.workflow.start(workflowType, {
    taskQueue,
    workflowId,
    args: [input],
  });
  await eventually(async () => {
    const { state, undelivered } = await handle.query(statusQuery);
    return (state === 'waiting-for-ticket' && undelivered === 0) || undefined;
  }, 'a request at rest');
}

await worker.runUntil(async () => {
  for (let count = 0; count < 20; count += 1) await start();
  const before = heapUsed();
  for (let count = 0; count < many; count += 1) await start();
  process.stdout.write(`${((heapUsed() - before) / 1024 / many).toFixed(1)}\n`);
});
await connection.close();
await native.close();
