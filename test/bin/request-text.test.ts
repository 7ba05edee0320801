// What people read of a request: its state in words, since when a system is silent, and what to do.
import { expect, test } from 'vitest';
import type { RequestReport } from '../../client/status.ts';
import { listText, reportText, submissionText } from '../../bin/request-text.ts';
import type { RequestStatus } from '../../contract/status.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { sampleStatus, sampleTicket } from '../support/samples.ts';

const at = '2026-11-24T08:00:00.000Z';
const facts = { id: 'R-1', workflowId: 'access-request-R-1', runId: 'run', startedAt: at };
const status: RequestStatus = {
  id: 'R-1',
  action: 'grant',
  environment: 'test',
  state: 'waiting-for-ticket',
  submittedAt: at,
  notes: { written: 0, waiting: 0, held: 0, givenUp: 0 },
  continued: 0,
  blocked: [],
  waiting: [],
  attention: [],
  undelivered: 0,
  rejected: [],
  interventions: [],
};
const outcome: Outcome = {
  kind: 'fulfilled',
  cause: { kind: 'ticket', state: '7', result: 'fulfilled' },
  by: 'Nina Novak',
  words: 'Done',
  at,
};

const running = (
  change: Partial<RequestStatus>,
  pending: Extract<RequestReport, { kind: 'running' }>['pending'] = [],
): string => reportText({ kind: 'running', ...facts, status: { ...status, ...change }, pending });

test('an open ticket: its link, its phase, who works on it, the next poll', () => {
  const reading = sampleStatus({
    phase: 'on-hold',
    holdReason: 'Awaiting Vendor',
    evidence: { assignedTo: 'Nina Novak' },
  });
  const text = running({ ticket: sampleTicket, reading, nextPoll: '2100-01-01T00:00:00.000Z' });
  expect(text).toContain('R-1: waits for its ticket to close');
  expect(text).toContain(`INC0010001 at main: ${sampleTicket.url}`);
  expect(text).toContain(
    'on-hold, Awaiting Vendor; assigned to Nina Novak; read 2026-11-24 08:00:00 UTC',
  );
  expect(text).toMatch(/Next poll +2100-01-01 00:00:00 UTC \(in \d+ days\)/);
});

test('a ticket that somebody may have changed just before our write', () => {
  const text = (overwrote?: true) =>
    running({ reading: sampleStatus({ phase: 'closed', ...(overwrote && { overwrote }) }) });
  expect(text(true)).toContain('Someone else may have changed it just before our write');
  expect(text()).not.toContain('Someone else');
});

test('a silent system: since when, the failure in words, and what to do', () => {
  const failure = { type: 'CredentialsRefused', message: 'ServiceNow at h: answered 401' };
  const text = running({
    waiting: [{ for: 'ServiceNow', activity: 'GetTicketStatus', since: at, failure }],
  });
  expect(text).toMatch(
    /Waiting +ServiceNow has not answered GetTicketStatus since 2026-11-24 08:00:00 UTC/,
  );
  expect(text).toContain(
    'The credentials are refused. ServiceNow at h: answered 401 (CredentialsRefused)',
  );
  expect(text).toContain('To do: Renew the credential where the configuration points to');
});

test('a system that is silent within the burst shows once, by what Temporal knows', () => {
  const failure = { type: 'Unavailable', message: 'answered 503' };
  const pending = [
    {
      activity: 'RecordOutcome',
      state: 'backing-off',
      attempt: 4,
      since: at,
      failure,
      nextAttempt: '2100-01-01T00:00:00.000Z',
    },
  ] as const;
  const text = running({ state: 'delivering', outcome, undelivered: 1 }, [...pending]);
  expect(text).toContain('R-1: has its outcome; the identity manager is being told');
  expect(text).toMatch(
    /The identity manager has not answered RecordOutcome since 2026-11-24 08:00:00 UTC \(.*ago\); attempt 4; next 2100/,
  );
  const told = running(
    { waiting: [{ for: 'identity manager', activity: 'RecordOutcome', since: at, failure }] },
    [...pending],
  );
  expect(told.match(/has not answered/g)).toHaveLength(1);
  expect(told).toMatch(/Activity +RecordOutcome, attempt 4, since .*; next 2100/);
});

test('an activity that no worker takes, and one that an operator paused', () => {
  const one = { activity: 'PlanTicket', attempt: 1, since: at };
  expect(running({ state: 'planning' }, [{ ...one, state: 'for-worker' }])).toContain(
    'PlanTicket, waits for a worker, since',
  );
  expect(running({ state: 'planning' }, [{ ...one, state: 'paused' }])).toContain(
    'PlanTicket by an operator: unpause it in Temporal',
  );
});

