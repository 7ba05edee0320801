// Shows what is kept and told of a reading, and how it changes the pace of the polls.
import { expect, test } from 'vitest';
import { readingAttentions } from '../../contract/attention.ts';
import { view } from '../../workflows/lifecycle/view.ts';
import type { Reading } from '../../contract/ticket.ts';
import { sampleInput, samplePlan, sampleStatus } from '../support/samples.ts';
import {
  closed,
  created,
  minute,
  planned,
  polled,
  retry,
  untilPoll,
  waiting,
} from '../support/settled.ts';
import { startShell, type Shell } from '../support/shell.ts';

/** The next poll, and what it reads. */
function read(shell: Shell, ...change: Parameters<typeof sampleStatus>): void {
  untilPoll(shell);
  shell.settle('servicenow', polled(sampleStatus(...change)));
}

test('a phase is told with its hold reason and the name of who has it, and with nothing else', () => {
  const shell = waiting();
  read(shell, { phase: 'in-progress', evidence: { assignedTo: 'Nina Novak', modCount: 1 } });
  read(shell, { phase: 'on-hold', holdReason: 'Awaiting Vendor', evidence: { modCount: 2 } });
  read(shell, { phase: 'resolved', evidence: { modCount: 3 } });
  expect(shell.state.outbox.waiting).toMatchObject([
    { kind: 'phase', phase: 'in-progress', assignedTo: 'Nina Novak', sequence: 2 },
    { kind: 'phase', phase: 'on-hold', holdReason: 'Awaiting Vendor', sequence: 3 },
    { kind: 'phase', phase: 'resolved', sequence: 4 },
  ]);
});

test('the outcome comes last, and is numbered so', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.over).toBe(false);
  shell.settle('identity-manager', { kind: 'reported' });
  expect(shell.running('identity-manager')).toMatchObject({ kind: 'record', sequence: 3 });
});

test('where nobody is named as closing it, it was who updated it last, without words', () => {
  const shell = waiting();
  const evidence = { state: '3', updatedBy: 'nina.novak', modCount: 4 };
  read(shell, { phase: 'closed', result: 'fulfilled', evidence });
  expect(shell.state.outcome).toMatchObject({ by: 'nina.novak', words: '' });
});

test('a result counts on a closed ticket only', () => {
  const shell = waiting();
  read(shell, { phase: 'resolved', result: 'fulfilled', evidence: { modCount: 1 } });
  expect(shell.state.outcome).toBeUndefined();
});

test('a ticket that is closed without a result asks for a person', () => {
  const shell = waiting();
  read(shell, { phase: 'closed', evidence: { modCount: 1 } });
  expect(shell.state.outcome).toBeUndefined();
  const { words } = readingAttentions.TicketStateUnknown;
  expect(view(shell.state, shell.now).attention).toMatchObject([
    { code: 'TicketStateUnknown', words: `${words} It says: closed, without a result.` },
  ]);
});

test('an attention without a detail says no more than its words', () => {
  const shell = waiting({ action: 'removal' });
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('not-fulfilled')));
  const [attention] = view(shell.state, shell.now).attention;
  expect(attention?.words).toBe(readingAttentions.RemovalNotDone.words);
});

test('columns that ServiceNow did not keep are shown, and only where there are some', () => {
  const fields = (ignoredFields: string[]) => {
    const shell = startShell(sampleInput());
    shell.settle('servicenow', planned());
    const settled = created();
    if (settled.kind !== 'created') throw new Error('a creation');
    shell.settle('servicenow', { ...settled, result: { ...settled.result, ignoredFields } });
    return view(shell.state, shell.now);
  };
  expect(fields(['u_text'])).toMatchObject({ ignoredFields: ['u_text'] });
  expect(fields([])).not.toHaveProperty('ignoredFields');
});

test('where comments were read up to is kept until a reading says it anew', () => {
  const shell = waiting();
  const commentCursor = { since: '2026-11-24 08:00:00', ids: ['a'] };
  read(shell, { commentCursor, evidence: { modCount: 1 } });
  read(shell, { evidence: { modCount: 2 } });
  expect(shell.state.commentCursor).toEqual(commentCursor);
  expect(waiting().state).not.toHaveProperty('commentCursor');
});

