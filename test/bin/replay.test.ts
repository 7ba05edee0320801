// `access-request replay` as a person runs it: on a request, on saved histories, and on what is none.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CommandFailure } from '../../bin/exit.ts';
import { readHistory } from '../../bin/history-file.ts';
import { replayText, type ReplayReport } from '../../bin/replay-report.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { cancelSignal, decisionSignal } from '../../workflows/definitions.ts';
import { accessRequest, type Run } from '../support/executable.ts';
import { resetToFirstTask } from '../support/resetting.ts';
import {
  eventually,
  startScripted,
  statusOf,
  type Handle,
  type Scripted,
} from '../support/scripted.ts';

const env = {
  ACCESS_REQUEST_CONFIG: 'config/example.yaml',
  TEMPORAL_ADDRESS: inject('temporalAddress'),
};
const folder = await mkdtemp(join(tmpdir(), 'access-request-replay-'));
const run = (...args: string[]): Promise<Run> => accessRequest(['replay', ...args], { env });

let scripted: Scripted;
beforeAll(async () => {
  scripted = await startScripted(inject('temporalAddress'), await workflowBundle());
});
afterAll(() => scripted.close());

/** A file that only this test reads; gives its path. */
async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface SavedEvent {
  eventId: string;
  workflowExecutionStartedEventAttributes?: { input: { payloads: unknown[] } };
  timerStartedEventAttributes?: { startToFireTimeout: string };
}

const story = 'test/histories/story.json';
async function saved(): Promise<{ events: SavedEvent[] }> {
  return JSON.parse(await readFile(story, 'utf8')) as { events: SavedEvent[] };
}

/** Waits until the latest run has written the note of its decision. */
async function noted({ workflowId }: Handle): Promise<void> {
  const handle = scripted.client.workflow.getHandle(workflowId);
  await eventually(async () => {
    const { events = [] } = await handle.fetchHistory();
    const note = events?.find(
      ({ activityTaskScheduledEventAttributes: activity }) =>
        activity?.activityType?.name === 'UpdateServiceNowStatus',
    );
    return events?.some(
      ({ activityTaskCompletedEventAttributes: done }) =>
        note !== undefined && String(done?.scheduledEventId) === String(note.eventId),
    )
      ? true
      : undefined;
  }, 'the note');
}

/** A request that wrote a note, was reset to its first task, wrote it again, and was cancelled. */
async function resetRequest(): Promise<{ id: string; stopped: string; latest: string }> {
  const handle = await scripted.start();
  // Its first task is behind it: what comes is no part of that.
  await statusOf(handle);
  const decision = { id: 'D-1', step: 'Manager', approver: 'Mary Roe', final: false };
  await handle.signal(decisionSignal, { ...decision, verdict: 'approved' });
  await noted(handle);
  const latest = await resetToFirstTask(scripted.client, handle.workflowId);
  await noted(handle);
  const now = scripted.client.workflow.getHandle(handle.workflowId);
  await now.signal(cancelSignal, { id: 'X-1', by: 'Olga Ops', reason: 'End of the test' });
  await now.result();
  const id = handle.workflowId.replace('access-request-', '');
  return { id, stopped: handle.firstExecutionRunId, latest };
}

