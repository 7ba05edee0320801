// What a note says: by template, in order, in as many entries as its column needs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noteMarker, notePartOf } from '../../activities/servicenow/marker.ts';
import { entriesOf } from '../../activities/update/note-parts.ts';
import type { ServiceNowSimulator } from '../../simulators/servicenow/servicenow-simulator.ts';
import type { Change, Note } from '../../contract/messages.ts';
import {
  type BenchOptions,
  committed,
  decisionNote,
  failureOf,
  noteInput,
} from '../support/activities.ts';
import { judgedBy } from '../support/samples.ts';
import { sysId, key, withTicket, notesIn } from '../support/notes.ts';

/** The lines of the note after its marker. */
async function linesOf(note: Note, category: BenchOptions['category'] = {}): Promise<string[]> {
  const { simulator, update } = await withTicket({ category });
  await update(noteInput('R-1', { note }));
  return notesIn(simulator)[0]?.text.split('\n').slice(1) ?? [];
}

const changeNote = (change: Partial<Change>): Note => ({
  message: { kind: 'change', change: { id: 'K-1', ...change } },
  receivedAt: '2026-11-24T08:00:00.000Z',
});

test('a decision says who decided what, at which step, when and why', async () => {
  const decided = { verdict: 'denied', final: true, time: '2026-11-23T10:00:00+01:00' } as const;
  expect(await linesOf(decisionNote({ ...decided, reason: 'Not in this team' }))).toEqual([
    'Denied by Olivia Owner (final decision)',
    'Step: Manager approval',
    'Time: 2026-11-23T10:00:00+01:00',
    'Reason: Not in this team',
  ]);
});

test('a change says what changed, and leaves no line for what did not', async () => {
  const change = {
    by: 'Ben Beispiel',
    status: 'assigned',
    validFrom: '2026-12-01',
    validUntil: '2027-12-01',
    recipient: { department: 'Finance', room: '7.01' },
    comment: 'Moved',
  };
  expect(await linesOf(changeNote(change))).toEqual([
    'Changed in the identity manager by Ben Beispiel',
    'Time: 2026-11-24T08:00:00.000Z',
    'Status: assigned',
    'Valid from: 2026-12-01',
    'Valid until: 2027-12-01',
    'Recipient, department: Finance',
    'Recipient, room: 7.01',
    'Comment: Moved',
  ]);
  expect(await linesOf(changeNote({ status: 'assigned' }))).toEqual([
    'Changed in the identity manager',
    'Time: 2026-11-24T08:00:00.000Z',
    'Status: assigned',
  ]);
});

test('what did not arrive before a note, and that it is late, stand before its text', async () => {
  const one = decisionNote({}, { gap: { from: 3, to: 3 } });
  expect((await linesOf(one))[0]).toBe('Not received before it: message 3');
  const several = decisionNote({}, { gap: { from: 3, to: 5 }, late: true });
  expect((await linesOf(several)).slice(0, 3)).toEqual([
    'Not received before it: messages 3 to 5',
    'Arrived late',
    'Approved by Olivia Owner',
  ]);
});

test('templates of the category replace the texts, and can ask for what is absent', async () => {
  const notes = {
    decision:
      '{{ decision.id }} {{ decision.sequence | default: "-" }} {% if decision.reason %}y{% else %}n{% endif %} {{ decision.time }}{{ at }}\n',
    change: '{% if change.recipient.room %}y{% else %}n{% endif %}{{ change.status }}',
  };
  expect(await linesOf(decisionNote({ sequence: 2, reason: ' ' }), { notes })).toEqual([
    'D-1 2 n 2026-11-24T08:00:00.000Z',
  ]);
  expect(await linesOf(changeNote({ comment: 'x' }), { notes })).toEqual(['n']);
});

test('notes go where the category says, or else where the creation note goes', async () => {
  for (const category of [{ note: 'comments' }, { notes: { column: 'comments' } }] as const) {
    const { simulator, update } = await withTicket({ category });
    await update(noteInput('R-1'));
    expect(notesIn(simulator).map(({ element }) => element)).toEqual(['comments']);
  }
});

test('a template that fails is named with its path and no value, and nothing is written', async () => {
  const notes = { decision: '{{ request.id }} {{ decision.reason }}' };
  const { simulator, update } = await withTicket({ category: { notes } });
  const note = decisionNote({ reason: 'Zebra' });
  const error = await failureOf(update(noteInput('R-1', { note })));
  expect(error).toMatchObject({ type: 'TemplateFailed', nonRetryable: true });
  expect(error.message).toBe(
    'categories.sap-roles.notes.decision fails for request R-1: undefined variable: request, line:1, col:4',
  );
  expect(committed(simulator, 'update')).toHaveLength(0);
});

