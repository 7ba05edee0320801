// Replays that compare content too: what is unchanged passes, and each kind of change is caught where it is.
import { fileURLToPath } from 'node:url';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { beforeAll, expect, test } from 'vitest';
import { bundleForReplay, replayBundle, type WorkflowCode } from '../../worker/bundle.ts';
import { replayHistories, type Difference, type Verdict } from '../../worker/replay/verdicts.ts';
import { recordedHistories } from '../support/histories.ts';
import { quiet } from '../support/quiet.ts';

quiet();

const twin = (name: string): string =>
  fileURLToPath(new URL(`../workflows/twins/${name}.ts`, import.meta.url));

let recorded: Map<string, History>;
let today: Awaited<ReturnType<typeof replayBundle>>;

beforeAll(async () => {
  const all = await recordedHistories();
  recorded = new Map(all.map(({ name, history }) => [name, historyFromJSON(history)]));
  today = await replayBundle();
});

/** What a replay of one recorded history through changed code shows. */
async function replayed(name: string, code: WorkflowCode): Promise<Verdict | undefined> {
  const [verdict] = await replayHistories([history(name)], await bundleForReplay(code));
  return verdict;
}

function history(name: string): History {
  const found = recorded.get(name);
  if (found === undefined) throw new Error(`there is no history ${name}`);
  return found;
}

const eventsOf = (name: string) => history(name).events ?? [];

/** The ids of the events that record an activity of this type. */
const scheduled = (name: string, type: string): number[] =>
  eventsOf(name)
    .filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type)
    .map(({ eventId }) => Number(eventId));

const commands = (name: string): number =>
  eventsOf(name).filter(
    (event) =>
      event.activityTaskScheduledEventAttributes != null ||
      event.timerStartedEventAttributes != null ||
      event.upsertWorkflowSearchAttributesEventAttributes != null ||
      event.workflowPropertiesModifiedEventAttributes != null ||
      event.workflowExecutionContinuedAsNewEventAttributes != null ||
      event.workflowExecutionCompletedEventAttributes != null,
  ).length;

test("today's code does what every recorded history records, in order and in content", async () => {
  const found = await replayHistories([...recorded.values()], today);
  const expected = [...recorded.keys()].map((name) => [
    name,
    { kind: 'same', compared: commands(name) },
  ]);
  expect([...recorded.keys()].map((name, index) => [name, found[index]])).toEqual(expected);
});

test('a changed argument, a changed time-out and a changed timer are caught, each where it is', async () => {
  const story = await replayed('story', { interceptors: [twin('changed')] });
  if (story?.kind !== 'different') throw new Error('no difference was found');
  const of = (what: string): Difference[] => story.differences.filter((one) => one.what === what);
  expect(of('activity CreateTicket')).toEqual(
    scheduled('story', 'CreateTicket').map((eventId) => ({
      eventId,
      what: 'activity CreateTicket',
      path: 'input[0].serviceCategory',
      recorded: 'sap-roles',
      replayed: 'other',
    })),
  );
  expect(of('activity ReportProgress')).toMatchObject(
    scheduled('story', 'ReportProgress').map((eventId) => ({
      eventId,
      path: 'startToCloseTimeout',
      replayed: 1_234,
    })),
  );
  const timers = of('timer');
  expect(timers).toHaveLength(
    eventsOf('story').filter((event) => event.timerStartedEventAttributes != null).length,
  );
  for (const { path, recorded: before, replayed } of timers) {
    expect([path, replayed]).toEqual(['duration', Number(before) + 7]);
  }
  const changed = [of('activity CreateTicket'), of('activity ReportProgress'), timers].flat();
  expect(story.differences).toHaveLength(changed.length);
});

test('a changed order of commands is caught, and named by the event', async () => {
  expect(await replayed('story', { interceptors: [twin('moved')] })).toEqual({
    kind: 'not-deterministic',
    eventId: scheduled('story', 'ReportProgress')[0],
    what: 'activity ReportProgress',
    words: expect.stringMatching(/^Timer machine does not handle this event: /) as unknown,
    differences: [],
  });
});

test('another result is caught', async () => {
  const events = eventsOf('accepted');
  const result = { payloads: [defaultPayloadConverter.toPayload({ kind: 'denied' })] };
  const changed = {
    events: [
      ...events.slice(0, -1),
      { ...events.at(-1), workflowExecutionCompletedEventAttributes: { result } },
    ],
  };
  expect(await replayHistories([changed], today)).toMatchObject([
    {
      kind: 'different',
      differences: [
        {
          eventId: events.length,
          what: 'result of the workflow',
          recorded: 'denied',
          replayed: 'fulfilled',
        },
      ],
    },
  ]);
});

test('code that throws is told from code that does something else', async () => {
  const [first, ...rest] = eventsOf('story');
  const started = first?.workflowExecutionStartedEventAttributes;
  const unreadable = { payloads: [{ data: Buffer.from('{') }] };
  const broken = {
    events: [
      { ...first, workflowExecutionStartedEventAttributes: { ...started, input: unreadable } },
      ...rest,
    ],
  };
  expect(await replayHistories([broken], today)).toEqual([
    { kind: 'failed', words: 'The input cannot be read by this worker.' },
  ]);
});

test('what is no whole history of an access request is refused, and the others are replayed all the same', async () => {
  const events = eventsOf('accepted');
  const [first, ...rest] = events;
  const started = first?.workflowExecutionStartedEventAttributes;
  const begun = (change: object) => ({
    events: [
      { ...first, workflowExecutionStartedEventAttributes: { ...started, ...change } },
      ...rest,
    ],
  });
  const found = await replayHistories(
    [
      { events: [] },
      { events: events.slice(4) },
      { events: [...events.slice(0, 5), ...events.slice(7)] },
      begun({ workflowType: { name: 'hello' } }),
      begun({ workflowId: '' }),
      { events },
    ],
    today,
  );
  expect(found.map((one) => (one.kind === 'refused' ? one.words : one.kind))).toEqual([
    'holds no events',
    'begins with event 5: its first part was cut off, and a run is replayed from its start or not at all',
    'lacks what stood between its events 5 and 8',
    'is that of a workflow hello; only those of access requests (accessRequest) are replayed',
    'does not name its workflow id',
    'same',
  ]);
});
