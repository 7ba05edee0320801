// The CPU time of a worker for one poll, of requests that do nothing but poll.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { Child } from './child.ts';
import { ratioAtMost } from './figure.ts';
import type { bareLoop } from './processes/bare.ts';
import type { Row } from './row.ts';
import { paces, startOurs } from './setting.ts';
import { inTurns } from './turns.ts';

const rounds = 5;
const waiting = 48;
const seconds = 6;
/** Of a poll; the row `poll` measures it. */
const events = 11;

export const cpu: Row = {
  name: 'cpu',
  reading:
    'of the worker process, with activities that answer at once: the workflow side of a poll, with what the SDK does for it; against a timer and an activity in a loop, by the defaults of the SDK and prepared as our sandbox is',
  async measure({ client, instant }) {
    const mine = await instant('quick');
    const loops = [await instant('bare'), await instant('bare, prepared')];
    const loop = (taskQueue: string) =>
      client.workflow.start<typeof bareLoop>('bareLoop', {
        taskQueue,
        workflowId: randomUUID(),
        args: [paces.quick],
      });
    const { ours, compared } = await inTurns(
      rounds,
      () => cpuOfPoll(mine.child, () => startOurs(client, mine)),
      loops.map(
        ({ child, taskQueue }) =>
          () =>
            cpuOfPoll(child, () => loop(taskQueue)),
      ),
    );
    return [
      { what: 'CPU a poll, ms', ours, ...compared[0], mark: ratioAtMost(1.15) },
      { what: 'the same, bare but prepared', ours, ...compared[1] },
    ];
  },
};

/** In milliseconds. The polls of the first seconds warm the compiler up. */
async function cpuOfPoll(child: Child, start: () => Promise<WorkflowHandle>): Promise<number> {
  const runs = await Promise.all(Array.from({ length: waiting }, start));
  await pause(8 * paces.quick);
  const [lengthBefore, cpuBefore] = [await lengthOf(runs), await child.ask('cpu')];
  await pause(seconds * 1000);
  const spent = (await child.ask('cpu')) - cpuBefore;
  const polls = ((await lengthOf(runs)) - lengthBefore) / events;
  await Promise.all(runs.map((run) => run.terminate('measured')));
  return spent / polls;
}

async function lengthOf(runs: readonly WorkflowHandle[]): Promise<number> {
  const all = await Promise.all(runs.map((run) => run.describe()));
  return all.reduce((sum, { historyLength }) => sum + historyLength, 0);
}
