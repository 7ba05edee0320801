// What a quiet poll is in Temporal's history: events and workflow tasks.
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { eventually } from '../test/support/scripted.ts';
import { exactly } from './figure.ts';
import type { bareLoop } from './processes/bare.ts';
import type { Row } from './row.ts';
import { paces, startOurs } from './setting.ts';

const polls = 5;
/** EVENT_TYPE_TIMER_STARTED and EVENT_TYPE_WORKFLOW_TASK_COMPLETED. */
const [timerStarted, taskCompleted] = ['17', '7'];

export const poll: Row = {
  name: 'poll',
  reading:
    'a request that waits, from one timer to the next, against a loop of a timer and an activity',
  async measure({ client, instant }) {
    const [ours, bare] = await Promise.all([instant('quick'), instant('bare')]);
    const mine = await countsOfPoll(await startOurs(client, ours));
    const loop = await client.workflow.start<typeof bareLoop>('bareLoop', {
      taskQueue: bare.taskQueue,
      workflowId: randomUUID(),
      args: [paces.quick],
    });
    const theirs = await countsOfPoll(loop);
    return [
      { what: 'events a quiet poll', ours: mine.events, bare: theirs.events, mark: exactly(11) },
      { what: 'workflow tasks a poll', ours: mine.tasks, bare: theirs.tasks, mark: exactly(2) },
    ];
  },
};

/** The first few timers stand among what happens once. */
async function countsOfPoll(run: WorkflowHandle): Promise<{ events: number; tasks: number }> {
  const types = await eventually(async () => {
    const { events } = await run.fetchHistory();
    const all = (events ?? []).map(({ eventType }) => String(eventType));
    const timers = all.flatMap((type, at) => (type === timerStarted ? [at] : [])).slice(4);
    return timers.length > polls ? all.slice(timers[0], timers[polls]) : undefined;
  }, `${polls} polls`);
  await run.terminate('measured');
  const tasks = types.filter((type) => type === taskCompleted).length;
  return { events: types.length / polls, tasks: tasks / polls };
}
