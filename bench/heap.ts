// What waiting costs in memory: the heap of a worker for each request that it keeps, beside that for an empty workflow.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import pLimit from 'p-limit';
import { eventually } from '../test/support/scripted.ts';
import { atMost } from './figure.ts';
import type { bareWait } from './processes/bare.ts';
import type { Row } from './row.ts';
import { atRest, type Instant, startInstant, startOurs } from './setting.ts';

/** Enough that what a worker needs for itself does not show. */
const many = 300;
/** What is made once is made by these. */
const first = 20;

export const heap: Row = {
  name: 'heap',
  reading: `a request that waits for its ticket, against a workflow that waits for nothing; ${many} of each, kept by a worker of its own, after garbage collection`,
  async measure({ address, client }) {
    const [ours, bare] = [
      await heapOfOne(await startInstant(address, 'rest', 'main thread'), (worker) =>
        requestAtRest(client, worker),
      ),
      await heapOfOne(await startInstant(address, 'bare', 'main thread'), (worker) =>
        emptyAtRest(client, worker),
      ),
    ];
    return [{ what: 'heap of one that waits, KiB', ours, bare, mark: atMost(50) }];
  },
};

async function heapOfOne(
  worker: Instant,
  start: (worker: Instant) => Promise<void>,
): Promise<number> {
  const fewAtOnce = pLimit(10);
  const startSome = (count: number) =>
    Promise.all(Array.from({ length: count }, () => fewAtOnce(() => start(worker))));
  try {
    await startSome(first);
    const before = await worker.child.ask('heap');
    await startSome(many);
    return ((await worker.child.ask('heap')) - before) / many;
  } finally {
    await worker.child.stop();
  }
}

async function requestAtRest(client: Client, worker: Instant): Promise<void> {
  const { workflowId } = await startOurs(client, worker);
  await atRest(client, workflowId);
}

/** Once its first task is complete, which is its fourth event. */
async function emptyAtRest(client: Client, { taskQueue }: Instant): Promise<void> {
  const handle = await client.workflow.start<typeof bareWait>('bareWait', {
    taskQueue,
    workflowId: randomUUID(),
  });
  await eventually(
    async () => (await handle.describe()).historyLength >= 4 || undefined,
    'an empty workflow that waits',
    120_000,
  );
}
