// Shows that messages are taken in the order of arrival, whenever they come and whatever they are called.
import { afterAll, expect, inject, test } from 'vitest';
import { replayBundle, workflowBundle } from '../../worker/bundle.ts';
import { replayHistories } from '../../worker/replay/verdicts.ts';
import {
  cancelSignal,
  changeSignal,
  decisionSignal,
  hintSignal,
} from '../../workflows/definitions.ts';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import { type Apart, startApart } from '../support/apart.ts';
import { requestIdOf, testClient } from '../support/client.ts';
import { resetToFirstTask } from '../support/resetting.ts';
import { judgedBy } from '../support/samples.ts';
import { eventually, type Handle, statusOf } from '../support/scripted.ts';

const open: Apart[] = [];

afterAll(() => Promise.all(open.map((one) => one.close())));

/** A worker that runs when it is told to, and the names of the notes that were written, in order. */
async function apart(): Promise<Apart & { notes: string[] }> {
  const notes: string[] = [];
  const started = await startApart(inject('temporalAddress'), await workflowBundle(), () => ({
    UpdateServiceNowStatus: ({ write }) => {
      if (write.kind === 'note') notes.push(nameOf(write.note.message));
      return Promise.resolve({ kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy });
    },
  }));
  open.push(started);
  return { ...started, notes };
}

const step = { step: 'Manager', approver: 'Mary Roe', verdict: 'approved', final: false } as const;
const decide = (handle: Handle, id: string) => handle.signal(decisionSignal, { id, ...step });
const change = (handle: Handle, id: string) => handle.signal(changeSignal, { id, comment: 'So' });

/** Two kinds of messages in turns: by kind they would be noted in another order. */
async function sayInTurns(handle: Handle, names: readonly string[]): Promise<string[]> {
  for (const [index, name] of names.entries()) {
    await (index % 2 === 0 ? decide(handle, name) : change(handle, name));
  }
  return names.map((name, index) => `${index % 2 === 0 ? 'decision' : 'change'} ${name}`);
}

const untilNoted = (handle: Handle, count: number) =>
  eventually(async () => {
    const { notes } = await statusOf(handle);
    return notes.written === count || undefined;
  }, `${count} notes`);

test('before the first workflow task: in the order of arrival', async () => {
  const { start, decide: work, notes } = await apart();
  const handle = await start();
  const expected = await sayInTurns(handle, ['FIRST', 'SECOND', 'THIRD']);
  const stop = await work();
  await untilNoted(handle, 3);
  expect(notes).toEqual(expected);
  await stop();
  await handle.terminate('shown');
});

test('a cancellation that came after a decision ends the request after it', async () => {
  const { start, decide: work } = await apart();
  const handle = await start();
  await decide(handle, 'FIRST');
  await handle.signal(cancelSignal, { id: 'c1', by: 'Ada', reason: 'Not needed' });
  const stop = await work();
  await handle.result();
  const trail = await (await testClient()).audit(requestIdOf(handle.workflowId));
  const kinds = trail.entries.map(({ kind }) => kind);
  expect(kinds.indexOf('message')).toBeLessThan(kinds.indexOf('cancellation'));
  expect((await statusOf(handle)).rejected).toMatchObject([{ message: 'decision FIRST' }]);
  await stop();
});

test('in a run that goes on, and in one after a reset: in the order of arrival', async () => {
  const { client, start, decide: work, notes } = await apart();
  const handle = await start();
  let stop = await work();
  await untilNoted(handle, 0);
  await stop();
  // The run has more events than it may have: it goes on, and what came is taken by the next one.
  for (let sent = 0; sent < 400; sent += 1) await handle.signal(hintSignal);
  const expected = await sayInTurns(handle, ['1', '2', '3', '4']);
  stop = await work();
  const latest = client.workflow.getHandle(handle.workflowId) as Handle;
  await untilNoted(latest, 4);
  expect(notes).toEqual(expected);
  expect((await statusOf(latest)).continued).toBeGreaterThan(0);
  await stop();
  const more = await sayInTurns(latest, ['5', '6', '7']);
  await resetToFirstTask(client, handle.workflowId);
  notes.length = 0;
  stop = await work();
  await untilNoted(latest, 7);
  expect(notes.filter((name) => more.includes(name))).toEqual(more);
  await stop();
  await latest.terminate('shown');
});

test.each(['__temporal_x', '__stack_trace', 'no-such-signal'])(
  'a signal %s holds nothing up, before and after the first task, and in a replay; it is on record',
  async (name) => {
    const { start, decide: work } = await apart();
    const handle = await start();
    await handle.signal(name, { any: 'thing' });
    await decide(handle, 'FIRST');
    const stop = await work();
    await untilNoted(handle, 1);
    await handle.signal(name);
    await decide(handle, 'SECOND');
    await untilNoted(handle, 2);
    const { rejected } = await statusOf(handle);
    expect(rejected).toHaveLength(2);
    expect(rejected.every(({ message }) => message.endsWith(name))).toBe(true);
    await stop();
    await handle.terminate('shown');
    const [verdict] = await replayHistories([await handle.fetchHistory()], await replayBundle());
    expect(verdict).toMatchObject({ kind: 'same' });
  },
);

test('1,900 decisions and 6,000 hints to a stopped worker: the request comes through, and holds up no other', async () => {
  const { start, decide: work } = await apart();
  const [flooded, other] = [await start(), await start()];
  const signals = [
    ...Array.from({ length: 1_900 }, (_, index) => () => decide(flooded, `d-${index}`)),
    ...Array.from({ length: 6_000 }, () => () => flooded.signal(hintSignal)),
  ];
  await inParallel(signals, 50);
  const stop = await work();
  await decide(other, 'FIRST');
  await untilNoted(other, 1);
  // More may not wait at once; what was not taken is told, and everything else is noted.
  const status = await eventually(
    async () => {
      // A query may wait for longer than Temporal lets it, while the flood is taken in.
      const now = await statusOf(flooded).catch(() => undefined);
      if (now === undefined) return undefined;
      return now.notes.waiting === 0 && now.notes.written > 0 ? now : undefined;
    },
    'the flood',
    240_000,
  );
  expect(status.notes.written).toBeGreaterThanOrEqual(200);
  expect(status.attention).toMatchObject([{ code: 'MessageNotTaken' }]);
  await stop();
  await Promise.all([flooded, other].map((one) => one.terminate('shown')));
}, 600_000);

/** Runs so many at a time. */
async function inParallel(work: (() => Promise<unknown>)[], width: number): Promise<void> {
  const queue = work.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const one of queue) await one();
    }),
  );
}
