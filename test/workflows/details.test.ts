// Shows what operators read of a request in Temporal's UI, from its state alone.
import { expect, test } from 'vitest';
import { detailsOf } from '../../workflows/lifecycle/details.ts';
import { view } from '../../workflows/lifecycle/view.ts';
import { sampleInput } from '../support/samples.ts';
import { startShell } from '../support/shell.ts';
import { closed, decision, failed, polled, untilPoll, waiting } from '../support/settled.ts';

test('a request that waits: its state in words, its ticket as a link, its next poll', () => {
  const shell = waiting();
  shell.send(decision('1'));
  expect(detailsOf(view(shell.state, shell.now), shell.state.input.request).split('\n')).toEqual([
    '**grant R-1** (test): waits for its ticket to close',
    '- Service item SAP role Z\\_FI\\_CLERK (SI-7, sap-roles)',
    '- Reference [PWO-1](https://im.example/requests/PWO-1)',
    '- Ticket [INC0010001](https://sn.example/incident.do?sys_id=0123456789abcdef0123456789abcdef) at main',
    '- Last seen open, state 1, 2026-11-24T08:00:00.000Z',
    expect.stringMatching(/^- Next poll 2026-11-24T/),
    '- Notes: 0 written, 1 waiting, 0 held back',
  ]);
});

test('since when ServiceNow has not answered, and what needs a person and what to do', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', failed('Unavailable'));
  shell.send(decision('1'));
  shell.settle('servicenow', failed('Refused', false));
  const details = detailsOf(view(shell.state, shell.now), shell.state.input.request);
  expect(details).toMatch(/\*\*Needs a person\*\* since \S+: The system refuses the call for good/);
  expect(details).toContain('  - To do: Correct what the message names');
  const down = startShell(sampleInput());
  down.settle('servicenow', failed('Unexpected'));
  expect(detailsOf(view(down.state, down.now), down.state.input.request)).toMatch(
    /\*\*worker has not answered\*\* PlanTicket since \S+: Unexpected happened/,
  );
});

test('the outcome, and what the identity manager has not taken; words of others are no Markdown', () => {
  const shell = waiting({ serviceCategory: 'x' });
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('not-fulfilled')));
  const details = detailsOf(view(shell.state, shell.now), shell.state.input.request);
  expect(details).toContain('- Not yet taken by the identity manager: 2');
  expect(details).toContain('- Outcome **not-fulfilled**');
  expect(details).not.toContain('Nina Novak');
  const status = view(shell.state, shell.now);
  const words = 'see [here](javascript:alert) <b>now</b>';
  const attention = [{ code: 'X', words, remedy: '`no`', since: '' }];
  expect(detailsOf({ ...status, attention }, shell.state.input.request)).toContain(
    'see \\[here\\]\\(javascript:alert\\)',
  );
  expect(detailsOf({ ...status, attention }, shell.state.input.request)).not.toContain('<b>');
});
