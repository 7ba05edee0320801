// The child's end of the channel: tells that it is ready, answers questions, ends when the other end is gone.
import { setImmediate } from 'node:timers/promises';
import type { Question } from '../child.ts';

/** `close` is called once the channel has closed, whoever closed it; then the process ends. */
export function attend(told: readonly string[], close: () => Promise<void>): void {
  process.on('message', (question) => {
    void answer(question === 'heap' ? 'heap' : 'cpu').then((value) => process.send?.(value));
  });
  process.once('disconnect', () => {
    void close().finally(() => process.exit());
  });
  process.send?.(told);
}

async function answer(question: Question): Promise<number> {
  switch (question) {
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    }
    case 'heap':
      return (await settledHeap()) / 1024;
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
