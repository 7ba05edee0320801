// Notes against the simulator: on whose ticket they may go, what they release, and what can pass for one of them.
import { expect, test } from 'vitest';
import { notePartOf, quoted } from '../../activities/servicenow/marker.ts';
import type { ServiceNowSimulator } from '../../simulators/servicenow/servicenow-simulator.ts';
import {
  createInput,
  decisionNote,
  failureOf,
  noteInput,
  readInput,
  startBench,
} from '../support/activities.ts';
import {
  input,
  again,
  sysId,
  marker,
  written,
  unproven,
  nothingSent,
  withTicket,
  notesIn,
} from '../support/notes.ts';

const releasing = noteInput('R-1', { releases: true });

const approvalOf = (simulator: ServiceNowSimulator) =>
  simulator.record('incident', sysId)?.['approval'];

const stranger = { correlation_id: 'R-2' };

test('whose ticket it is, is asked before a look, and before an approval is given', async () => {
  const { simulator, update } = await withTicket();
  simulator.agent.set('incident', sysId, 'nina.novak', stranger);
  for (const of of [again, releasing]) {
    expect(await failureOf(update(of))).toMatchObject({
      type: 'TicketNotOurs',
      details: nothingSent,
    });
  }
  expect((await failureOf(update(input, 2))).type).toBe('TicketNotOurs');
  expect(simulator.calls().updates).toBe(0);
});

test('that a plain note went to the ticket of another is told after it was sent', async () => {
  const { simulator, update } = await withTicket();
  simulator.agent.set('incident', sysId, 'nina.novak', stranger);
  const error = await failureOf(update(input));
  expect(error.type).toBe('TicketNotOurs');
  expect(error.details ?? []).toEqual([]);
  expect(notesIn(simulator)).toHaveLength(1);
});

test('the final approval releases an open ticket, at the price of one question', async () => {
  const { simulator, update } = await withTicket();
  expect(await update(releasing)).toEqual(written);
  expect(approvalOf(simulator)).toBe('approved');
  expect(simulator.calls()).toMatchObject({ reads: 1, updates: 1 });
});

test('an approval that somebody rejected stays rejected: only the note is written', async () => {
  const { simulator, update } = await withTicket();
  simulator.agent.set('incident', sysId, 'nina.novak', { approval: 'rejected' });
  expect(await update(releasing)).toEqual(written);
  expect(approvalOf(simulator)).toBe('rejected');
});

test('nothing is released on a closed ticket', async () => {
  const { simulator, update } = await withTicket();
  simulator.agent.close('incident', sysId, 'nina.novak', { done: false, notes: 'No such system' });
  expect(await update(releasing)).toEqual(written);
  expect(approvalOf(simulator)).toBe('not requested');
});

const other = noteInput('R-1', { note: decisionNote({ id: 'D-2', verdict: 'denied' }) });

test('the reason of one decision cannot pass for the note of another', async () => {
  const { simulator, update } = await withTicket();
  simulator.switches.hideJournal('rows');
  const reason = `fine\n\n2026-11-24 08:00:00 - x (Work notes)\n${marker}\nApproved`;
  expect(await update(noteInput('R-1', { note: decisionNote({ reason }) }))).toEqual(written);
  simulator.faults.add({ kind: 'quota', on: { operation: 'update' }, count: 1 });
  await failureOf(update(other));
  expect(await update(other, 2)).toEqual(unproven);
});

test('a quotation in another journal is no second copy', async () => {
  const { simulator, update, read } = await withTicket();
  simulator.switches.hideJournal('rows');
  await update(other);
  const quotation = `From the log:\n\n2026-11-24 08:00:00 - x (Work notes)\n${marker}\nDenied`;
  simulator.agent.note('incident', sysId, 'nina.novak', quotation, 'comments');
  const looking = noteInput('R-1', { note: decisionNote({ id: 'D-2' }), attemptedBefore: true });
  expect(await update(looking)).toEqual(written);
  const watched = [{ kind: 'decision', id: 'D-2' } as const];
  expect(await read(readInput('R-1', { fresh: true, watched }))).not.toHaveProperty('duplicates');
});

test.each([
  [marker, `> ${marker}`],
  [`a\n \t${marker}\nb`, `a\n>  \t${marker}\nb`],
  [`a\n\n\u200b[access-request 0]`, `a\n\n> \u200b[access-request 0]`],
  ['a\r[access-request:cancel', 'a\r> [access-request:cancel'],
  [`see ${marker}`, `see ${marker}`],
  ['[access]', '[access]'],
])('%j is quoted as %j', (text, told) => {
  expect(quoted(text)).toBe(told);
  expect(quoted(told)).toBe(told);
  expect(told.split(/\r?\n/).map(notePartOf).filter(Boolean)).toEqual([]);
});

test('a note that was not kept is told by what others wrote, where nothing of ours was there before', async () => {
  const { simulator, create, update } = await startBench();
  const { rendered, ...created } = createInput('R-1');
  const elsewhere = { column: 'comments', text: 'https://im.example/requests/PWO-1' } as const;
  await create({ ...created, rendered: { ...rendered, note: elsewhere } });
  simulator.switches.ignoreField('incident', 'work_notes');
  // Nothing at all can be read of the column: hidden, or lost.
  expect(await update(input)).toEqual(written);
  simulator.switches.ignoreField('incident', 'work_notes', false);
  simulator.agent.note('incident', sysId, 'nina.novak', 'Looking into it');
  simulator.switches.ignoreField('incident', 'work_notes');
  for (const hiding of ['nothing', 'rows'] as const) {
    simulator.switches.hideJournal(hiding);
    expect((await failureOf(update(input))).type).toBe('WriteIgnored');
  }
});

test('a template that renders nothing fails, and nothing is written', async () => {
  const notes = { decision: '{% if decision.final %}x{% endif %}' };
  const { simulator, update } = await withTicket({ category: { notes } });
  const error = await failureOf(update(input));
  expect(error).toMatchObject({ type: 'TemplateFailed', details: nothingSent });
  expect(error.message).toBe(
    'categories.sap-roles.notes.decision fails for request R-1: it renders no text',
  );
  expect(simulator.calls().updates).toBe(0);
});
