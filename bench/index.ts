// `npm run bench`: what a request costs, each figure beside its bare counterpart of the same run.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { table } from '../bin/output.ts';
import { eventually, quick } from '../test/support/scripted.ts';
import { workflowIdOf } from '../workflows/messages.ts';
import type { bareChain, bareLoop } from './bare.ts';
import { bareQueue, startSetting, type Setting } from './setting.ts';

/** Ours and bare take turns, so that a machine with other work to do slows both. */
const rounds = 3;
const waiting = 8;
const seconds = 3;
const atOnce = 30;
/** Plan, create, two steps of progress, the outcome. */
const activitiesOfRequest = 5;

const several = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work));

type Measure = () => Promise<number>;

/** The medians of as many rounds. */
async function inTurns(what: string, ours: Measure, bare: Measure) {
  const figures: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    figures.ours.push(await ours());
    figures.bare.push(await bare());
  }
  const median = (all: number[]) => all.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  return { what, ours: median(figures.ours), bare: median(figures.bare) };
}

/** What a poll is in the history: from one timer to the next. The first few hold what happens once. */
async function countsOfPoll(start: () => Promise<WorkflowHandle>) {
  const run = await start();
  const polls = 5;
  const types = await eventually(async () => {
    const { events } = await run.fetchHistory();
    const all = (events ?? []).map(({ eventType }) => String(eventType));
    const timers = all.flatMap((type, at) => (type === '17' ? [at] : [])).slice(4);
    return timers.length > polls ? all.slice(timers[0], timers[polls]) : undefined;
  }, `${polls} polls`);
  await run.terminate('measured');
  const tasks = types.filter((type) => type === '7').length;
  return { events: types.length / polls, tasks: tasks / polls };
}

/** CPU time of this process for one poll, in milliseconds, of runs that do nothing but poll. */
async function cpuOfPoll(start: () => Promise<WorkflowHandle>, events: number): Promise<number> {
  const runs = await several(waiting, start);
  await pause(5 * quick.interval);
  const [before, cpuBefore] = [await lengthOf(runs), process.cpuUsage()];
  await pause(seconds * 1000);
  const { user, system } = process.cpuUsage(cpuBefore);
  const polls = ((await lengthOf(runs)) - before) / events;
  await Promise.all(runs.map((run) => run.terminate('measured')));
  return (user + system) / 1000 / polls;
}

async function lengthOf(runs: readonly WorkflowHandle[]): Promise<number> {
  const all = await Promise.all(runs.map((run) => run.describe()));
  return all.reduce((sum, { historyLength }) => sum + historyLength, 0);
}

/** Runs that all begin at once; so many a second from the first call to the last outcome. */
async function throughput(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await several(atOnce, run);
  return (atOnce / (performance.now() - started)) * 1000;
}

/** One run of Node, in milliseconds. */
async function wallTime(...args: string[]): Promise<number> {
  const started = performance.now();
  await promisify(execFile)(process.execPath, args);
  return performance.now() - started;
}

/** The heap of one workflow that is kept in memory, in KiB, measured in a process of its own. */
async function heapOf(whose: 'ours' | 'bare', address: string): Promise<number> {
  const script = fileURLToPath(new URL('heap.ts', import.meta.url));
  const args = ['--expose-gc', script, address, whose];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout.trim());
}

async function measure({ address, waiting: { client, start }, system }: Setting) {
  const { workflow } = client;
  const bare = () => ({ taskQueue: bareQueue, workflowId: randomUUID() });
  const loop = () =>
    workflow.start<typeof bareLoop>('bareLoop', { ...bare(), args: [quick.interval] });
  const chain = () =>
    workflow.execute<typeof bareChain>('bareChain', { ...bare(), args: [activitiesOfRequest] });
  const request = async () => {
    const outcome: unknown = await workflow.result(workflowIdOf(await system.submit()));
    if (!JSON.stringify(outcome).includes('"kind":"fulfilled"')) throw new Error('not fulfilled');
  };
  const help = fileURLToPath(new URL('../bin/access-request.ts', import.meta.url));
  const [ours, theirs] = await Promise.all([countsOfPoll(start), countsOfPoll(loop)]);
  await Promise.all([several(5, request), several(5, chain)]); // Nobody measures a cold start.
  return [
    { what: 'events a quiet poll', ours: ours.events, bare: theirs.events },
    { what: 'workflow tasks a quiet poll', ours: ours.tasks, bare: theirs.tasks },
    {
      what: 'heap of one that waits, KiB',
      ours: await heapOf('ours', address),
      bare: await heapOf('bare', address),
    },
    await inTurns(
      'CPU a poll, ms',
      () => cpuOfPoll(start, ours.events),
      () => cpuOfPoll(loop, theirs.events),
    ),
    await inTurns(
      'requests a second',
      () => throughput(request),
      () => throughput(chain),
    ),
    await inTurns(
      '--help, ms',
      () => wallTime(help, '--help'),
      () => wallTime('--eval', '0'),
    ),
  ];
}

const cell = (text: string) => text.padStart(7);
const setting = await startSetting();
try {
  const rows = (await measure(setting)).map(({ what, ours, bare }) => [
    what,
    ...[ours, bare].map((value) => cell(value.toFixed(value < 100 ? 1 : 0))),
    cell((ours / bare).toFixed(2)),
  ]);
  process.stdout.write(`${table([['', ...['OURS', 'BARE', 'RATIO'].map(cell)], ...rows])}

BARE is the same without us, on the same server in the same minute: compare the RATIO between machines,
never the other columns. Medians of ${rounds} rounds, Node ${process.version}.
  a quiet poll       a request that waits, against a loop of a timer and an activity: 1 is the least there is
  heap               a request that waits for its ticket, against a workflow that waits for nothing
  CPU                of the worker process, with activities that answer at once
  requests a second  ${atOnce} at once, submission to recorded outcome with simulators in this process,
                     against ${activitiesOfRequest} empty activities in a row
  --help             against Node that does nothing
`);
} finally {
  await setting.close();
}
