// Shows how the identity manager as master ends a request: by a final decision, and by nothing that the ticket says.
import { expect, test } from 'vitest';
import type { Plan } from '../../contract/plan.ts';
import type { Settled } from '../../workflows/lifecycle/state.ts';
import { sampleInput, samplePlan, sampleStatus } from '../support/samples.ts';
import { startShell, type Shell } from '../support/shell.ts';
import {
  cancel,
  change,
  closed,
  created,
  decision,
  failed,
  leftAlone,
  minute,
  missing,
  notThere,
  noted,
  planned,
  polled,
  retry,
  untilPoll,
  waiting,
  writeAll,
  writing,
} from '../support/settled.ts';

const mastered = (change: Partial<Plan> = {}) =>
  waiting({}, samplePlan({ master: 'identity-manager', ...change }));

const final = { final: true, reason: 'As ordered' } as const;
const assigned = change('effective', { status: 'Assigned' });
const closedByUs: Settled = {
  kind: 'updated',
  result: { kind: 'closed', status: closed('fulfilled') },
};
const cancelledByUs: Settled = {
  kind: 'updated',
  result: { kind: 'cancelled', status: closed('cancelled') },
};

test('approvals are mirrored; the final one and its effect close the ticket, after their notes', () => {
  const shell = mastered();
  for (const id of ['1', '2']) shell.send(decision(id));
  shell.send(decision('3', final));
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', releases: false });
  expect(writeAll(shell)).toEqual(['decision 1', 'decision 2', 'decision 3']);
  expect(shell.running('servicenow')).toBeUndefined();
  shell.send(assigned);
  expect(writing(shell)).toBe('change effective');
  shell.settle('servicenow', noted());
  expect(shell.running('servicenow')).toMatchObject({
    kind: 'close',
    ending: { id: '3', by: 'Mary Roe', reason: 'As ordered' },
  });
  shell.settle('servicenow', closedByUs);
  expect(shell.state.outcome).toMatchObject({
    kind: 'fulfilled',
    cause: { kind: 'decision', id: '3', verdict: 'approved' },
    by: 'Mary Roe',
    words: 'As ordered',
  });
});

test('the note of the final approval says so, so that the ticket shows it', () => {
  const shell = mastered();
  shell.send(decision('1', final));
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', releases: true });
  shell.settle('servicenow', noted());
  shell.send(decision('2', final));
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', releases: false });
  expect(shell.state.rejected).toMatchObject([{ message: 'decision 2' }]);
});

test('by category a final approval closes at once', () => {
  const shell = mastered({ closeWhen: 'decided' });
  shell.send(decision('1', final));
  writeAll(shell);
  expect(shell.running('servicenow')?.kind).toBe('close');
});

test('effective before the final decision, and before the ticket exists: it closes all the same', () => {
  const shell = startShell(sampleInput());
  shell.send(assigned);
  shell.send(decision('1', final));
  shell.settle('servicenow', planned(samplePlan({ master: 'identity-manager' })));
  shell.settle('servicenow', created());
  expect(writeAll(shell)).toEqual(['change effective', 'decision 1']);
  expect(shell.running('servicenow')?.kind).toBe('close');
});

test('a final denial cancels the ticket, after its note, and the outcome is denied', () => {
  const shell = mastered();
  shell.send(decision('1', { ...final, verdict: 'denied' }));
  expect(writeAll(shell)).toEqual(['decision 1']);
  expect(shell.running('servicenow')).toMatchObject({
    kind: 'cancel',
    cancellation: { outcome: 'denied', by: 'Mary Roe' },
  });
  shell.settle('servicenow', cancelledByUs);
  expect(shell.state.outcome).toMatchObject({
    kind: 'denied',
    cause: { kind: 'decision', id: '1', verdict: 'denied' },
  });
});

test('denied before the ticket: at once, with nothing created', () => {
  const shell = startShell(sampleInput());
  shell.send(decision('1', { ...final, verdict: 'denied' }));
  shell.settle('servicenow', planned(samplePlan({ master: 'identity-manager' })));
  expect(shell.state.outcome).toMatchObject({ kind: 'denied' });
  expect(shell.started.map(({ kind }) => kind)).toEqual(['plan', 'record']);
});

test('with ServiceNow as master no decision ends anything', () => {
  const shell = waiting();
  shell.send(decision('1', { ...final, verdict: 'denied' }));
  shell.send(decision('2', final));
  shell.send(assigned);
  expect(writeAll(shell)).toHaveLength(3);
  expect(shell.running('servicenow')).toBeUndefined();
  expect(shell.state.outcome).toBeUndefined();
});

