// Shows what a message does to what is under way: what is broken off, what goes on, what comes too late.
import { expect, test } from 'vitest';
import { drive } from '../../workflows/lifecycle/drive.ts';
import { view } from '../../workflows/lifecycle/view.ts';
import { sampleInput, samplePlan, sampleStatus } from '../support/samples.ts';
import {
  cancel,
  closed,
  created,
  failed,
  minute,
  planned,
  polled,
  retry,
  untilPoll,
  waiting,
} from '../support/settled.ts';
import { startShell, type Shell } from '../support/shell.ts';

const hint = { kind: 'hint' } as const;
const missing = {
  kind: 'looked',
  result: { kind: 'missing', readAt: '', judgedBy: samplePlan().judgedBy },
} as const;

/** A request that is being created, then cancelled: the look of it is under way. */
function looking(plan = samplePlan()): Shell {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned(plan));
  shell.send(cancel);
  shell.pass(80_000);
  expect(shell.running('servicenow')?.kind).toBe('look');
  return shell;
}

/** What else may happen while a job is under way: nothing of it is a reason to break it off. */
function bystanders(shell: Shell): void {
  shell.send(hint);
  shell.send({ kind: 'time' });
  shell.send({ kind: 'rejected', message: 'cancel', problem: 'must be an object' });
}

test('nothing but a cancellation and a retry breaks off what is under way', () => {
  const shell = startShell(sampleInput());
  bystanders(shell);
  shell.settle('servicenow', planned());
  bystanders(shell);
  shell.settle('servicenow', created());
  untilPoll(shell);
  bystanders(shell);
  shell.send(cancel);
  bystanders(shell);
  expect(shell.started.map(({ kind }) => kind)).toEqual([
    'plan',
    'create',
    'report',
    'poll',
    'cancel',
  ]);
});

test('the look after a cancellation is not broken off', () => {
  const shell = looking();
  bystanders(shell);
  shell.settle('servicenow', missing);
  expect(shell.state.outcome?.kind).toBe('cancelled');
  expect(view(shell.state, shell.now)).not.toHaveProperty('nextLook');
  expect(shell.started.map(({ kind }) => kind)).toEqual(['plan', 'create', 'look', 'record']);
});

test('an outcome breaks off no delivery', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  bystanders(shell);
  expect(shell.started.map(({ kind }) => kind)).toEqual(['plan', 'create', 'report', 'poll']);
});

test('a cancellation breaks off a plan, and what was planned counts no more', () => {
  for (const late of [planned(), failed('CategoryNotEnabled', false), failed('Unexpected')]) {
    const shell = startShell(sampleInput(), { onInterrupt: () => late });
    shell.send(cancel);
    expect(shell.running('servicenow')).toBeUndefined();
    expect(shell.state.outcome).not.toHaveProperty('ticket');
    expect(shell.state).not.toHaveProperty('plan');
    expect(view(shell.state, shell.now)).toMatchObject({
      state: 'delivering',
      attention: [],
      waiting: [],
    });
  }
});

test('a cancellation goes before a poll; where it is refused, the poll is made up for', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.send(cancel);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
  shell.settle('servicenow', failed('Refused', false));
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: false });
  bystanders(shell);
  shell.settle('servicenow', polled());
  expect(view(shell.state, shell.now).attention).toMatchObject([{ code: 'Refused' }]);
  expect(shell.started.map(({ kind }) => kind).slice(3)).toEqual(['poll', 'cancel', 'poll']);
  // Only the next poll is due now, not a look for a ticket that is there.
  expect(shell.wake()).toBe(Date.parse(view(shell.state, shell.now).nextPoll ?? ''));
});

test('a hinted poll that is broken off is made up for by one as fresh', () => {
  const shell = waiting();
  shell.pass(20_000);
  shell.send(hint);
  shell.send(cancel);
  shell.settle('servicenow', failed('Refused', false));
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
});

