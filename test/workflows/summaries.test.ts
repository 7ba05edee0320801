// Shows what an operator reads beside each timer and activity: from the state alone, without markup or people.
import { expect, test } from 'vitest';
import { activitySummary, timerSummary } from '../../workflows/lifecycle/summaries.ts';
import { nextWake } from '../../workflows/lifecycle/next-job.ts';
import { sampleInput, samplePlan, sampleTicket } from '../support/samples.ts';
import { startShell, type Shell } from '../support/shell.ts';
import { closed, decision, failed, polled, untilPoll, waiting } from '../support/settled.ts';

/** Of the timer that the request waits on. */
function timer(shell: Shell): string | undefined {
  const { state, now } = shell;
  const wake = nextWake(state, now);
  return wake === undefined ? undefined : timerSummary(state, wake.why);
}

const summaries = (shell: Shell) => shell.started.map((job) => activitySummary(shell.state, job));

test('each activity says what it is for', () => {
  const shell = startShell(sampleInput());
  expect(summaries(shell)).toEqual(['Plan the ticket: sap-roles']);
  shell.settle('servicenow', { kind: 'planned', plan: samplePlan() });
  expect(summaries(shell).at(-1)).toBe('Create the ticket: incident at main');
  const later = waiting();
  later.send(decision('1'));
  expect(summaries(later).at(-1)).toBe('Note decision 1 on INC0010001');
});

test('a timer says what the ticket was when it was last read, and what it waits for', () => {
  const shell = waiting();
  expect(timer(shell)).toBe('INC0010001 is open (state 1); until the next poll');
});

test('a timer says since when a system does not answer, and what needs a person', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', failed('Unavailable'));
  expect(timer(shell)).toMatch(
    /^INC0010001 is open \(state 1\); ServiceNow does not answer since 2026-\S+Z \(Unavailable\); until/,
  );
  const refused = waiting();
  refused.send(decision('1'));
  refused.settle('servicenow', failed('Refused', false));
  expect(timer(refused)).toMatch(/; needs a person \(Refused\); until the next poll$/);
});

test('the outcome is named where it is told; what comes from elsewhere is no markup, and not longer than a line', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('not-fulfilled')));
  shell.settle('identity-manager', { kind: 'reported' });
  expect(summaries(shell)).toContain('Tell the identity manager the outcome: not-fulfilled');
  const ticket = { ...sampleTicket, number: `[a](http://b) <b>${'x'.repeat(500)}` };
  const job = { lane: 'servicenow', kind: 'poll', epoch: 0, fresh: true } as const;
  const summary = activitySummary({ ...shell.state, ticket }, job);
  expect(summary).toMatch(/^Read \?a\?\(http:\?\?b\) \?b\?x+$/);
  expect(summary.length).toBeLessThanOrEqual(300);
});
