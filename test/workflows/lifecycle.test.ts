// Shows what readings, failures and refusals make of a request: each rule of the lifecycle by itself.
import { expect, test } from 'vitest';
import { view } from '../../workflows/lifecycle/view.ts';
import { sampleInput, sampleStatus, sampleTicket } from '../support/samples.ts';
import {
  minute,
  planned,
  created,
  polled,
  missing,
  failed,
  closed,
  cancel,
  retry,
  waiting,
  untilPoll,
  leftAlone,
} from '../support/settled.ts';
import { startShell } from '../support/shell.ts';

test('a request plans, creates, tells the ticket, polls, and records what the agent did', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.running('identity-manager')?.kind).toBe('report');
  shell.settle('identity-manager', { kind: 'reported' });
  expect(shell.running('identity-manager')?.kind).toBe('record');
  expect(shell.over).toBe(false);
  shell.settle('identity-manager', { kind: 'recorded' });
  expect(shell.over).toBe(true);
  expect(shell.state.outcome).toMatchObject({
    kind: 'fulfilled',
    by: 'Nina Novak',
    words: 'As asked',
    ticket: sampleTicket,
    cause: { kind: 'ticket', state: '7', result: 'fulfilled' },
  });
  expect(shell.started.map((job) => job.kind)).toEqual([
    'plan',
    'create',
    'report',
    'poll',
    'report',
    'record',
  ]);
});

test.each([
  ['grant', 'not-fulfilled', 'not-fulfilled'],
  ['renewal', 'not-fulfilled', 'not-fulfilled'],
  ['grant', 'cancelled', 'cancelled'],
  ['grant', 'rejected', 'denied'],
  ['removal', 'rejected', 'denied'],
  ['removal', 'fulfilled', 'fulfilled'],
] as const)('a %s whose ticket is closed as %s ends as %s', (action, result, outcome) => {
  const shell = waiting({ action });
  untilPoll(shell);
  shell.settle('servicenow', polled(closed(result)));
  expect(shell.state.outcome?.kind).toBe(outcome);
});

test.each(['not-fulfilled', 'cancelled'] as const)(
  'a removal whose ticket is closed as %s asks for a person, goes on polling and can still be done',
  (result) => {
    const shell = waiting({ action: 'removal' });
    untilPoll(shell);
    shell.settle('servicenow', polled(closed(result)));
    expect(shell.state.outcome).toBeUndefined();
    const [first] = view(shell.state, shell.now).attention;
    expect(first?.code).toBe('RemovalNotDone');
    untilPoll(shell);
    shell.settle('servicenow', polled(closed(result)));
    expect(view(shell.state, shell.now).attention[0]?.since).toBe(first?.since);
    untilPoll(shell);
    shell.settle('servicenow', polled(sampleStatus({ evidence: { modCount: 6 } })));
    expect(view(shell.state, shell.now).attention).toEqual([]);
    untilPoll(shell);
    shell.settle('servicenow', polled(closed('fulfilled', 7)));
    expect(shell.state.outcome?.kind).toBe('fulfilled');
  },
);

test('a removal in doubt that someone cancels ends as its ticket says', () => {
  const shell = waiting({ action: 'removal' });
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('not-fulfilled')));
  shell.send(cancel);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', polled(closed('not-fulfilled')));
  expect(shell.state.outcome?.kind).toBe('not-fulfilled');
});

test('a state that the map does not know asks for a person; a corrected map clears it', () => {
  const shell = waiting();
  untilPoll(shell);
  const strange = { state: '42', modCount: 3 };
  shell.settle(
    'servicenow',
    polled(sampleStatus({ phase: 'unknown', unknown: 'state "42"', evidence: strange })),
  );
  expect(view(shell.state, shell.now).attention[0]).toMatchObject({ code: 'TicketStateUnknown' });
  expect(view(shell.state, shell.now).attention[0]?.words).toContain('state "42"');
  expect(shell.state.outbox.waiting).toEqual([]);
  untilPoll(shell);
  shell.settle('servicenow', polled(sampleStatus({ phase: 'in-progress', evidence: strange })));
  expect(view(shell.state, shell.now).attention).toEqual([]);
  expect(shell.state.outbox.waiting.map(({ kind }) => kind)).toEqual(['phase']);
});

