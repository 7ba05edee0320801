// The audit trail of recorded histories: every recorded fact once, nothing beside them, and what is missing said.
import type { Payload } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { History, MissingRun } from '../../client/histories.ts';
import { historyOf, only, recorded, trailOf } from '../support/audited.ts';
import { ofKind } from '../support/trail.ts';

type HistoryEvent = NonNullable<History['events']>[number];

const completed = ({ activityTaskCompletedEventAttributes: done }: HistoryEvent) => done != null;
const eventsOf = ({ events }: History) => events ?? [];

/** What a payload says. */
const jsonOf = (data: Uint8Array | null | undefined): unknown =>
  JSON.parse(Buffer.from(data ?? []).toString());
const resultOf = (event: HistoryEvent): unknown =>
  jsonOf(event.activityTaskCompletedEventAttributes?.result?.payloads?.[0]?.data);

/** The results of activities, with their types. */
function done(history: History): [type: string, result: unknown][] {
  const types = new Map(
    eventsOf(history).flatMap((event) => {
      const type = event.activityTaskScheduledEventAttributes?.activityType?.name;
      return type == null ? [] : [[Number(event.eventId), type]];
    }),
  );
  return eventsOf(history)
    .filter(completed)
    .map((event) => {
      const id = Number(event.activityTaskCompletedEventAttributes?.scheduledEventId);
      return [types.get(id) ?? '', resultOf(event)];
    });
}

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && key in value;

test.each([...recorded.keys()])('%s: every recorded fact stands in the trail, once', (name) => {
  const history = historyOf(name);
  const trail = trailOf(only(history));
  const results = done(history);
  const count = (type: string) => results.filter(([of]) => of === type).length;
  expect(ofKind(trail, 'planned')).toHaveLength(count('PlanTicket'));
  expect(ofKind(trail, 'delivery')).toHaveLength(count('ReportProgress') + count('RecordOutcome'));
  const reads = ofKind(trail, 'reading').map((one) => one.reads);
  expect(reads.reduce((sum, one) => sum + one, 0)).toBe(
    results.filter(([, result]) => has(result, 'status')).length,
  );
  expect(ofKind(trail, 'note')).toHaveLength(
    results.filter(([, result]) => has(result, 'parts')).length,
  );
  const signals = eventsOf(history).flatMap(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? [],
  );
  const said = ['message', 'cancellation', 'not-understood'] as const;
  expect(said.flatMap((kind) => ofKind(trail, kind))).toHaveLength(
    signals.filter((signal) => signal !== 'hint').length,
  );
  const failed = eventsOf(history).filter(
    (event) => event.activityTaskFailedEventAttributes != null,
  );
  expect(ofKind(trail, 'failed')).toHaveLength(failed.length);
  const end = eventsOf(history).at(-1)?.workflowExecutionCompletedEventAttributes;
  expect(trail.outcome).toEqual(jsonOf(end?.result?.payloads?.[0]?.data));
  expect(ofKind(trail, 'outcome').map(({ outcome }) => outcome)).toEqual([trail.outcome]);
});

test.each([...recorded.keys()])("%s: today's lifecycle does what the run did", (name) => {
  const history = historyOf(name);
  const known = ofKind(trailOf(only(history)), 'missing').map(({ what }) => what);
  expect(known).not.toContain('judgement');
  expect(known).not.toContain('event');
});

test('a request that asked for a person, and was retried by name', () => {
  const trail = trailOf(only(historyOf('category-enabled-later')));
  const kinds = trail.entries.map(({ kind }) => kind);
  expect(kinds.slice(0, 6)).toEqual([
    'submitted',
    'failed',
    'attention',
    'retry',
    'attention-cleared',
    'planned',
  ]);
  expect(ofKind(trail, 'failed')).toMatchObject([
    { activity: 'PlanTicket', failure: { type: 'CategoryNotEnabled' }, needsPerson: true },
  ]);
  expect(ofKind(trail, 'retry')).toMatchObject([
    { who: { name: 'Olga Operator', from: 'message' }, reason: 'Enabled now' },
  ]);
});

test('attempts before the one that succeeded, and why the last of them failed', () => {
  const [retried] = ofKind(trailOf(only(historyOf('unavailable'))), 'retried');
  expect(retried).toMatchObject({
    activity: 'CreateTicket',
    attempts: 4,
    before: { type: 'Unavailable' },
  });
});