/** Days of readings that show no change. */
function quietDays(shell: Shell, days: number, status: Reading): number {
  const from = shell.now;
  let gap = 0;
  while (shell.now - from < days * 24 * 60 * minute) {
    const before = shell.now;
    untilPoll(shell);
    gap = shell.now - before;
    shell.settle('servicenow', polled(status));
  }
  return gap;
}

test('a ticket that rests is polled less often each day, and as at first after a change', () => {
  const shell = waiting();
  const rested = quietDays(shell, 3, sampleStatus());
  expect(rested).toBeGreaterThanOrEqual(20 * minute);
  read(shell, { evidence: { modCount: 1 } });
  expect((shell.wake() ?? 0) - shell.now).toBeLessThanOrEqual(7.5 * minute);
});

test('a ticket that changes all the time is never polled less often', () => {
  const shell = waiting();
  const from = shell.now;
  for (let modCount = 1; shell.now - from < 3 * 24 * 60 * minute; modCount += 1) {
    const before = shell.now;
    read(shell, { evidence: { modCount } });
    expect(shell.now - before).toBeLessThanOrEqual(7.5 * minute);
  }
});

const fifty = Array.from({ length: 50 }, (_, index) => ({
  by: 'nina.novak',
  at: '2026-11-24T08:00:00Z',
  text: `${index}`,
}));

test('polls rest at exactly 200 messages undelivered, and are made up for', () => {
  const shell = waiting();
  for (let modCount = 1; modCount <= 4; modCount += 1) {
    read(shell, { comments: fifty, evidence: { modCount } });
  }
  expect(view(shell.state, shell.now).undelivered).toBe(200);
  expect(shell.wake()).toBeUndefined();
  shell.pass(60 * minute);
  shell.send({ kind: 'time' });
  expect(shell.running('servicenow')).toBeUndefined();
  shell.settle('identity-manager', { kind: 'reported' });
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: false });
});

test('a retry gets its fresh reading, also where polls have to rest first', () => {
  const late = polled(sampleStatus({ comments: fifty, evidence: { modCount: 4 } }));
  const shell = startShell(sampleInput(), {
    onInterrupt: (job) => (job.kind === 'poll' ? late : { kind: 'interrupted' }),
  });
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  for (let modCount = 1; modCount <= 3; modCount += 1) {
    read(shell, { comments: fifty, evidence: { modCount } });
  }
  untilPoll(shell);
  shell.send(retry);
  expect(shell.running('servicenow')).toBeUndefined();
  shell.pass(60 * minute);
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'reported' });
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
});

test('an interval of another configuration is followed from the next reading on', () => {
  const shell = waiting({}, samplePlan());
  read(shell, { cadence: { interval: minute, maximum: minute, spacing: 1_000 } });
  expect((shell.wake() ?? 0) - shell.now).toBeLessThanOrEqual(1.5 * minute);
});

test('a reading is on record where it says something new; of an older row nothing follows, and its comments come again', () => {
  const shell = waiting();
  const comment = { by: 'Nina Novak', at: '2026-11-24T09:00:00Z', text: 'Which client?' };
  const before = shell.facts.length;
  read(shell, { evidence: { modCount: 5, updatedBy: 'nina.novak' } });
  read(shell, { evidence: { modCount: 5, updatedBy: 'nina.novak' } });
  read(shell, { evidence: { modCount: 4, updatedBy: '' }, comments: [comment] });
  read(shell, { evidence: { modCount: 6, updatedBy: '' }, comments: [comment] });
  expect(shell.facts.slice(before)).toMatchObject([
    { kind: 'reading', evidence: { modCount: 5 }, passedOver: false, who: { name: 'nina.novak' } },
    { kind: 'reading', evidence: { modCount: 4 }, passedOver: true, who: { name: 'not said' } },
    { kind: 'reading', evidence: { modCount: 6 }, passedOver: false },
    { kind: 'comment', comment, who: { name: 'Nina Novak', from: 'servicenow' } },
  ]);
});
