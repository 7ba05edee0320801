// Notes against the simulator: each stands in the journal exactly once, whatever becomes of an attempt.
import { expect, test } from 'vitest';
import { noteKey } from '../../activities/servicenow/marker.ts';
import type { Fault } from '../../simulators/servicenow/api-faults.ts';
import { decisionNote, failureOf, noteInput, readInput } from '../support/activities.ts';
import {
  input,
  again,
  sysId,
  key,
  marker,
  written,
  rewritten,
  unproven,
  nothingSent,
  withTicket,
  notesIn,
} from '../support/notes.ts';

const passed = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const on = { operation: 'update' } as const;

test('the first attempt writes at once, its marker first, and asks for nothing', async () => {
  const { simulator, update } = await withTicket();
  expect(await update(input)).toEqual(written);
  expect(notesIn(simulator).map(({ element, text }) => [element, text])).toEqual([
    [
      'work_notes',
      `${marker}\nApproved by Olivia Owner\nStep: Manager approval\nTime: 2026-11-24T08:00:00.000Z`,
    ],
  ]);
  expect(simulator.calls()).toMatchObject({ reads: 0, updates: 1 });
});

test('notes of other requests and messages are other notes', () => {
  const keys = [
    key,
    noteKey('R-2', { kind: 'decision', id: 'D-1' }),
    noteKey('R-1', { kind: 'decision', id: 'D-2' }),
    noteKey('R-1', { kind: 'change', id: 'D-1' }),
  ];
  expect(new Set(keys).size).toBe(4);
});

test.each<[Fault, string]>([
  [{ kind: 'lose-reply', on, count: 1 }, 'NoAnswer'],
  [{ kind: 'cut-off', on, count: 1 }, 'Unreadable'],
])('after %j the next attempt finds the note', async (fault, type) => {
  const { simulator, update } = await withTicket();
  simulator.faults.add(fault);
  expect(await failureOf(update(input))).toMatchObject({ type, nonRetryable: false });
  expect(await update(input, 2)).toEqual(written);
  expect(notesIn(simulator)).toHaveLength(1);
});

test.each<[Fault, string]>([
  [{ kind: 'unavailable', on, count: 1 }, 'Unavailable'],
  [{ kind: 'accepted', on, count: 1 }, 'Unavailable'],
  [{ kind: 'hibernate', on, count: 1 }, 'Unreadable'],
  [{ kind: 'quota', on, count: 1 }, 'Unavailable'],
])('after %j the next attempt does not write, and the next activity does', async (fault, type) => {
  const { simulator, update } = await withTicket();
  simulator.faults.add(fault);
  expect(await failureOf(update(input))).toMatchObject({ type, nonRetryable: false });
  expect(await update(input, 2)).toEqual(unproven);
  expect(await update(input, 3)).toEqual(unproven);
  expect(notesIn(simulator)).toHaveLength(0);
  expect(await update(again)).toEqual(rewritten);
  expect(notesIn(simulator)).toHaveLength(1);
});

test('an activity that looks first and finds the note does not write', async () => {
  const { simulator, update } = await withTicket();
  await update(input);
  expect(await update(again)).toEqual(written);
  expect(simulator.calls().updates).toBe(1);
});

const quota = 400;
const margin = 50;

test.each([0, 50, 150, 250, 350])(
  'a write that commits %i ms late gives one note, quota and margin waited for',
  async (delayMs) => {
    const { simulator, update } = await withTicket({ simulator: { quota } });
    simulator.faults.add({ kind: 'commit-late', delayMs, on, count: 1 });
    expect((await failureOf(update(input))).type).toBe('NoAnswer');
    const second = await update(input, 2);
    if (second.kind === 'unproven') {
      await passed(quota + margin);
      expect(await update(again)).toEqual(written);
    } else expect(second).toEqual(written);
    expect(notesIn(simulator)).toHaveLength(1);
  },
);

test('a write that the quota ended is written again, once', async () => {
  const { simulator, update } = await withTicket({ simulator: { quota } });
  simulator.faults.add({ kind: 'commit-late', delayMs: quota + 100, on, count: 1 });
  await failureOf(update(input));
  expect(await update(input, 2)).toEqual(unproven);
  await passed(quota + margin);
  expect(await update(again)).toEqual(rewritten);
  await passed(2 * margin);
  expect(notesIn(simulator)).toHaveLength(1);
});

test('a write that commits beyond the quota that we know is found to stand twice', async () => {
  const { simulator, update, read } = await withTicket();
  simulator.faults.add({ kind: 'commit-late', delayMs: 2 * quota, on, count: 1 });
  await failureOf(update(input));
  expect(await update(input, 2)).toEqual(unproven);
  expect(await update(again)).toEqual(rewritten);
  const watched = [
    { kind: 'decision', id: 'D-1' },
    { kind: 'decision', id: 'D-2' },
  ] as const;
  const poll = readInput('R-1', { fresh: true, watched: [...watched] });
  const first = await read(poll);
  expect(first).not.toHaveProperty('duplicates');
  const modCount = first.kind === 'read' ? first.status.evidence.modCount : 0;
  await expect.poll(() => notesIn(simulator).length).toBe(2);
  const later = { ...poll, knownModCount: modCount };
  expect(await read(later)).toMatchObject({ duplicates: [watched[0]] });
  expect(await update(again)).toEqual({ ...written, copies: 2 });
});