test('a run that goes on from one that is gone tells what that handed over, and that it is gone', () => {
  const history = historyOf('continued');
  const [run] = only(history).runs;
  const missing = [
    { runId: run?.continues ?? '', as: 'predecessor' as const, by: run?.runId ?? '' },
  ];
  const trail = trailOf(only(history, { missing }));
  expect(trail.complete).toBe(false);
  expect(ofKind(trail, 'missing')).toMatchObject([{ what: 'run', run: run?.continues }]);
  expect(ofKind(trail, 'carried')).toMatchObject([
    { runsBefore: 1, notesWritten: 1, messagesTaken: ['decision 1'] },
  ]);
  expect(trail.request?.requester.name).toBe('Ben Beispiel');
  expect(ofKind(trail, 'submitted')).toEqual([]);
});

test.each(['reset', 'successor', 'replacement', 'former', 'first', 'latest', 'listed'] as const)(
  'a run that is missing as %s is said',
  (as) => {
    const history = historyOf('story');
    const by = only(history).runs[0]?.runId ?? '';
    const trail = trailOf(only(history, { missing: [{ runId: 'gone', as, by }] }));
    expect(trail.complete).toBe(false);
    expect(ofKind(trail, 'missing')).toMatchObject([{ what: 'run', run: 'gone' }]);
  },
);

/** What is told of the ticket where the run of the story was reset from one with such a history. */
function ticketsAfter(base: History | undefined): [how: string, isSent: boolean][] {
  const history = historyOf('story');
  // Nothing of it is that of the other one.
  for (const event of eventsOf(history)) event.taskId = null;
  const all = only(history);
  const run = {
    ...all.runs[0],
    runId: 'base',
    startedAt: '2026-11-24T07:00:00.000Z',
    state: 'terminated' as const,
  };
  const runs = all.runs.map((one) => ({ ...one, resetFrom: 'base' }));
  const before = base === undefined ? [] : [{ ...run, history: base }];
  const tickets = ofKind(trailOf({ ...all, runs: [...before, ...runs] }), 'ticket');
  return tickets.map(({ how, sent }) => [how, sent !== undefined]);
}

test('what created a ticket is told where no run before a reset may have created it otherwise', () => {
  const isCreation = (event: HistoryEvent) => completed(event) && has(resultOf(event), 'adopted');
  const unfinished = () => ({
    events: eventsOf(historyOf('story')).filter((event) => !isCreation(event)),
  });
  expect(ticketsAfter(historyOf('story'))).toEqual([
    ['created', true],
    ['found', false],
  ]);
  expect(ticketsAfter(unfinished())).toEqual([['created', true]]);
  const other = unfinished();
  for (const { activityTaskScheduledEventAttributes: scheduled } of other.events) {
    const payload = scheduled?.input?.payloads?.[0];
    if (scheduled?.activityType?.name !== 'CreateTicket' || payload?.data == null) continue;
    const text = Buffer.from(payload.data).toString();
    payload.data = Buffer.from(text.replace('"column":"work_notes"', '"column":"comments"'));
  }
  expect(ticketsAfter(other)).toEqual([['created', false]]);
  expect(ticketsAfter(undefined)).toEqual([['created', false]]);
});

test('the outcome is that of the latest run: none where that is gone, though one before it had one', () => {
  const history = historyOf('story');
  const by = only(history).runs[0]?.runId ?? '';
  const outcomeWithout = (...missing: MissingRun[]) => trailOf(only(history, { missing })).outcome;
  expect(outcomeWithout({ as: 'latest' })).toBeUndefined();
  expect(outcomeWithout({ runId: 'gone', as: 'replacement', by })).toBeUndefined();
  expect(outcomeWithout({ runId: 'gone', as: 'former', by })).toBeDefined();
  expect(ofKind(trailOf(only(history, { missing: [{ as: 'latest' }] })), 'missing')).toMatchObject([
    { what: 'run', words: 'The latest run is gone: where the request stands is not known.' },
  ]);
});

test('runs that cannot be listed are said, and a run before a submission that nothing is left of', () => {
  const unlisted = trailOf(only(historyOf('story'), { listed: false }));
  expect(ofKind(unlisted, 'missing')).toMatchObject([{ what: 'list' }]);
  const again = trailOf(only(historyOf('submitted-again')));
  expect(ofKind(again, 'missing')).toMatchObject([{ what: 'run' }]);
});

