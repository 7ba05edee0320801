// Replays of runs that still go on: code that asks for more than a completed task did is caught, wherever the run stands.
import { fileURLToPath } from 'node:url';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { beforeAll, expect, test } from 'vitest';
import { bundleForReplay, replayBundle } from '../../worker/bundle.ts';
import { replayHistories, type Verdict } from '../../worker/replay/verdicts.ts';
import { recordedHistories } from '../support/histories.ts';
import { quiet } from '../support/quiet.ts';

quiet();

type HistoryEvent = NonNullable<History['events']>[number];
type Code = Awaited<ReturnType<typeof replayBundle>>;

let recorded: Map<string, HistoryEvent[]>;
let today: Code;
let askingMore: Code;

beforeAll(async () => {
  const all = await recordedHistories();
  recorded = new Map(
    all.map(({ name, history }) => [name, historyFromJSON(history).events ?? []] as const),
  );
  today = await replayBundle();
  const twin = fileURLToPath(new URL('../workflows/twins/asking-more.ts', import.meta.url));
  askingMore = await bundleForReplay({ interceptors: [twin] });
});

function eventsOf(name: string): HistoryEvent[] {
  const found = recorded.get(name);
  if (found === undefined) throw new Error(`there is no history ${name}`);
  return found;
}

/** The history with what the twin is to ask for in the memo of its first event. */
function asking(more: string, [first, ...rest]: readonly HistoryEvent[]): History {
  const started = first?.workflowExecutionStartedEventAttributes;
  const memo = { fields: { more: defaultPayloadConverter.toPayload(more) } };
  return {
    events: [{ ...first, workflowExecutionStartedEventAttributes: { ...started, memo } }, ...rest],
  };
}

/** Temporal writes it together with the completion of the task that asked for it. */
const isOfCompletion = (event: HistoryEvent): boolean =>
  event.workflowExecutionUpdateAcceptedEventAttributes != null ||
  event.workflowExecutionUpdateCompletedEventAttributes != null ||
  Object.values(event).some(
    (value: unknown) =>
      typeof value === 'object' && value !== null && 'workflowTaskCompletedEventId' in value,
  );

/** The history as it has been each time that Temporal had written to it. */
const prefixes = (events: readonly HistoryEvent[]): HistoryEvent[][] =>
  events
    .map((_, index) => events.slice(0, index + 1))
    .filter(({ length }) => {
      const next = events[length];
      return next === undefined || !isOfCompletion(next);
    });

const signalled = 'WORKFLOW_EXECUTION_SIGNALED';
const scheduled = 'WORKFLOW_TASK_SCHEDULED';
const started = 'WORKFLOW_TASK_STARTED';
const completed = 'WORKFLOW_TASK_COMPLETED';

/** The events, and others after them, each by the name of its type. */
function after(events: readonly HistoryEvent[], ...types: string[]): HistoryEvent[] {
  const added = types.map((type, index) => {
    const id = events.length + index + 1;
    const attributes = type.toLowerCase().replace(/_./g, ([, letter = '']) => letter.toUpperCase());
    return {
      eventId: String(id),
      eventType: `EVENT_TYPE_${type}`,
      eventTime: '2027-01-01T00:00:00Z',
      [`${attributes}EventAttributes`]: attributesOf(type, id),
    };
  });
  return [...events, ...(historyFromJSON({ events: added }).events ?? [])];
}

/** A task is scheduled, started and completed without other events between. */
function attributesOf(type: string, id: number): object {
  switch (type) {
    case signalled:
      return { signalName: 'more' };
    case started:
      return { scheduledEventId: String(id - 1) };
    case completed:
    case 'WORKFLOW_TASK_FAILED':
    case 'WORKFLOW_TASK_TIMED_OUT':
      return { scheduledEventId: String(id - 2), startedEventId: String(id - 1) };
    default:
      return {};
  }
}

const isCompletion = (event: HistoryEvent): boolean =>
  event.workflowTaskCompletedEventAttributes != null;

