// Notes where the journal is hidden, long, quoted, or not kept: what a look proves, and what it does not.
import { expect, test } from 'vitest';
import { beginShared } from '../../activities/attempt.ts';
import type { UpdateServiceNowStatusInput } from '../../contract/activities.ts';
import { noteKey, noteMarker } from '../../activities/servicenow/marker.ts';
import type { TableApi } from '../../activities/servicenow/table-api.ts';
import { lookForNotes, standingsOf } from '../../activities/update/note-look.ts';
import type { ServiceNowSimulator } from '../../simulators/servicenow/servicenow-simulator.ts';
import {
  committed,
  connectBench,
  createInput,
  decisionNote,
  failureOf,
  noteInput,
  readInput,
  startBench,
} from '../support/activities.ts';
import { withoutColumns } from '../support/hiding.ts';
import {
  input,
  again,
  sysId,
  key,
  marker,
  written,
  rewritten,
  unproven,
  withTicket,
  notesIn,
} from '../support/notes.ts';

const lost = { kind: 'lose-reply', on: { operation: 'update' }, count: 1 } as const;
const never = { kind: 'quota', on: { operation: 'update' }, count: 1 } as const;

const hiding: Record<string, (simulator: ServiceNowSimulator) => void> = {
  'its rows are': ({ switches }) => switches.hideJournal('rows'),
  'its table is': ({ switches }) => switches.denyRead('sys_journal_field'),
};

test.each(Object.keys(hiding))(
  'where the journal is hidden, and only %s, the record itself tells',
  async (what) => {
    const { simulator, update, read } = await withTicket();
    hiding[what]?.(simulator);
    simulator.faults.add(lost);
    await failureOf(update(input));
    expect(await update(input, 2)).toEqual(written);
    const other = { note: decisionNote({ id: 'D-2' }) };
    simulator.faults.add(never);
    await failureOf(update(noteInput('R-1', other)));
    expect(await update(noteInput('R-1', other), 2)).toEqual(unproven);
    expect(await update(noteInput('R-1', { ...other, attemptedBefore: true }))).toEqual(rewritten);
    expect(notesIn(simulator)).toHaveLength(2);
    const { text } = notesIn(simulator)[0] ?? { text: '' };
    simulator.agent.set('incident', sysId, 'nina.novak', { work_notes: text });
    const watched = [{ kind: 'decision', id: 'D-1' } as const];
    const poll = readInput('R-1', { fresh: true, watched });
    expect(await read(poll)).toMatchObject({ duplicates: watched });
  },
);

test('where nothing can be read back, a note of unknown outcome is never written again', async () => {
  const { simulator, update } = await withTicket();
  simulator.switches.hideJournal('everything');
  expect(await update(noteInput('R-1', { note: decisionNote({ id: 'D-0' }) }))).toEqual(written);
  simulator.faults.add(lost);
  await failureOf(update(input));
  for (const attempt of [() => update(input, 2), () => update(again), () => update(again, 2)]) {
    const error = await failureOf(attempt());
    expect(error).toMatchObject({ type: 'JournalUnreadable', nonRetryable: true });
    expect(error.message).toContain(`incident ${sysId} of request R-1`);
  }
  expect(committed(simulator, 'update')).toHaveLength(2);
  simulator.switches.hideJournal('nothing');
  expect(await update(again)).toEqual(written);
});

test('entries of comments prove nothing of work notes, and work notes prove comments', async () => {
  // A plan may have pinned its creation note elsewhere than the category says today.
  const { simulator, create, update } = await startBench();
  const { rendered, ...created } = createInput('R-1');
  const note = { column: 'comments', text: 'https://im.example/requests/PWO-1' } as const;
  await create({ ...created, rendered: { ...rendered, note } });
  simulator.faults.add(never);
  await failureOf(update(input));
  expect((await failureOf(update(input, 2))).type).toBe('JournalUnreadable');

  const stricter = await withTicket({ category: { notes: { column: 'comments' } } });
  stricter.simulator.faults.add(never);
  await failureOf(stricter.update(input));
  expect(await stricter.update(input, 2)).toEqual(unproven);
  expect(await stricter.update(again)).toEqual(rewritten);
  expect(notesIn(stricter.simulator).map(({ element }) => element)).toEqual(['comments']);
});

test('a quotation of the note is not the note', async () => {
  const { simulator, update } = await withTicket();
  simulator.faults.add(never);
  await failureOf(update(input));
  simulator.agent.note('incident', sysId, 'nina.novak', `> ${marker}\nWho?`);
  simulator.agent.note('incident', sysId, 'nina.novak', `See:\n${marker}`);
  expect(await update(input, 2)).toEqual(unproven);
  simulator.switches.hideJournal('rows');
  expect(await update(input, 2)).toEqual(unproven);
});

test('a note is found behind many entries, also where ServiceNow drops the condition on their text', async () => {
  const { simulator, update, client } = await withTicket();
  await update(input);
  const say = (text: string) => simulator.agent.note('incident', sysId, 'nina.novak', text);
  for (let index = 0; index < 120; index += 1) {
    const other = noteKey('R-1', { kind: 'change', id: `${index}` });
    say(noteMarker({ key: other, number: 1, total: 1 }));
    say(`Chatter ${index}`);
  }
  const dropping: TableApi = {
    ...client.api,
    journal: (of, { containing: _, ...page }, attempt) => client.api.journal(of, page, attempt),
  };
  for (const api of [client.api, dropping]) {
    const seen = await lookForNotes(api, input, 'work_notes', beginShared());
    expect(seen.proven).toBe(true);
    expect(seen.entries).toHaveLength(122);
    expect(standingsOf(seen, key)).toEqual([{ total: 1, counts: [1] }]);
  }
});

test('a note that ServiceNow took and did not keep asks for attention', async () => {
  const { simulator, update } = await withTicket();
  simulator.switches.ignoreField('incident', 'work_notes');
  const error = await failureOf(update(input));
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain('of request R-1 did not keep what was written to work_notes');
});

test('an answer that does not show the note is believed where a look finds it, or nothing can be read', async () => {
  const { simulator, update } = await withTicket();
  const url = await withoutColumns(simulator.url, ['work_notes'], 'empty');
  const blind = await connectBench({ url });
  expect(await blind.update(input)).toEqual(written);
  simulator.switches.hideJournal('everything');
  simulator.switches.ignoreField('incident', 'work_notes');
  const more = (id: string): UpdateServiceNowStatusInput =>
    noteInput('R-1', { note: decisionNote({ id }) });
  expect(await update(more('D-2'))).toEqual(written);
  simulator.switches.hideJournal('nothing');
  simulator.faults.add({ kind: 'unavailable', on: { operation: 'read' }, count: 1 });
  expect(await update(more('D-3'))).toEqual(written);
});
