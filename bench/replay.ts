// How long a worker that does not have a request in memory takes to bring it back: the replay of its longest run.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { eventually, statusOf } from '../test/support/scripted.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { decisionSignal, hintSignal } from '../workflows/definitions.ts';
import { atMost } from './figure.ts';
import type { bareLoop } from './processes/bare.ts';
import type { Row } from './row.ts';
import { atRest, type Instant, startOurs } from './setting.ts';
import { median } from './turns.ts';

const times = 7;
/** The compiler has seen the code by then. */
const warmUp = 3;

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

interface Recorded {
  what: string;
  workflowId: string;
  history: History;
}

export const replay: Row = {
  name: 'replay',
  reading:
    'a run that has become so long that the request goes on in a new one, replayed as a worker does that has lost it, the bundle made before; the slowest of three such runs: of polls, of decisions, and of hints so close that each only moves the next poll. Against a loop of a timer and an activity with as many events',
  async measure({ client, instant }) {
    const [quick, rest, bare] = await Promise.all([
      instant('quick'),
      instant('rest'),
      instant('bare'),
    ]);
    const runs = await Promise.all([
      longRun(client, quick, 'polls', () => Promise.resolve()),
      longRun(client, rest, 'decisions', decide),
      longRun(client, rest, 'hints', (handle) => handle.signal(hintSignal)),
    ]);
    const code = { workflowBundle: await bundleWorkflows() };
    const timed = [];
    for (const run of runs) timed.push({ ...run, seconds: await replayTime(code, run) });
    const slowest = timed.reduce((one, other) => (other.seconds > one.seconds ? other : one));
    const events = slowest.history.events?.length ?? 0;
    const loop = await loopOf(client, bare, events);
    const theirs = await replayTime({ workflowsPath: bareWorkflows }, loop);
    const what = `replay of ${events} events (${slowest.what}), s`;
    return [{ what, ours: slowest.seconds, bare: theirs, mark: atMost(0.35) }];
  },
};

const bareWorkflows = fileURLToPath(import.meta.resolve('./processes/bare.ts'));

/** The first run of a request to which something happens until it goes on in a second one. */
async function longRun(
  client: Client,
  worker: Instant,
  what: string,
  happens: (handle: WorkflowHandle, count: number) => Promise<void>,
): Promise<Recorded> {
  const { workflowId, firstExecutionRunId } = await startOurs(client, worker);
  await atRest(client, workflowId);
  const handle = client.workflow.getHandle(workflowId);
  for (let count = 1; ; count += 1) {
    await happens(handle, count);
    // A task of its own for each, which is the most that they can cost: the query waits for it.
    if ((await statusOf(handle)).continued > 0) break;
  }
  await handle.terminate('measured');
  const history = await client.workflow.getHandle(workflowId, firstExecutionRunId).fetchHistory();
  return { what, workflowId, history };
}

async function decide(handle: WorkflowHandle, count: number): Promise<void> {
  await handle.signal(decisionSignal, {
    id: String(count),
    step: 'Manager',
    approver: 'Mary Roe',
    verdict: 'approved',
    final: false,
  });
}

/** A bare loop once it has as many events. */
async function loopOf(client: Client, { taskQueue }: Instant, events: number): Promise<Recorded> {
  const workflowId = randomUUID();
  const handle = await client.workflow.start<typeof bareLoop>('bareLoop', {
    taskQueue,
    workflowId,
    args: [20],
  });
  const enough = async () => (await handle.describe()).historyLength >= events || undefined;
  await eventually(enough, `${events} events`, 120_000);
  await handle.terminate('measured');
  return { what: 'loop', workflowId, history: await handle.fetchHistory() };
}

/** In seconds: the median of several, one after the other in one worker. */
async function replayTime(code: ReplayWorkerOptions, run: Recorded): Promise<number> {
  const copies = Array.from({ length: warmUp + times }, () => run);
  const taken: number[] = [];
  let started = performance.now();
  for await (const { error } of Worker.runReplayHistories(code, copies)) {
    if (error !== undefined) throw error;
    taken.push((performance.now() - started) / 1000);
    started = performance.now();
  }
  return median(taken.slice(warmUp));
}