test('a retry reads the ticket at once and anew, whether a poll is under way or not', () => {
  const idle = waiting();
  idle.send(retry);
  expect(idle.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
  const busy = waiting();
  untilPoll(busy);
  expect(busy.running('servicenow')).toMatchObject({ fresh: false });
  busy.send(retry);
  expect(busy.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
});

test('a retry before there is a ticket causes no poll beside the usual ones', () => {
  const shell = startShell(sampleInput());
  shell.send(retry);
  shell.settle('servicenow', planned());
  shell.send(retry);
  shell.send(hint);
  expect(view(shell.state, shell.now)).not.toHaveProperty('nextPoll');
  expect(view(shell.state, shell.now)).not.toHaveProperty('nextLook');
  shell.settle('servicenow', created());
  expect(shell.running('servicenow')).toBeUndefined();
  untilPoll(shell);
  expect(shell.running('servicenow')).toMatchObject({ fresh: false });
  expect(shell.now - shell.state.submittedAt).toBeGreaterThanOrEqual(2.5 * minute);
});

test('a hint while a poll is under way leads to one more, after the spacing, and to no third', () => {
  const shell = waiting();
  untilPoll(shell);
  const began = shell.now;
  shell.send(hint);
  shell.pass(1_000);
  shell.settle('servicenow', polled());
  expect(shell.wake()).toBe(began + 10_000);
  untilPoll(shell);
  expect(shell.running('servicenow')).toMatchObject({ fresh: true });
  shell.settle('servicenow', polled());
  untilPoll(shell);
  expect(shell.running('servicenow')).toMatchObject({ fresh: false });
  expect(shell.now - began).toBeGreaterThan(2 * minute);
});

test('a timer that is set says whether it replaces one that runs, for only that one needs an end', () => {
  const shell = waiting();
  const [set] = drive(shell.state, [hint], shell.now + 1).commands;
  expect(set).toMatchObject({ kind: 'timer', wake: { why: 'poll' }, replaces: true });
  untilPoll(shell);
  const read = { kind: 'settled', lane: 'servicenow', settled: polled(sampleStatus()) } as const;
  const [next] = drive(shell.state, [read], shell.now).commands;
  expect(next).toMatchObject({ kind: 'timer', wake: { why: 'poll' }, replaces: false });
});

test('hints keep the spacing that is in force, which a reading brings with it', () => {
  const shell = waiting();
  untilPoll(shell);
  const cadence = { interval: 10 * minute, maximum: 60 * minute, spacing: 2 * minute };
  shell.settle('servicenow', polled(sampleStatus({ cadence })));
  const { polledAt } = shell.state;
  expect((shell.wake() ?? 0) - shell.now).toBeGreaterThanOrEqual(5 * minute);
  shell.send(hint);
  expect(shell.wake()).toBe(polledAt + 2 * minute);
});

test('what comes after the outcome changes nothing, and a cancellation is told so', () => {
  const shell = waiting({}, samplePlan({ expireAfter: 60 * minute }));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(view(shell.state, shell.now)).not.toHaveProperty('nextPoll');
  for (const event of [retry, cancel, hint]) shell.send(event);
  expect(shell.state.rejected).toMatchObject([
    { message: 'cancel c1', problem: 'the request has an outcome already' },
  ]);
  expect(shell.wake()).toBeUndefined();
  expect(view(shell.state, shell.now)).toMatchObject({
    state: 'delivering',
    outcome: { kind: 'fulfilled' },
  });
  expect(view(shell.state, shell.now)).not.toHaveProperty('cancellation');
  expect(view(shell.state, shell.now)).not.toHaveProperty('nextPoll');
  shell.pass(120 * minute);
  expect(shell.state.outcome?.kind).toBe('fulfilled');
});

test('a second cancellation is told that the first one is under way', () => {
  const shell = waiting();
  shell.send(cancel);
  shell.send({
    kind: 'cancel',
    source: 'message',
    message: { id: 'c2', by: 'Eve', reason: 'Mine' },
  });
  expect(shell.state.rejected).toMatchObject([
    { message: 'cancel c2', problem: 'the request is being ended already' },
  ]);
});

test('a look that is refused waits for a person, and nothing falls due meanwhile', () => {
  const shell = looking();
  shell.settle('servicenow', failed('TicketNotOurs', false));
  expect(shell.wake()).toBeUndefined();
  expect(view(shell.state, shell.now)).not.toHaveProperty('nextLook');
  expect(view(shell.state, shell.now)).toMatchObject({
    state: 'cancelling',
    attention: [{ code: 'TicketNotOurs' }],
  });
});

test('a deadline says which, and cancels under an id of its own', () => {
  const shell = waiting({}, samplePlan({ expireAfter: 60 * minute }));
  const expiresAt = new Date(shell.state.submittedAt + 60 * minute).toISOString();
  while (shell.running('servicenow')?.kind !== 'cancel') {
    shell.pass((shell.wake() ?? 0) - shell.now);
    if (shell.running('servicenow')?.kind === 'poll') {
      // A poll needs no timer beside it: the deadline is seen when it ends.
      expect(shell.wake()).toBeUndefined();
      shell.settle('servicenow', polled());
    }
  }
  expect(new Date(shell.now).toISOString()).toBe(expiresAt);
  expect(shell.running('servicenow')).toMatchObject({
    cancellation: { id: 'expireAfter', reason: `Not done by ${expiresAt}.` },
  });
});

test('of interventions the last twenty are kept', () => {
  const shell = waiting();
  for (let count = 0; count < 25; count += 1) {
    shell.send({ kind: 'retry', message: { by: 'Olga', reason: `try ${count}` } });
  }
  const { interventions } = view(shell.state, shell.now);
  expect(interventions).toHaveLength(20);
  expect(interventions[0]?.reason).toBe('try 5');
});
