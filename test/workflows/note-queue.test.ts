// Shows how decisions and changes become notes: each once, in order, gaps waited for and told, bounds kept.
import { expect, test } from 'vitest';
import { isCrowded } from '../../workflows/lifecycle/note-queue.ts';
import { startShell } from '../support/shell.ts';
import { sampleInput, samplePlan } from '../support/samples.ts';
import {
  change,
  created,
  decision,
  minute,
  noted,
  planned,
  polled,
  retry,
  waiting,
  writeAll,
  writing,
} from '../support/settled.ts';

test('decisions and changes become notes in the order of their arrival, one after the other', () => {
  const shell = waiting();
  for (const event of [decision('1'), change('1'), decision('2')]) shell.send(event);
  expect(writing(shell)).toBe('decision 1');
  expect(writeAll(shell)).toEqual(['decision 1', 'change 1', 'decision 2']);
  expect(shell.state.notes).toMatchObject({ written: 3, waiting: [], held: [] });
});

test('what arrives before the ticket exists is written once it does', () => {
  const shell = startShell(sampleInput());
  shell.send(decision('1'));
  shell.settle('servicenow', planned());
  shell.send(decision('2'));
  shell.settle('servicenow', created());
  expect(writeAll(shell)).toEqual(['decision 1', 'decision 2']);
});

test('the same message again is one note; another content under its id is refused and on record', () => {
  const shell = waiting();
  shell.send(decision('1', { reason: 'Yes' }));
  shell.send(decision('1', { reason: 'Yes' }));
  expect(writeAll(shell)).toEqual(['decision 1']);
  shell.send(decision('1', { reason: 'Yes' }));
  shell.send(decision('1', { reason: 'No' }));
  expect(writeAll(shell)).toEqual([]);
  expect(shell.state.rejected).toMatchObject([
    { message: 'decision 1', problem: 'was taken before with another content', lost: true },
  ]);
  expect(shell.state.attention.message).toMatchObject({ code: 'MessageNotTaken' });
  shell.send(change('1'));
  expect(writeAll(shell)).toEqual(['change 1']);
});

test('ids that are names of JavaScript are ids like others', () => {
  const shell = waiting();
  for (const id of ['__proto__', 'constructor', 'toString']) shell.send(decision(id));
  shell.send(decision('__proto__'));
  expect(writeAll(shell)).toHaveLength(3);
});

test('a sequence puts messages in order; those without one do not wait', () => {
  const shell = waiting();
  shell.send(decision('3', { sequence: 3 }));
  shell.send(decision('2', { sequence: 2 }));
  shell.send(change('free'));
  expect(writeAll(shell)).toEqual(['change free']);
  expect(shell.state.notes.held).toHaveLength(2);
  shell.send(decision('1', { sequence: 1 }));
  expect(writeAll(shell)).toEqual(['decision 1', 'decision 2', 'decision 3']);
  shell.send(change('4', { sequence: 4, status: 'granted' }));
  expect(writeAll(shell)).toEqual(['change 4']);
});

test('a gap is waited for up to its bound, then told with the next note; what comes later is late', () => {
  const shell = waiting({}, samplePlan({ gapWithin: 20 * minute }));
  shell.send(decision('1', { sequence: 1 }));
  expect(writeAll(shell)).toEqual(['decision 1']);
  shell.send(decision('4', { sequence: 4 }));
  shell.pass(minute);
  shell.send(decision('5', { sequence: 5 }));
  shell.pass(18 * minute);
  if (shell.running('servicenow') !== undefined) shell.settle('servicenow', polled());
  expect(writing(shell)).toBeUndefined();
  shell.pass(minute);
  expect(shell.running('servicenow')).toMatchObject({ note: { gap: { from: 2, to: 3 } } });
  expect(writeAll(shell)).toEqual(['decision 4', 'decision 5']);
  shell.send(decision('3', { sequence: 3 }));
  expect(shell.running('servicenow')).toMatchObject({ note: { late: true } });
  expect(writeAll(shell)).toEqual(['decision 3']);
  shell.send(decision('6', { sequence: 6 }));
  const job = shell.running('servicenow');
  expect(job?.kind === 'note' && Object.keys(job.note).sort()).toEqual(['message', 'receivedAt']);
});