test('phase, hold reason and comments are told in order, each once', () => {
  const shell = waiting();
  const hold = sampleStatus({
    phase: 'on-hold',
    holdReason: 'Awaiting Caller',
    comments: [{ by: 'nina.novak', at: '2026-11-24T08:00:00Z', text: 'Which client?' }],
    evidence: { state: '3', modCount: 2 },
  });
  untilPoll(shell);
  shell.settle('servicenow', polled(hold));
  untilPoll(shell);
  shell.settle('servicenow', polled({ ...hold, comments: [] }));
  untilPoll(shell);
  const vendor = { ...hold, comments: [], holdReason: 'Awaiting Vendor' };
  shell.settle('servicenow', polled({ ...vendor, evidence: { ...hold.evidence, modCount: 3 } }));
  const told = shell.state.outbox.waiting.map(({ kind, sequence }) => [sequence, kind]);
  expect(told).toEqual([
    [2, 'comment'],
    [3, 'phase'],
    [4, 'phase'],
  ]);
});

test('a reading older than the last one changes nothing', () => {
  const shell = waiting();
  untilPoll(shell);
  const late = sampleStatus({ phase: 'in-progress', evidence: { state: '2', modCount: 4 } });
  shell.settle('servicenow', polled(late));
  const before = shell.state;
  untilPoll(shell);
  shell.settle('servicenow', polled(sampleStatus({ evidence: { modCount: 3 } })));
  expect(shell.state.reading).toEqual(before.reading);
  expect(shell.state.outbox.waiting).toEqual(before.outbox.waiting);
});

test('a ticket that is missing three times asks for a person, and is waited for', () => {
  const shell = waiting();
  for (const attention of [0, 0, 1, 1]) {
    untilPoll(shell);
    shell.settle('servicenow', missing);
    expect(view(shell.state, shell.now).attention).toHaveLength(attention);
  }
  untilPoll(shell);
  shell.settle('servicenow', polled());
  expect(view(shell.state, shell.now).attention).toEqual([]);
  expect(shell.state.outcome).toBeUndefined();
});

test('an outage is noted with its beginning, decides nothing, and is forgotten when it is over', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  const since = new Date(shell.now).toISOString();
  for (let burst = 0; burst < 5; burst += 1) {
    shell.pass(15 * minute);
    shell.settle('servicenow', failed('Unavailable'));
    expect(shell.running('servicenow')?.kind).toBe('create');
    const [waitingFor] = view(shell.state, shell.now).waiting;
    expect(waitingFor).toMatchObject({ for: 'ServiceNow', activity: 'CreateTicket', since });
  }
  shell.settle('servicenow', created());
  expect(view(shell.state, shell.now)).toMatchObject({ waiting: [], state: 'waiting-for-ticket' });
});

test('a poll that failed for a burst is repeated when the next poll is due', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', failed('Unreachable'));
  expect(shell.running('servicenow')).toBeUndefined();
  expect(view(shell.state, shell.now).waiting).toHaveLength(1);
  untilPoll(shell);
  shell.settle('servicenow', polled());
  expect(view(shell.state, shell.now).waiting).toEqual([]);
});

test('a refused write asks for a person and waits for retry', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', failed('CategoryNotEnabled', false));
  expect(view(shell.state, shell.now)).toMatchObject({
    state: 'planning',
    attention: [{ code: 'CategoryNotEnabled' }],
  });
  shell.pass(7 * 24 * 60 * minute);
  expect(shell.running('servicenow')).toBeUndefined();
  shell.send(retry);
  expect(shell.running('servicenow')?.kind).toBe('plan');
  expect(view(shell.state, shell.now)).toMatchObject({
    attention: [],
    interventions: [{ kind: 'retry', by: 'Olga', reason: 'Repaired' }],
  });
});
