// The child's end of the channel: tells that it is ready, answers questions, ends when the other end is gone.
import { finished } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Question } from '../child.ts';

const threads = new Set<Worker>();
process.on('worker', (thread) => {
  threads.add(thread);
  thread.once('exit', () => threads.delete(thread));
});

/** `close` is called once the channel has closed, whoever closed it; then the process ends. */
export function attend(told: readonly string[], close: () => Promise<void>): void {
  process.on('message', (question) => {
    if (isQuestion(question)) void answer(question).then((value) => process.send?.(value));
  });
  process.once('disconnect', () => {
    void close().finally(() => process.exit());
  });
  process.send?.(told);
}

const isQuestion = (message: unknown): message is Question =>
  message === 'cpu' || message === 'heap' || message === 'heap of threads';

async function answer(question: Question): Promise<number> {
  switch (question) {
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    }
    case 'heap':
      return (await settledHeap()) / 1024;
    case 'heap of threads':
      return (await heapOfThreads()) / 1024;
  }
}

/** What has been collected may have held what is collected next. */
async function settledHeap(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('the heap is measured with --expose-gc only');
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}

/** Where the SDK runs workflows. A snapshot is not read: taking it collects all garbage of a thread, as nothing else does. */
async function heapOfThreads(): Promise<number> {
  let sum = 0;
  for (const thread of threads) {
    const snapshot = await thread.getHeapSnapshot();
    await finished(snapshot.resume());
    sum += (await thread.getHeapStatistics()).used_heap_size;
  }
  return sum;
}
