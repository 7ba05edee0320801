// Shows how notes are written past unknown outcomes, refusals and other runs: none lost, none given up in silence.
import { expect, test } from 'vitest';
import { drive } from '../../workflows/lifecycle/drive.ts';
import { startShell } from '../support/shell.ts';
import { sampleInput, sampleStatus, sampleTicket } from '../support/samples.ts';
import {
  cancel,
  closed,
  created,
  decision,
  failed,
  leftAlone,
  minute,
  noted,
  planned,
  polled,
  retry,
  unproven,
  untilPoll,
  waiting,
  writeAll,
  writing,
} from '../support/settled.ts';

const quota = 80_000;

test('after an attempt of unknown outcome: send deadline, quota and margin, then a look before the write', () => {
  const shell = waiting();
  shell.send(decision('1'));
  expect(shell.running('servicenow')).toMatchObject({ attemptedBefore: false });
  const { now } = shell;
  shell.settle('servicenow', unproven);
  expect(shell.wake()).toBe(now + quota);
  shell.pass(quota - 1);
  expect(writing(shell)).toBeUndefined();
  shell.pass(1);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', attemptedBefore: true });
  shell.settle('servicenow', noted({ rewritten: true }));
  expect(shell.state.notes).toMatchObject({
    written: 1,
    watched: [{ kind: 'decision', id: '1' }],
  });
  shell.send(decision('2'));
  expect(shell.running('servicenow')).toMatchObject({ attemptedBefore: false });
});

test.each([
  ['an outage of a whole burst', failed('Unavailable')],
  ['an interruption', { kind: 'interrupted' }] as const,
])('likewise after %s', (_, settled) => {
  const shell = waiting();
  shell.send(decision('1'));
  shell.settle('servicenow', settled);
  shell.pass(quota - 1);
  expect(writing(shell)).toBeUndefined();
  shell.pass(minute);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', attemptedBefore: true });
});

test('a note that is refused waits for a person, and later ones for it; polls and the outcome do not', () => {
  const shell = waiting();
  shell.send(decision('1'));
  shell.send(decision('2'));
  shell.settle('servicenow', failed('Refused', false));
  expect(shell.state.attention.note).toMatchObject({ code: 'Refused' });
  expect(writing(shell)).toBeUndefined();
  untilPoll(shell);
  shell.settle('servicenow', polled(sampleStatus({ phase: 'in-progress' })));
  shell.send(retry);
  expect(shell.state.attention.note).toBeUndefined();
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', attemptedBefore: true });
  expect(writeAll(shell)).toEqual(['decision 1', 'decision 2']);
});

test('after the outcome each note is tried once more; one that is refused again is given up, on record', () => {
  const shell = waiting();
  shell.send(decision('1'));
  shell.send(decision('2'));
  shell.settle('servicenow', failed('JournalUnreadable', false));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.state.outcome).toMatchObject({ kind: 'fulfilled' });
  expect(shell.state.attention.note).toBeUndefined();
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'recorded' });
  expect(shell.over).toBe(false);
  shell.pass(quota);
  shell.settle('servicenow', failed('JournalUnreadable', false));
  expect(shell.state.rejected).toMatchObject([{ message: 'decision 1' }]);
  expect(shell.state.rejected[0]?.problem).toContain('was given up after the outcome');
  expect(shell.state.notes.givenUp).toBe(1);
  expect(shell.state.attention.message).toMatchObject({ code: 'MessageNotTaken' });
  expect(writeAll(shell)).toEqual(['decision 2']);
  expect(shell.over).toBe(true);
});

test('an outage after the outcome loses no note: the request stays open until it is written', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.send(decision('1'));
  shell.settle('servicenow', polled(closed('fulfilled')));
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'recorded' });
  shell.settle('servicenow', failed('Unavailable'));
  expect(shell.over).toBe(false);
  shell.pass(60 * minute);
  expect(writeAll(shell)).toEqual(['decision 1']);
  expect(shell.over).toBe(true);
});

