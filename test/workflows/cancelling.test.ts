// Shows how a cancellation spares what others have done, waits for what is unknown, and comes to an end.
import { expect, test } from 'vitest';
import { view } from '../../workflows/lifecycle/view.ts';
import { sampleInput, samplePlan, sampleStatus } from '../support/samples.ts';
import {
  cancel,
  closed,
  failed,
  leftAlone,
  missing,
  notThere,
  planned,
  polled,
  retry,
  untilPoll,
  waiting,
} from '../support/settled.ts';
import { startShell } from '../support/shell.ts';

const unknown = polled(
  sampleStatus({ phase: 'unknown', unknown: 'state "42"', evidence: { modCount: 2 } }),
);
const resolved = polled(sampleStatus({ phase: 'resolved', evidence: { modCount: 2 } }));

test.each([
  ['in a state that nobody knows', unknown],
  ['resolved', resolved],
])('a ticket %s is left alone, and read at the cadence, not in a loop', (_, reading) => {
  const shell = waiting();
  shell.send(cancel);
  const before = shell.started.length;
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', reading);
  expect(shell.running('servicenow')).toBeUndefined();
  untilPoll(shell);
  shell.settle('servicenow', reading);
  expect(shell.started.slice(before).map(({ kind }) => kind)).not.toContain('cancel');
  expect(view(shell.state, shell.now).state).toBe('cancelling');
});

test('a ticket that is open again after all is cancelled then', () => {
  const shell = waiting();
  shell.send(cancel);
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', resolved);
  untilPoll(shell);
  const reopened = sampleStatus({ phase: 'in-progress', evidence: { modCount: 3 } });
  shell.settle('servicenow', polled(reopened));
  expect(shell.running('servicenow')?.kind).toBe('cancel');
});

test('a retry tries the cancellation of a ticket that was left alone at once', () => {
  const shell = waiting();
  shell.send(cancel);
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', unknown);
  shell.send(retry);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
});

test('what the agent wrote before closing is told before the outcome', () => {
  const shell = waiting();
  const comments = [{ by: 'nina.novak', at: '2026-11-24T08:00:00Z', text: 'Done already' }];
  shell.send(cancel);
  shell.settle('servicenow', leftAlone);
  const first = { ...closed('fulfilled'), comments, moreComments: true };
  shell.settle('servicenow', polled(first));
  expect(shell.state.outcome).toBeUndefined();
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
  shell.settle('servicenow', polled({ ...closed('fulfilled'), comments }));
  expect(shell.state.outcome?.kind).toBe('fulfilled');
  expect(shell.state.outbox.waiting.map(({ kind }) => kind)).toEqual([
    'comment',
    'phase',
    'comment',
    'outcome',
  ]);
});

test('a ticket that vanished while it was being cancelled needs a person, whose retry ends the request', () => {
  const shell = waiting();
  shell.send(cancel);
  shell.settle('servicenow', notThere);
  for (const attention of [0, 1]) {
    untilPoll(shell);
    shell.settle('servicenow', missing);
    expect(view(shell.state, shell.now).attention).toHaveLength(attention);
  }
  shell.pass(86_400_000);
  expect(shell.state.outcome).toBeUndefined();
  shell.send(retry);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
  shell.settle('servicenow', notThere);
  expect(shell.state.outcome).toMatchObject({ kind: 'cancelled', cause: { id: 'c1' } });
});

test('whoever cancels a request knowing that its ticket is missing ends it', () => {
  const shell = waiting();
  for (let count = 0; count < 3; count += 1) {
    untilPoll(shell);
    shell.settle('servicenow', missing);
  }
  shell.send(cancel);
  shell.settle('servicenow', notThere);
  expect(shell.state.outcome?.kind).toBe('cancelled');
});

test('a ticket that was missing and is found again is cancelled as any other', () => {
  const shell = waiting();
  for (let count = 0; count < 3; count += 1) {
    untilPoll(shell);
    shell.settle('servicenow', missing);
  }
  untilPoll(shell);
  shell.settle('servicenow', polled());
  shell.send(cancel);
  shell.settle('servicenow', notThere);
  expect(shell.state.outcome).toBeUndefined();
});

test('where an earlier run was stopped, a cancellation plans and looks before it ends the request', () => {
  const shell = startShell({ ...sampleInput(), former: true });
  shell.send(cancel);
  expect(shell.running('servicenow')?.kind).toBe('plan');
  shell.settle('servicenow', planned());
  expect(shell.running('servicenow')).toBeUndefined();
  shell.pass(80_000);
  expect(shell.running('servicenow')?.kind).toBe('look');
});

test('a creation note that cannot be read keeps a cancelled request from ending unseen', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.send(cancel);
  shell.pass(80_000);
  shell.settle('servicenow', failed('CreationNoteUnreadable', false));
  expect(shell.state.outcome).toBeUndefined();
  expect(view(shell.state, shell.now).attention).toMatchObject([
    { code: 'CreationNoteUnreadable' },
  ]);
});

test('a pause that the other side asked for outlasts the burst', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned(samplePlan()));
  shell.pass(600_000);
  const told = { kind: 'failed', failure: { type: 'RateLimited', message: '429' } } as const;
  shell.settle('servicenow', { ...told, retryable: true, pause: 300_000 });
  shell.pass(299_000);
  expect(shell.running('servicenow')).toBeUndefined();
  shell.pass(1_000);
  expect(shell.running('servicenow')?.kind).toBe('create');
});

test('a row that seems older is read afresh; fresh, it counts, for a record may be restored', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', polled(sampleStatus({ evidence: { modCount: 9 } })));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled', 4)));
  expect(shell.state.outcome).toBeUndefined();
  shell.pass(10_000);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
  shell.settle('servicenow', polled(closed('fulfilled', 4)));
  expect(shell.state.outcome?.kind).toBe('fulfilled');
});

test('an outcome always has a name, even where ServiceNow gives none', () => {
  const shell = waiting();
  untilPoll(shell);
  const { closedBy, ...nameless } = closed('fulfilled');
  const evidence = { ...nameless.evidence, updatedBy: '' };
  shell.settle('servicenow', polled({ ...nameless, evidence }));
  expect(closedBy).toBe('Nina Novak');
  expect(shell.state.outcome?.by).toBe('someone whom ServiceNow does not name');
});