test('a watched note is looked for only when the ticket changed', async () => {
  const { simulator, update, read } = await withTicket();
  await update(input);
  const poll = readInput('R-1', { fresh: true, watched: [{ kind: 'decision', id: 'D-1' }] });
  expect(await read({ ...poll, knownModCount: 1 })).not.toHaveProperty('duplicates');
  expect(simulator.calls().byTable['sys_journal_field']).toBeUndefined();
});

test.each<[Fault, string]>([
  [{ kind: 'rate-limit', on, count: 1 }, 'RateLimited'],
  [{ kind: 'unauthorized', on, count: 1 }, 'CredentialsRefused'],
])(
  'after %j, which commits nothing, the next activity writes without a look',
  async (fault, type) => {
    const { simulator, update } = await withTicket();
    simulator.faults.add(fault);
    const details = [{ unsent: true, again: type === 'RateLimited' }];
    expect(await failureOf(update(input))).toMatchObject({ type, details });
    simulator.resetCalls();
    expect(await update(input)).toEqual(written);
    expect(notesIn(simulator)).toHaveLength(1);
    expect(simulator.calls().reads).toBe(0);
  },
);

test('after it a later attempt of the same activity only looks, and says nothing of what was sent', async () => {
  const { simulator, update } = await withTicket();
  simulator.faults.add({ kind: 'rate-limit', on, count: 1 });
  await failureOf(update(input, 1));
  simulator.faults.add({ kind: 'rate-limit', on: { operation: 'read' }, count: 1 });
  const second = await failureOf(update(input, 2));
  expect(second).toMatchObject({ type: 'RateLimited' });
  expect(second.details ?? []).toEqual([]);
  expect(await update(input, 3)).toEqual(unproven);
  expect(notesIn(simulator)).toHaveLength(0);
});

test('what fails before anything could be sent says so, whatever it is', async () => {
  const { simulator, update } = await withTicket({
    category: { notes: { change: '{{ request.id }}' } },
  });
  const change = { message: { kind: 'change', change: { id: 'K-1' } } } as const;
  const note = { ...change, receivedAt: '2026-11-24T08:00:00.000Z' };
  const from = (of: typeof input) => failureOf(update(of));
  expect(await from(noteInput('R-1', { note }))).toMatchObject({
    type: 'TemplateFailed',
    nonRetryable: true,
    details: nothingSent,
  });
  const elsewhere = { ...input, instance: 'gone' };
  expect(await from(elsewhere)).toMatchObject({ type: 'InstanceMissing', details: nothingSent });
  const foreign = { ...input, environment: 'production' };
  expect(await from(foreign)).toMatchObject({ type: 'OtherEnvironment', details: nothingSent });
  simulator.switches.denyUpdate('incident');
  expect(await from(input)).toMatchObject({ type: 'Refused', details: nothingSent });
  expect((await failureOf(update(foreign, 2))).details ?? []).toEqual([]);
});

test('a look that fails before anything is written says so', async () => {
  const { simulator, update } = await withTicket();
  simulator.faults.add({ kind: 'unavailable', on: { operation: 'read' }, count: 1 });
  const failed = await failureOf(update(again, 1));
  expect(failed).toMatchObject({ type: 'Unavailable', details: nothingSent });
  expect(await update(again, 2)).toEqual(unproven);
  expect(await update(again)).toEqual(rewritten);
  expect(notesIn(simulator)).toHaveLength(1);
});

test('a ticket of another request gets no second note, and one that is gone is named', async () => {
  const { simulator, update } = await withTicket();
  simulator.switches.hide(sysId);
  const gone = await failureOf(update(input));
  expect(gone).toMatchObject({ type: 'Refused', nonRetryable: true });
  expect(gone.message).toContain('the record cannot be found');
  simulator.switches.hide(sysId, false);
  simulator.agent.set('incident', sysId, 'nina.novak', { correlation_id: 'R-2' });
  expect((await failureOf(update(input))).type).toBe('TicketNotOurs');
});

test('a poll after a note reads what was written', async () => {
  const { update, read } = await withTicket({ category: { polling: { freshness: '1h' } } });
  await read(readInput('R-1'));
  await update(input);
  expect(await read(readInput('R-1'))).toMatchObject({ status: { evidence: { modCount: 1 } } });
});

test('our notes are nobody’s comments and no last words', async () => {
  const { simulator, update, read } = await withTicket({ category: { note: 'comments' } });
  await update(input);
  await update(noteInput('R-1', { note: decisionNote({ id: 'D-2' }) }));
  simulator.agent.note('incident', sysId, 'nina.novak', `> ${marker}\nWho?`, 'comments');
  const result = await read(readInput('R-1', { fresh: true }));
  const comments = result.kind === 'read' ? result.status.comments : [];
  expect(comments.map(({ text }) => text)).toEqual([`> ${marker}\nWho?`]);
});

test('where another run may be writing it at this moment, an attempt only looks', async () => {
  const { simulator, update } = await withTicket();
  const looking = noteInput('R-1', { attemptedBefore: true, looksOnly: true });
  expect(await update(looking)).toEqual(unproven);
  expect(simulator.calls().updates).toBe(0);
  await update(input);
  expect(await update(looking)).toEqual(written);
  expect(notesIn(simulator)).toHaveLength(1);
});