test('a request that ended without a ticket has nothing to write to: messages are on record', () => {
  const shell = startShell(sampleInput());
  shell.send(decision('1'));
  shell.send(cancel);
  shell.send(decision('2'));
  const problem = 'the request has ended without a ticket';
  expect(shell.state.rejected).toMatchObject([
    { message: 'decision 1', problem },
    { message: 'decision 2', problem },
  ]);
  expect(shell.state.notes.waiting).toEqual([]);
  // What was planned in vain comes back, and the outcome is told.
  expect(shell.running('servicenow')).toBeUndefined();
  shell.settle('identity-manager', { kind: 'recorded' });
  expect(shell.over).toBe(true);
});

test('a cancellation does not wait for notes, and they are written after it', () => {
  const shell = waiting();
  shell.send(decision('1'));
  shell.settle('servicenow', failed('Unavailable'));
  shell.send(decision('2'));
  shell.send(cancel);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
  shell.settle('servicenow', leftAlone);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
});

test('a note that a late commit doubled is told, once', () => {
  const shell = waiting();
  shell.send(decision('1'));
  shell.settle('servicenow', noted({ copies: 2 }));
  expect(shell.state.attention.doubled).toMatchObject({ code: 'NoteDoubled' });
  shell.send(retry);
  shell.settle('servicenow', polled());
  shell.send(decision('2'));
  shell.settle('servicenow', noted({ rewritten: true }));
  untilPoll(shell);
  const status = sampleStatus({ evidence: { modCount: 3 } });
  const duplicates = [{ kind: 'decision', id: '2' }] as const;
  shell.settle('servicenow', {
    kind: 'polled',
    result: { kind: 'read', ticket: sampleTicket, status, duplicates: [...duplicates] },
  });
  expect(shell.state.attention.doubled).toMatchObject({ code: 'NoteDoubled' });
  expect(shell.state.attention.doubled?.words).toContain('decision 2');
  expect(shell.state.notes.watched).toEqual([]);
});

test('after a burst in which nothing was sent it is written at once, without a look', () => {
  const shell = waiting();
  shell.send(decision('1'));
  const down = failed('Unreachable');
  shell.settle('servicenow', { ...down, unsent: true });
  expect(writing(shell)).toBeUndefined();
  shell.pass(minute);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', attemptedBefore: false });
  // What was unknown before such a burst stays so.
  shell.settle('servicenow', unproven);
  shell.pass(quota);
  shell.settle('servicenow', { ...down, unsent: true });
  shell.pass(minute);
  // A poll that is due goes before a note that is stuck.
  if (shell.running('servicenow')?.kind === 'poll') shell.settle('servicenow', polled());
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', attemptedBefore: true });
});

test('a request that was submitted before looks for each note first, and writes none before the other run is past', () => {
  const shell = startShell({ ...sampleInput(), former: true });
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  shell.send(decision('1'));
  expect(shell.running('servicenow')).toMatchObject({ attemptedBefore: true, looksOnly: true });
  shell.settle('servicenow', unproven);
  shell.pass(quota);
  expect(shell.running('servicenow')).toMatchObject({ attemptedBefore: true, looksOnly: false });
  shell.settle('servicenow', noted({ rewritten: true }));
  shell.send(decision('2'));
  expect(shell.running('servicenow')).toMatchObject({ attemptedBefore: true, looksOnly: false });
});

test('a run after a reset first looks for each note, for nobody knows when the other run ended', () => {
  const { state } = waiting();
  const notes = { ...state.notes, looksFirst: { since: 0, reset: true } };
  const { commands } = drive({ ...state, notes }, [decision('1')], state.submittedAt + 1);
  expect(commands[0]).toMatchObject({
    kind: 'start',
    job: { kind: 'note', attemptedBefore: true, looksOnly: true },
  });
});

test('a look that fails burst after burst keeps nobody from seeing the ticket closed', () => {
  const shell = waiting();
  shell.send(decision('1'));
  shell.settle('servicenow', unproven);
  shell.pass(quota);
  for (let burst = 0; burst < 50 && shell.running('servicenow')?.kind === 'note'; burst += 1) {
    shell.pass(15 * minute);
    shell.settle('servicenow', { ...failed('NoAnswer'), unsent: true });
    if (shell.running('servicenow') === undefined) shell.pass(minute);
  }
  expect(shell.running('servicenow')?.kind).toBe('poll');
});