test('a ticket that is closed before the decision decides nothing and asks for a person', () => {
  const shell = mastered();
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('cancelled')));
  expect(shell.state.outcome).toBeUndefined();
  expect(shell.state.attention.reading).toMatchObject({ code: 'TicketClosedEarly' });
  shell.send(decision('1', final));
  shell.send(assigned);
  writeAll(shell);
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', polled(closed('cancelled', 6)));
  expect(shell.state.outcome).toMatchObject({ kind: 'fulfilled', cause: { kind: 'decision' } });
});

test('a denial of a ticket that is closed already ends as denied', () => {
  const shell = mastered();
  shell.send(decision('1', { ...final, verdict: 'denied' }));
  writeAll(shell);
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.state.outcome).toMatchObject({ kind: 'denied' });
});

test('what cannot be closed by us waits for a person, and ends once somebody closes it', () => {
  const shell = mastered({ closeWhen: 'decided' });
  shell.send(decision('1', final));
  writeAll(shell);
  shell.settle('servicenow', failed('Refused', false));
  expect(shell.state.attention.write).toMatchObject({ code: 'Refused' });
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('not-fulfilled')));
  expect(shell.state.outcome).toMatchObject({ kind: 'fulfilled' });
});

test('a ticket that is left alone is closed once it can be: also when it is resolved', () => {
  const shell = mastered({ closeWhen: 'decided' });
  shell.send(decision('1', final));
  writeAll(shell);
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', polled(sampleStatus({ phase: 'unknown', unknown: 'state "42"' })));
  expect(shell.running('servicenow')).toBeUndefined();
  untilPoll(shell);
  shell.settle(
    'servicenow',
    polled(sampleStatus({ phase: 'resolved', evidence: { modCount: 4 } })),
  );
  expect(shell.running('servicenow')?.kind).toBe('close');
});

test('a note that is refused does not hold up what the decision ends', () => {
  const shell = mastered({ closeWhen: 'decided' });
  shell.send(decision('1', final));
  shell.settle('servicenow', failed('Refused', false));
  expect(shell.running('servicenow')?.kind).toBe('close');
});

test('a cancellation ends what was approved and is not effective; a decision after it decides nothing', () => {
  const shell = mastered();
  shell.send(decision('1', final));
  writeAll(shell);
  shell.send(cancel);
  shell.send(assigned);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
  shell.settle('servicenow', cancelledByUs);
  expect(shell.state.outcome).toMatchObject({ kind: 'cancelled', by: 'Ada' });
});

test('a deadline does not expire what is granted and only waits to be closed', () => {
  const shell = mastered({ expireAfter: 60 * minute, closeWhen: 'decided' });
  shell.send(decision('1', final));
  writeAll(shell);
  shell.settle('servicenow', failed('Unavailable'));
  shell.pass(120 * minute);
  expect(shell.state.cancellation).toBeUndefined();
  shell.settle('servicenow', closedByUs);
  expect(shell.state.outcome).toMatchObject({ kind: 'fulfilled' });
});

test('a ticket that is gone for good ends by the decision once a person has said so', () => {
  const shell = mastered({ closeWhen: 'decided' });
  shell.send(decision('1', final));
  writeAll(shell);
  shell.settle('servicenow', notThere);
  for (let polls = 0; polls < 2; polls += 1) {
    untilPoll(shell);
    shell.settle('servicenow', missing);
  }
  expect(shell.state.attention.reading).toMatchObject({ code: 'TicketMissing' });
  shell.send(retry);
  settleUntilNoted(shell);
  expect(shell.state.outcome).toMatchObject({ kind: 'fulfilled' });
});

/** The retry tries to close again, and the ticket is still not there. */
function settleUntilNoted(shell: Shell): void {
  expect(shell.running('servicenow')?.kind).toBe('close');
  shell.settle('servicenow', notThere);
}

test('a cancellation of what is granted for good and being closed is refused: the grant stands', () => {
  const shell = mastered({ closeWhen: 'decided' });
  shell.send(decision('1', final));
  shell.send(cancel);
  expect(shell.state.cancellation).toBeUndefined();
  expect(shell.state.rejected).toMatchObject([{ message: 'cancel c1' }]);
});

test('a note after a cancellation does not show the approval as given', () => {
  const shell = mastered();
  shell.send(decision('1', final));
  shell.settle('servicenow', failed('Unavailable'));
  shell.send(cancel);
  shell.settle('servicenow', cancelledByUs);
  shell.pass(10 * minute);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'note', releases: false });
});