/** Changes what an activity gave back. */
function change(history: History, of: (result: unknown) => boolean, to: (text: string) => string) {
  const event = eventsOf(history).find((one) => completed(one) && of(resultOf(one)));
  const payload = event?.activityTaskCompletedEventAttributes?.result?.payloads?.[0];
  if (payload?.data == null) throw new Error('no such result');
  payload.data = Buffer.from(to(Buffer.from(payload.data).toString()));
  return history;
}

test('an end that this release cannot read is said, and the rest is told', () => {
  const history = change(
    historyOf('story'),
    (one) => has(one, 'adopted'),
    () => '{"odd":true}',
  );
  const trail = trailOf(only(history));
  expect(ofKind(trail, 'missing').map(({ what }) => what)).toEqual(
    expect.arrayContaining(['event', 'judgement']),
  );
  expect(ofKind(trail, 'ticket')).toEqual([]);
  expect(ofKind(trail, 'delivery')).toHaveLength(6);
});

test('where a run did otherwise than this release would, what it made of messages is not told', () => {
  const events = eventsOf(historyOf('identity-manager-master'));
  const first = events.find((event) => event.workflowExecutionSignaledEventAttributes != null);
  // A release that notes what nobody has said.
  const trail = trailOf(only({ events: events.filter((event) => event !== first) }));
  expect(ofKind(trail, 'missing')).toMatchObject([{ what: 'judgement' }]);
  expect(ofKind(trail, 'message').map(({ became }) => became)).toContain('unknown');
  expect(ofKind(trail, 'note')).toHaveLength(4);
  expect(ofKind(trail, 'ending')).toHaveLength(1);
});

test('an older row of another worker is told as such: nothing followed from it', () => {
  const history = change(
    historyOf('story'),
    (one) => JSON.stringify(one).includes('"phase":"on-hold"'),
    (text) => text.replace(/"modCount":\d+/, '"modCount":0'),
  );
  const readings = ofKind(trailOf(only(history)), 'reading');
  expect(readings.map(({ phase, passedOver }) => [phase, passedOver])).toContainEqual([
    'on-hold',
    true,
  ]);
  expect(readings.filter(({ passedOver }) => passedOver)).toHaveLength(1);
});

test('who had a ticket cancelled is told by the run, not by an id that anybody may send', () => {
  const history = historyOf('cancelled');
  const { cause } = trailOf(only(historyOf('cancelled'))).outcome ?? {};
  const id = cause?.kind === 'cancellation' ? cause.id : '';
  for (const payload of payloadsOf(history)) {
    const text = Buffer.from(payload.data ?? []).toString();
    payload.data = Buffer.from(text.replaceAll(`"id":"${id}"`, '"id":"temporal"'));
  }
  const [ending] = ofKind(trailOf(only(history)), 'ending');
  expect(ending).toMatchObject({ id: 'temporal', who: { from: 'message' } });
});

const isPayload = (value: object): value is Payload => 'metadata' in value && 'data' in value;

/** The payloads of a history: inputs, results, signals, summaries. */
function payloadsOf(value: unknown): Payload[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  if (isPayload(value)) return [value];
  return Object.values(value).flatMap(payloadsOf);
}

test.each(['null', '7', '{"odd":true}', '{"request":{}}', '{"kind":"read"}', '[]', '{'])(
  'a history with %s in the place of any payload has a trail that keeps to its schema',
  (odd) => {
    const count = payloadsOf(historyOf('identity-manager-master')).length;
    expect(count).toBeGreaterThan(20);
    for (let at = 0; at < count; at += 1) {
      const history = historyOf('identity-manager-master');
      const payload = payloadsOf(history)[at];
      if (payload !== undefined) payload.data = Buffer.from(odd);
      expect(trailOf(only(history)).entries.length).toBeGreaterThan(10);
    }
  },
);

test('a request that was started raw, and is none that a client would send, is said to be none', () => {
  const history = historyOf('story');
  const started = eventsOf(history)[0]?.workflowExecutionStartedEventAttributes;
  const [payload] = started?.input?.payloads ?? [];
  if (payload?.data == null) throw new Error('no input');
  const text = Buffer.from(payload.data).toString();
  payload.data = Buffer.from(text.replace('"action"', '"color":"red","action"'));
  const trail = trailOf(only(history));
  expect(ofKind(trail, 'missing')).toMatchObject([{ what: 'event' }]);
  expect(ofKind(trail, 'outcome')).toHaveLength(1);
});