test('a request that was reset: both runs are as recorded, the shared events compared once', async () => {
  const { id, stopped, latest } = await resetRequest();
  const ended = await run(id, '--json');
  const report = JSON.parse(ended.stdout) as ReplayReport;
  expect(report).toMatchObject({
    ...{ kind: 'request', id, missing: [], listed: true },
    runs: [
      { runId: stopped, state: 'terminated', verdict: { kind: 'same' } },
      {
        ...{ runId: latest, state: 'completed', resetFrom: stopped },
        verdict: { kind: 'same', sharedUntil: 4 },
      },
    ],
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const text = replayText(report).split('\n');
  expect(text[0]).toMatch(
    new RegExp(`^same {7}run ${stopped} \\(from .* UTC, terminated .* UTC\\): \\d+ commands$`),
  );
  expect(text[1]).toMatch(
    new RegExp(`, reset from ${stopped}\\): \\d+ commands after event 4, up to which`),
  );
  expect(text[2]).toBe('2 of 2 as recorded');
});

test('a run that is not there any more, and a list that is lacking, are said', () => {
  const run = { runId: 'b', state: 'running', startedAt: '2026-11-24T08:00:00.000Z' } as const;
  const report: ReplayReport = {
    kind: 'request',
    id: 'R-1',
    runs: [{ ...run, continues: 'a', verdict: { kind: 'refused', words: 'holds no events' } }],
    missing: [
      { runId: 'a', as: 'predecessor', by: 'b' },
      { runId: 'c', as: 'former', by: 'd' },
      { as: 'latest' },
    ],
    listed: false,
  };
  expect(replayText(report).split('\n')).toEqual([
    'refused    run b (from 2026-11-24 08:00:00 UTC, running): it holds no events',
    'missing    run a: the predecessor of run b, and it is not there any more',
    'missing    run c: stopped before the submission of run d, and it is not there any more',
    'missing    the latest run: no other names it, and it is not there any more',
    expect.stringMatching(/^Temporal could not list the runs: one that was reset/),
    '0 of 1 as recorded',
  ]);
});

test('saved histories: the one that differs is told with its event, path and values', async () => {
  const { events } = await saved();
  const timer = events.find((event) => event.timerStartedEventAttributes !== undefined);
  if (timer?.timerStartedEventAttributes === undefined) throw new Error('there is no timer');
  timer.timerStartedEventAttributes.startToFireTimeout = '86400s';
  const changed = await file('changed.json', { events });
  const { code, stdout, stderr } = await run('--file', story, changed);
  expect([code, stderr]).toEqual([1, '']);
  const [first, second, ...rest] = stdout.split('\n');
  expect(first).toMatch(/^same {7}test\/histories\/story\.json: \d+ commands$/);
  expect(second).toMatch(/^different .*changed\.json: 1 of \d+ commands$/);
  expect(rest).toEqual([
    `             event ${timer.eventId}, timer, duration`,
    '               recorded  86400000',
    expect.stringMatching(/^ {15}replayed {2}\d+$/),
    '1 of 2 as recorded',
    '',
  ]);
});

test('what the code asks for beyond what is recorded is told with the task in which it does', () => {
  const differences = [{ eventId: 17, what: 'memo', path: '', replayed: { full: true } }];
  const verdict = { kind: 'not-deterministic', eventId: 17, differences } as const;
  const text = replayText({ kind: 'files', files: [{ file: 'open.json', verdict }] });
  expect(text.split('\n')).toEqual([
    "different  open.json: today's code asks for more than is recorded, in the task that event 17 completes",
    '             event 17, memo',
    '               recorded  nothing',
    '               replayed  {"full":true}',
    '0 of 1 as recorded',
  ]);
});

/** What is told of the story with its first event changed, and how the command would end. */
async function refusal(change: (first: SavedEvent) => void): Promise<unknown> {
  const { events } = await saved();
  const [first] = events;
  if (first === undefined) throw new Error('there is no event');
  change(first);
  const error: unknown = await readHistory(await file('refused.json', { events })).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof CommandFailure)) throw new Error('it was taken');
  return [error.exitCode, error.message.replace(folder, '')];
}

test('a history whose payloads were decoded is refused, and so is one that Temporal has not written', async () => {
  const holding = (payload: unknown) => (first: SavedEvent) => {
    first.workflowExecutionStartedEventAttributes = { input: { payloads: [payload] } };
  };
  const decoded = [
    2,
    '/refused.json holds decoded payloads, and a replay needs them as Temporal keeps them; save it again without decoding',
  ];
  expect(await refusal(holding({ request: { id: '4711' } }))).toEqual(decoded);
  const metadata = { encoding: 'json/plain' };
  expect(await refusal(holding({ metadata, data: { request: { id: '4711' } } }))).toEqual(decoded);
  const nonsense = (first: SavedEvent) => {
    first.eventId = 'one';
  };
  expect(await refusal(nonsense)).toEqual([
    2,
    '/refused.json looks like an event history, and cannot be read as one; save it again',
  ]);
});

test.each([
  ['neither a request nor a file', [], 2, /^error: name either a request or, with --file/],
  ['both', ['4711', '--file', story], 2, /^error: name either a request or, with --file/],
  ['a request that does not exist', ['nobody'], 3, /^error: there is no access request nobody/],
  ['a file that is not there', ['--file', 'none.json'], 2, /none\.json cannot be read \(ENOENT\)/],
  ['a file that is no history', ['--file', 'package.json'], 2, /package\.json is no event history/],
  [
    'a file that is no JSON',
    ['--file', 'README.md'],
    2,
    /README\.md is no event history .*save one/,
  ],
])('%s: one message and an exit code of its own', async (_case, args, code, message) => {
  const ended = await run(...args);
  expect(ended.stderr).toMatch(message);
  expect(ended).toMatchObject({ code, stdout: '' });
});
