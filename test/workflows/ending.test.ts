// Shows how requests are cancelled, expire, are retried, and how their messages are delivered.
import { expect, test } from 'vitest';
import { view } from '../../workflows/lifecycle/view.ts';
import { sampleInput, samplePlan, sampleStatus, sampleTicket } from '../support/samples.ts';
import {
  minute,
  planned,
  created,
  polled,
  failed,
  closed,
  cancel,
  retry,
  waiting,
  untilPoll,
} from '../support/settled.ts';
import { startShell } from '../support/shell.ts';

test('cancelled before any attempt to create: at once, with no ticket', () => {
  const shell = startShell(sampleInput());
  shell.send(cancel);
  expect(shell.state.outcome).toMatchObject({ kind: 'cancelled', by: 'Ada', words: 'Not needed' });
  expect(shell.state.outcome?.ticket).toBeUndefined();
  expect(shell.running('identity-manager')?.kind).toBe('record');
});

test('cancelled while creating: looks only after quota and margin, then ends without a ticket', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.send(cancel);
  const nextLook = new Date(shell.now + 80_000).toISOString();
  expect(view(shell.state, shell.now)).toMatchObject({ state: 'cancelling', nextLook });
  expect(shell.running('servicenow')).toBeUndefined();
  shell.pass(79_000);
  expect(shell.running('servicenow')).toBeUndefined();
  shell.pass(1_000);
  expect(shell.running('servicenow')?.kind).toBe('look');
  shell.settle('servicenow', {
    kind: 'looked',
    result: { kind: 'missing', readAt: '', judgedBy: samplePlan().judgedBy },
  });
  expect(shell.state.outcome).toMatchObject({ kind: 'cancelled', cause: { id: 'c1' } });
});

test('cancelled while creating, and the ticket came: it is told, cancelled and recorded', () => {
  const shell = startShell(sampleInput(), { onInterrupt: () => created() });
  shell.settle('servicenow', planned());
  shell.send(cancel);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
  const status = sampleStatus({ phase: 'closed', result: 'cancelled', evidence: { modCount: 1 } });
  shell.settle('servicenow', { kind: 'updated', result: { kind: 'cancelled', status } });
  expect(shell.state.outcome).toMatchObject({ kind: 'cancelled', by: 'Ada', ticket: sampleTicket });
  expect(shell.state.outbox.waiting.map(({ kind }) => kind)).toEqual(['ticket-created', 'outcome']);
});

test('a ticket that was closed before this submission leaves a cancellation nothing to do', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.send(cancel);
  shell.pass(80_000);
  shell.settle('servicenow', failed('TicketClosedBefore', false));
  expect(shell.state.outcome?.kind).toBe('cancelled');
});

test('a cancellation that ServiceNow refuses asks for a person while polls go on', () => {
  const shell = waiting();
  shell.send(cancel);
  shell.settle('servicenow', failed('Refused', false));
  expect(view(shell.state, shell.now).attention[0]?.code).toBe('Refused');
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.state.outcome?.kind).toBe('fulfilled');
});

test('the same cancellation twice counts once; a second one is refused and kept on record', () => {
  const shell = waiting();
  shell.send(cancel);
  shell.send(cancel);
  expect(shell.state.rejected).toEqual([]);
  shell.send({
    kind: 'cancel',
    source: 'message',
    message: { id: 'c2', by: 'Eve', reason: 'Mine' },
  });
  expect(shell.state.rejected).toMatchObject([{ message: 'cancel c2' }]);
  expect(shell.state.cancellation?.by).toBe('Ada');
});

test('a deadline acts like a cancellation with the outcome expired', () => {
  const shell = waiting({}, samplePlan({ expireAfter: 2 * minute }));
  shell.pass(2 * minute);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
  const status = sampleStatus({ phase: 'closed', result: 'cancelled', evidence: { modCount: 1 } });
  shell.settle('servicenow', { kind: 'updated', result: { kind: 'cancelled', status } });
  expect(shell.state.outcome).toMatchObject({
    kind: 'expired',
    cause: { kind: 'deadline' },
    by: 'deadline of sap-roles',
  });
});

test('hints poll at once but not within the spacing', () => {
  const shell = waiting();
  shell.pass(20_000);
  shell.send({ kind: 'hint' });
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
  shell.settle('servicenow', polled());
  for (let count = 0; count < 50; count += 1) shell.send({ kind: 'hint' });
  expect(shell.running('servicenow')).toBeUndefined();
  shell.pass(10_000);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
});

test('retry starts anew what is in flight on both lanes', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  shell.pass(20_000);
  shell.send({ kind: 'hint' });
  shell.send(retry);
  const kinds = shell.started.map(({ kind }) => kind);
  expect(kinds.slice(2)).toEqual(['report', 'poll', 'poll', 'report']);
});

test('an identity manager that is down delays neither polls nor the outcome', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  untilPoll(shell);
  shell.settle('identity-manager', failed('Unreachable'));
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(view(shell.state, shell.now)).toMatchObject({
    state: 'delivering',
    undelivered: 3,
    waiting: [{ for: 'identity manager', activity: 'ReportProgress' }],
  });
});

test('a refused delivery asks for a person, and is tried again by retry alone', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  shell.settle('identity-manager', failed('DeliveryRefused', false));
  expect(shell.running('identity-manager')).toBeUndefined();
  expect(view(shell.state, shell.now).attention[0]?.code).toBe('DeliveryRefused');
  shell.send(retry);
  expect(shell.running('identity-manager')?.kind).toBe('report');
});

test('polls rest while 200 messages wait for the identity manager', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  const comments = Array.from({ length: 50 }, (_, index) => ({
    by: 'nina.novak',
    at: '2026-11-24T08:00:00Z',
    text: `${index}`,
  }));
  untilPoll(shell);
  for (let batch = 1; batch <= 4; batch += 1) {
    const evidence = { modCount: batch * 50 };
    shell.settle('servicenow', polled(sampleStatus({ comments, moreComments: true, evidence })));
  }
  expect(shell.state.outbox.waiting).toHaveLength(201);
  expect(shell.running('servicenow')).toBeUndefined();
  shell.settle('identity-manager', { kind: 'reported' });
  shell.settle('identity-manager', { kind: 'reported' });
  expect(shell.running('servicenow')).toMatchObject({ kind: 'poll', fresh: true });
});

test('what was said in vain is kept, the last twenty of it', () => {
  const shell = waiting();
  for (let count = 0; count < 25; count += 1) {
    shell.send({ kind: 'rejected', message: 'cancel', problem: `no ${count}` });
  }
  expect(view(shell.state, shell.now).rejected).toHaveLength(20);
  expect(view(shell.state, shell.now).rejected[0]?.problem).toBe('no 5');
});