test('attention, cancellation and what was not taken', () => {
  const text = running({
    state: 'cancelling',
    cancellation: { by: 'Olga', reason: 'Twice', at },
    attention: [
      { code: 'CategoryNotEnabled', words: 'It is off.', remedy: 'Turn it on.', since: at },
    ],
    rejected: [{ message: 'cancel', problem: 'by is missing', at }],
    ignoredFields: ['assignment_group'],
  });
  expect(text).toContain('R-1: is being cancelled; needs a person');
  expect(text).toContain('by Olga, 2026-11-24 08:00:00 UTC: Twice');
  expect(text).toMatch(/It is off\. \(CategoryNotEnabled, since .*\)\n +To do: Turn it on\./);
  expect(text).toContain('cancel: by is missing (2026-11-24 08:00:00 UTC)');
  expect(text).toContain('ServiceNow did not keep assignment_group');
});

test('the mirror: who is master, what was written, what was decided, since when it is effective', () => {
  const text = running({
    state: 'closing',
    master: 'identity-manager',
    notes: { written: 3, waiting: 2, held: 1, givenUp: 0 },
    decided: { verdict: 'approved', by: 'Dana Data\u001b', at },
    effectiveAt: at,
    continued: 2,
  });
  expect(text).toContain('R-1: its ticket is being closed');
  expect(text).toMatch(/Master +the identity manager: its final decision ends the request/);
  expect(text).toMatch(
    /Notes +3 on the ticket, 2 to be written, 1 held back for a lower sequence that is missing\n/,
  );
  expect(text).toMatch(/Decided +approved by Dana Data\\u\{1b\}, 2026-11-24 08:00:00 UTC\n/);
  expect(text).toMatch(/Effective +2026-11-24 08:00:00 UTC \(.* ago\)\n/);
  expect(text).toMatch(/Runs +3, each with a history of its own in Temporal$/);
});

test('what was never said has no line', () => {
  expect(running({})).not.toMatch(/Master|Notes|Decided|Effective|Watched until|Runs/);
  const master = running({
    master: 'servicenow',
    notes: { written: 1, waiting: 0, held: 0, givenUp: 0 },
  });
  expect(master).toMatch(/Master +ServiceNow: the agent decides by closing the ticket\n/);
  expect(master).toMatch(/Notes +1 on the ticket$/);
});

test('a final decision decides nothing where ServiceNow is the master', () => {
  const decided = { verdict: 'denied', by: 'Dana Data', at } as const;
  expect(running({ master: 'servicenow', decided })).toMatch(
    /Decided +denied by Dana Data, 2026-11-24 08:00:00 UTC \(mirrored only\)$/,
  );
  expect(running({ decided })).toMatch(/Decided +denied by Dana Data, 2026-11-24 08:00:00 UTC$/);
});

test.each([
  ['waiting-for-decision', 'waits for the decision in the identity manager'],
  ['noting', 'has its outcome; what is left to say is being written to the ticket'],
  ['after-care', 'has its outcome, and is watched for a while'],
] as const)('in the state %s it %s', (state, words) => {
  const text = running({ state, outcome, afterCareUntil: '2100-01-01T00:00:00.000Z' });
  expect(text).toContain(`R-1: ${words}`);
  expect(text).toMatch(/Watched until +2100-01-01 00:00:00 UTC \(in \d+ days\)$/);
});

test('the end: by our code with its outcome, or from outside with what to do', () => {
  const ended = reportText({ kind: 'ended', ...facts, endedAt: at, outcome });
  expect(ended).toContain('R-1: ended, fulfilled');
  expect(ended).toContain('fulfilled by Nina Novak, 2026-11-24 08:00:00 UTC: Done');
  const reason = 'by mistake';
  const stopped = reportText({ kind: 'stopped', ...facts, endedAt: at, how: 'terminated', reason });
  expect(stopped).toContain('R-1: terminated, and not by the orchestrator');
  expect(stopped).toContain('Submit the same request again: it goes on with its ticket.');
});

test('text of others cannot move the cursor or turn the line around', () => {
  const words = 'Done\u001b[2J\u202e';
  const text = reportText({ kind: 'ended', ...facts, endedAt: at, outcome: { ...outcome, words } });
  expect(text).toContain('Done\\u{1b}[2J\\u{202e}');
});

test('the list is a table, and says where it is not all', () => {
  const requests = [
    { id: 'R-22', execution: 'running', startedAt: at },
    { id: 'R-1', execution: 'terminated', startedAt: at, endedAt: at },
  ] as const;
  expect(listText({ requests: [...requests], more: true }).split('\n')).toEqual([
    'ID    STARTED                  EXECUTION                ENDED',
    'R-22  2026-11-24 08:00:00 UTC  running',
    'R-1   2026-11-24 08:00:00 UTC  terminated from outside  2026-11-24 08:00:00 UTC',
    'There are more: raise --limit to see them.',
  ]);
  expect(listText({ requests: [], more: false })).toBe('No requests.');
});

test('a submission says whether it started anything', () => {
  const ids = { id: 'R-1', workflowId: 'w', runId: 'r' };
  expect(submissionText({ kind: 'started', ...ids })).toContain('Submitted R-1.');
  expect(submissionText({ kind: 'running', ...ids })).toContain('nothing was started');
  expect(submissionText({ kind: 'ended', ...ids, outcome })).toContain('fulfilled by Nina Novak');
});