const kinds = (verdicts: readonly Verdict[]): string[] => verdicts.map(({ kind }) => kind);

const firstTimer = (events: readonly HistoryEvent[]): number =>
  events.findIndex((event) => event.timerStartedEventAttributes != null) + 1;

test.each(['story', 'accepted', 'cancelled', 'hint', 'category-enabled-later'])(
  "%s: today's code does what is recorded, wherever the run stands",
  async (name) => {
    const all = prefixes(eventsOf(name));
    const found = await replayHistories(
      all.map((events) => ({ events })),
      today,
    );
    expect(kinds(found)).toEqual(all.map(() => 'same'));
  },
);

test.each([
  ['story', 'memo'],
  ['accepted', 'memo'],
  ['hint', 'memo'],
  ['accepted', 'search attributes'],
  ['accepted', 'timer'],
  ['accepted', 'activity More'],
  ['accepted', 'child workflow'],
  ['accepted', 'signal to another workflow'],
  ['accepted', 'result of the workflow'],
  ['accepted', 'continue-as-new'],
  ['accepted', 'failure of the workflow'],
])('%s: code that asks for more (%s) is caught from that task on', async (name, more) => {
  const events = eventsOf(name);
  const all = prefixes(events);
  const found = await replayHistories(
    all.map((prefix) => asking(more, prefix)),
    askingMore,
  );
  expect(kinds(found)).toEqual(
    all.map(({ length }) => (length < firstTimer(events) ? 'same' : 'not-deterministic')),
  );
  expect(found[all.findIndex(({ length }) => length === firstTimer(events))]).toEqual({
    kind: 'not-deterministic',
    eventId: events.slice(0, firstTimer(events)).findLastIndex(isCompletion) + 1,
    differences: [
      expect.objectContaining({ what: more, path: '', replayed: expect.anything() as unknown }),
    ],
  });
});

test('what new code asks for behind `patched` is asked for in no task that is completed', async () => {
  const all = prefixes(eventsOf('accepted'));
  const found = await replayHistories(
    all.map((prefix) => asking('patched', prefix)),
    askingMore,
  );
  expect(kinds(found)).toEqual(all.map(() => 'same'));
});

test('what the code takes back before Temporal hears of it is not missing in the history', async () => {
  const events = eventsOf('accepted');
  const all = [firstTimer(events), firstTimer(events) + 3].map((length) => events.slice(0, length));
  const found = await replayHistories(
    all.map((prefix) => asking('withdrawn', prefix)),
    askingMore,
  );
  expect(kinds(found)).toEqual(['same', 'same']);
});

test.each([['cancellation of a timer'], ['cancellation of an activity']])(
  'the %s is caught once the task is completed, and no sooner',
  async (more) => {
    const events = eventsOf('accepted').slice(0, firstTimer(eventsOf('accepted')));
    const open = after(events, signalled, scheduled, started);
    const histories = [
      after(open, completed),
      after(open, completed, signalled),
      events,
      open,
      after(open, 'WORKFLOW_TASK_TIMED_OUT'),
      after(open, 'WORKFLOW_TASK_FAILED'),
      after(open, 'WORKFLOW_TASK_FAILED', scheduled, started),
      after(open, 'WORKFLOW_TASK_TIMED_OUT', 'WORKFLOW_EXECUTION_TERMINATED'),
      after(open, 'WORKFLOW_EXECUTION_TERMINATED'),
      after(events, signalled, scheduled, 'WORKFLOW_EXECUTION_TIMED_OUT'),
    ];
    const found = await replayHistories(
      histories.map((history) => asking(more, history)),
      askingMore,
    );
    const [first, second, ...others] = found;
    expect(first).toMatchObject({
      kind: 'not-deterministic',
      eventId: events.length + 4,
      differences: [{ eventId: events.length + 4, what: more }],
    });
    expect(second).toEqual(first);
    expect(kinds(others)).toEqual(others.map(() => 'same'));
  },
);