const limit = 300;
const short = { instance: { tables: { incident: { columns: { work_notes: limit } } } } };
const long = decisionNote({ reason: '🎫'.repeat(300) });
const three = { kind: 'noted', parts: 3, copies: 1, rewritten: false, judgedBy };

test('a text longer than its column goes on in numbered entries, in order, each once', async () => {
  const { simulator, update } = await withTicket(short);
  expect(await update(noteInput('R-1', { note: long }))).toEqual(three);
  const texts = notesIn(simulator).map(({ text }) => text);
  expect(texts.map((text) => text.split('\n')[0])).toEqual(
    [1, 2, 3].map((number) => `[access-request:note ${key} ${number}/3]`),
  );
  for (const text of texts) {
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(text.isWellFormed()).toBe(true);
  }
  const told = texts.map((text) => text.slice(text.indexOf('\n') + 1)).join('');
  expect(told).toContain(`Reason: ${'🎫'.repeat(300)}`);
});

test('where the reply to the second of three entries is lost, each comes to stand once, in order', async () => {
  const { simulator, update } = await withTicket(short);
  const first = noteInput('R-1', { note: long });
  const second = noteInput('R-1', { note: long, attemptedBefore: true });
  await loseSecondReply(simulator, () => update(first));
  expect(await update(first, 2)).toEqual({ kind: 'unproven', judgedBy });
  expect(await update(second)).toEqual({ ...three, rewritten: true });
  expect(notesIn(simulator).map(({ text }) => text.split('\n')[0])).toEqual(
    [1, 2, 3].map((number) => noteMarker({ key, number, total: 3 })),
  );
  expect(await update(second)).toEqual(three);
});

/** Strikes the second of the writes: the fault is set while the first is under way. */
async function loseSecondReply(simulator: ServiceNowSimulator, write: () => Promise<unknown>) {
  const on = { operation: 'update' } as const;
  simulator.faults.add({ kind: 'delay', ms: 1_500, on, count: 1 });
  const failed = failureOf(write());
  await expect.poll(() => simulator.faults.counts().byKind['delay']).toBe(1);
  simulator.faults.add({ kind: 'lose-reply', on, count: 1 });
  expect((await failed).type).toBe('NoAnswer');
}

test('a final approval with the identity manager as master shows the approval as given, with the last entry', async () => {
  const { simulator, update } = await withTicket(short);
  await update(noteInput('R-1', { note: long, releases: true }));
  const approvals = committed(simulator, 'update').map(({ fields }) => fields['approval']);
  expect(approvals).toEqual([undefined, undefined, 'approved']);
  const onHold = await withTicket();
  await onHold.update({ ...noteInput('R-1', { releases: true }), showsApproval: false });
  expect(onHold.simulator.record('incident', sysId)?.['approval']).toBe('not requested');
});

test('whatever the text, its entries together are the text, and each fits and is whole', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 });
  fc.assert(
    fc.property(text, fc.integer({ min: 60, max: 400 }), (said, room) => {
      const entries = entriesOf(said, { key, requestId: 'R-1', limit: room });
      const pieces = entries.map((entry) => entry.text.slice(entry.text.indexOf('\n') + 1));
      expect(pieces.join('')).toBe(said);
      for (const entry of entries) {
        expect(entry.text.length).toBeLessThanOrEqual(room);
        expect(entry.text.isWellFormed()).toBe(true);
        expect(notePartOf(entry.text)).toEqual(entry.part);
      }
      const parts = entries.map(({ part: { number } }) => number);
      expect(parts).toEqual(entries.map((_, index) => index + 1));
    }),
  );
});

test('a column that takes next to nothing, or a text without end, is refused by its sizes', () => {
  const of = (text: string, room: number) => () =>
    entriesOf(text, { key, requestId: 'R-1', limit: room });
  for (const wrong of [of('x'.repeat(50), 46), of('x'.repeat(100_000), 300)]) {
    expect(wrong).toThrow(/^request R-1: a note would have \d+ characters/);
  }
  expect(of('🎫'.repeat(20), 48)().map(({ text }) => text.split('\n')[1])).toEqual(
    Array.from({ length: 20 }, () => '🎫'),
  );
});
