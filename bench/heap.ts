// What waiting costs in memory: the heap of a worker for each request that it keeps, beside that for an empty workflow.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import pLimit from 'p-limit';
import { eventually } from '../test/support/scripted.ts';
import { atMost, type Figure } from './figure.ts';
import type { bareWait } from './processes/bare.ts';
import type { Row } from './row.ts';
import { atRest, type Instant, startInstant, startOurs, type Which } from './setting.ts';

/** Enough that what a worker needs for itself does not show. */
const many = 300;
/** What is made once is made by these. */
const first = 20;

/** Of one that waits, in KiB: in the thread that runs workflows, and in the main thread of the worker. */
interface Heap {
  thread: number;
  main: number;
}

export const heap: Row = {
  name: 'heap',
  reading: `a request that waits for its ticket, against a workflow that waits for nothing; ${many} of each, kept by a worker of its own, after garbage collection. The thread of the workflows is what limits how many a worker keeps; the main thread has a heap of its own, in which the SDK keeps what it knows of each. Prepared: with the sandbox of ours, which loads workflow code once and keeps three frames of a stack`,
  async measure({ address, client }) {
    const waiting = async (which: Which, start: (worker: Instant) => Promise<void>) =>
      heapOfOne(await startInstant(address, which), start);
    const ours = await waiting('rest', (worker) => requestAtRest(client, worker));
    const bare = await waiting('bare', (worker) => emptyAtRest(client, worker));
    const prepared = await waiting('bare, prepared', (worker) => emptyAtRest(client, worker));
    return figures(ours, bare, prepared);
  },
};

const figures = (ours: Heap, bare: Heap, prepared: Heap): Figure[] => [
  { what: 'heap of one that waits, KiB', ours: ours.thread, bare: bare.thread, mark: atMost(50) },
  { what: 'the same, bare but prepared', ours: ours.thread, bare: prepared.thread },
  { what: 'the same in the main thread', ours: ours.main, bare: bare.main },
];

async function heapOfOne(
  worker: Instant,
  start: (worker: Instant) => Promise<void>,
): Promise<Heap> {
  const fewAtOnce = pLimit(10);
  const startSome = (count: number) =>
    Promise.all(Array.from({ length: count }, () => fewAtOnce(() => start(worker))));
  const measured = async (): Promise<Heap> => ({
    thread: await worker.child.ask('heap of threads'),
    main: await worker.child.ask('heap'),
  });
  try {
    await startSome(first);
    const before = await measured();
    await startSome(many);
    const after = await measured();
    return {
      thread: (after.thread - before.thread) / many,
      main: (after.main - before.main) / many,
    };
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
