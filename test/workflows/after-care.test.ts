// Shows after-care: what is seen, told and written after the outcome, which stands.
import { expect, test } from 'vitest';
import type { Plan } from '../../contract/plan.ts';
import type { Settled } from '../../workflows/lifecycle/state.ts';
import { view } from '../../workflows/lifecycle/view.ts';
import { samplePlan, sampleStatus } from '../support/samples.ts';
import {
  cancel,
  closed,
  decision,
  failed,
  minute,
  missing,
  notThere,
  polled,
  retry,
  untilPoll,
  waiting,
  writeAll,
} from '../support/settled.ts';

const mastered = (change: Partial<Plan> = {}) =>
  waiting({}, samplePlan({ master: 'identity-manager', ...change }));

const final = { final: true, reason: 'As ordered' } as const;
const closedByUs: Settled = {
  kind: 'updated',
  result: { kind: 'closed', status: closed('fulfilled') },
};

const day = 24 * 60 * minute;

test('in after-care a reopened ticket is told and needs a person, a late decision is noted; then it is over', () => {
  const shell = waiting({}, samplePlan({ afterCare: day }));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'recorded' });
  expect(shell.over).toBe(false);
  untilPoll(shell);
  shell.settle(
    'servicenow',
    polled(sampleStatus({ phase: 'in-progress', evidence: { modCount: 7 } })),
  );
  expect(shell.state.attention.reading).toMatchObject({ code: 'TicketReopened' });
  expect(shell.running('identity-manager')).toMatchObject({
    kind: 'report',
    progress: { sequence: 4, phase: 'in-progress' },
  });
  shell.settle('identity-manager', { kind: 'reported' });
  shell.send(decision('late'));
  expect(writeAll(shell)).toEqual(['decision late']);
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('cancelled', 9)));
  expect(shell.state.attention.reading).toBeUndefined();
  expect(shell.state.outcome).toMatchObject({ kind: 'fulfilled' });
  shell.settle('identity-manager', { kind: 'reported' });
  for (let turn = 0; turn < 2_000 && !shell.over; turn += 1) {
    if (shell.running('servicenow') !== undefined)
      shell.settle('servicenow', polled(closed('cancelled', 9)));
    shell.pass(minute);
  }
  expect(shell.over).toBe(true);
});

test('a hint that came with the last reading before the outcome is followed in after-care, after the spacing', () => {
  const shell = waiting({}, samplePlan({ afterCare: day }));
  untilPoll(shell);
  shell.send({ kind: 'hint' });
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.state.nextPoll).toEqual({ at: shell.now + 10_000, fresh: true });
  const without = waiting();
  untilPoll(without);
  without.send({ kind: 'hint' });
  without.settle('servicenow', polled(closed('fulfilled')));
  expect(without.state.nextPoll).toBeUndefined();
});

test('once after-care is over, the request has ended and says so', () => {
  const shell = waiting({}, samplePlan({ afterCare: day }));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'recorded' });
  expect(view(shell.state, shell.now).state).toBe('after-care');
  for (let turn = 0; turn < 2_000 && !shell.over; turn += 1) {
    if (shell.running('servicenow') !== undefined)
      shell.settle('servicenow', polled(closed('fulfilled')));
    shell.pass(minute);
  }
  expect(shell.over).toBe(true);
  expect(view(shell.state, shell.now).state).toBe('ended');
});

test('the outcome is told after what was said before it, and before what is seen after it', () => {
  const shell = waiting({}, samplePlan({ afterCare: day }));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  // The identity manager is slow: the ticket is reopened before it has taken the outcome.
  untilPoll(shell);
  shell.settle('servicenow', polled(sampleStatus({ phase: 'open', evidence: { modCount: 7 } })));
  const told: number[] = [];
  for (
    let job = shell.running('identity-manager');
    job !== undefined;
    job = shell.running('identity-manager')
  ) {
    if (job.kind === 'report') told.push(job.progress.sequence);
    if (job.kind === 'record') told.push(job.sequence);
    shell.settle('identity-manager', { kind: job.kind === 'record' ? 'recorded' : 'reported' });
  }
  expect(told).toEqual([2, 3, 4]);
});

test('an outcome is taken once: a ticket that is missing in after-care decides nothing more', () => {
  const shell = waiting({}, samplePlan({ afterCare: 20 * day }));
  for (let polls = 0; polls < 3; polls += 1) {
    untilPoll(shell);
    shell.settle('servicenow', missing);
  }
  shell.send(cancel);
  shell.settle('servicenow', notThere);
  const { outcome } = shell.state;
  expect(outcome).toMatchObject({ kind: 'cancelled' });
  shell.send(retry);
  for (let polls = 0; polls < 5; polls += 1) {
    if (shell.running('servicenow') === undefined) untilPoll(shell);
    shell.settle('servicenow', missing);
  }
  expect(shell.state).toMatchObject({ outcome });
});

test('in after-care a note that is refused waits for a person; after it, it is tried once more and given up', () => {
  const shell = waiting({}, samplePlan({ afterCare: day }));
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'recorded' });
  shell.send(decision('late'));
  shell.settle('servicenow', failed('TemplateFailed', false));
  expect(shell.state.attention.note).toMatchObject({ code: 'TemplateFailed' });
  expect(shell.state.notes.waiting).toHaveLength(1);
  for (let turn = 0; turn < 2_000 && shell.running('servicenow')?.kind !== 'note'; turn += 1) {
    if (shell.running('servicenow') !== undefined)
      shell.settle('servicenow', polled(closed('fulfilled')));
    shell.pass(minute);
  }
  shell.settle('servicenow', failed('TemplateFailed', false));
  expect(shell.state.notes).toMatchObject({ waiting: [], givenUp: 1 });
  expect(shell.over).toBe(true);
});

test('our own closing is no news after the outcome', () => {
  const shell = mastered({ closeWhen: 'decided', afterCare: day });
  shell.send(decision('1', final));
  writeAll(shell);
  shell.settle('servicenow', closedByUs);
  shell.settle('identity-manager', { kind: 'recorded' });
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.state.outbox.waiting).toEqual([]);
});