test('two messages with one sequence are both written, the second as late', () => {
  const shell = waiting();
  shell.send(decision('b', { sequence: 2 }));
  shell.send(decision('c', { sequence: 2 }));
  shell.send(decision('a', { sequence: 1 }));
  expect(shell.state.notes.waiting).toMatchObject([{}, {}, { late: true }]);
  expect(writeAll(shell)).toEqual(['decision a', 'decision b', 'decision c']);
});

test('more than 200 that wait are not taken: a person must know, and sent again later they are', () => {
  const shell = waiting();
  for (let n = 1; n <= 199; n += 1) shell.send(change(String(n)));
  shell.send(decision('held', { sequence: 9 }));
  expect(shell.state.attention.message).toBeUndefined();
  shell.send(decision('over'));
  expect(shell.state.attention.message).toMatchObject({ code: 'MessageNotTaken' });
  expect(shell.state.attention.message?.words).toContain('decision over: too many wait');
  shell.settle('servicenow', noted());
  shell.send(decision('over'));
  expect(writeAll(shell)).toContain('decision over');
  shell.send(retry);
  expect(shell.state.attention.message).toBeUndefined();
});

test('senders are to wait from when 100 wait until 50 do', () => {
  const shell = waiting();
  for (let n = 1; n <= 98; n += 1) shell.send(change(String(n)));
  shell.send(decision('held', { sequence: 9 }));
  expect(isCrowded(shell.state, false)).toBe(false);
  shell.send(change('99'));
  expect(isCrowded(shell.state, false)).toBe(true);
  for (let n = 1; n <= 50; n += 1) shell.settle('servicenow', noted());
  expect(isCrowded(shell.state, true)).toBe(true);
  shell.settle('servicenow', noted());
  expect(isCrowded(shell.state, true)).toBe(false);
});

test('more than 2,000 of one request are not taken', () => {
  const shell = waiting();
  for (let n = 1; n <= 2_000; n += 1) {
    shell.send(change(String(n)));
    shell.settle('servicenow', noted());
  }
  shell.send(change('2001'));
  expect(shell.state.attention.message?.words).toContain('2000 were taken');
  expect(writing(shell)).toBeUndefined();
});

test('a message that is too large is on record and needs a person', () => {
  const shell = waiting();
  const problem = 'reason is longer than 10000 characters';
  shell.send({ kind: 'rejected', message: 'decision 1', problem, lost: true });
  expect(shell.state.rejected).toMatchObject([{ message: 'decision 1', problem }]);
  expect(shell.state.attention.message).toMatchObject({ code: 'MessageNotTaken' });
});

test('few messages are many where their texts are long', () => {
  const shell = waiting();
  const reason = 'x'.repeat(10_000);
  for (let n = 1; n <= 6; n += 1) shell.send(decision(String(n), { reason }));
  expect(isCrowded(shell.state, false)).toBe(true);
  for (let n = 7; n <= 13; n += 1) shell.send(decision(String(n), { reason }));
  expect(shell.state.rejected).toMatchObject([{ message: 'decision 13' }]);
});

test('the message that fills the gap is taken however many wait for it', () => {
  const shell = waiting();
  for (let n = 2; n <= 201; n += 1) shell.send(change(String(n), { sequence: n, status: 'x' }));
  shell.send(change('1', { sequence: 1, status: 'x' }));
  expect(shell.state.rejected).toEqual([]);
  expect(writeAll(shell)).toHaveLength(201);
});

test('every gap that is due is given up at once', () => {
  const shell = waiting();
  shell.send(decision('5', { sequence: 5 }));
  shell.send(decision('9', { sequence: 9, final: true }));
  shell.pass(60 * minute);
  if (shell.running('servicenow')?.kind === 'poll') shell.settle('servicenow', polled());
  expect(writeAll(shell)).toEqual(['decision 5', 'decision 9']);
  expect(shell.state.decided).toMatchObject({ id: '9' });
});

test('what is only wrong does not push what is lost off the record', () => {
  const shell = waiting();
  const problem = 'reason is longer than 10000 characters';
  shell.send({ kind: 'rejected', message: 'decision 1', problem, lost: true });
  for (let n = 0; n < 30; n += 1)
    shell.send({ kind: 'rejected', message: 'change', problem: 'no' });
  expect(shell.state.rejected).toHaveLength(20);
  expect(shell.state.rejected[0]).toMatchObject({ message: 'decision 1', lost: true });
});
