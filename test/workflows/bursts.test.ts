// Shows how failures are waited out: when the next burst begins, what is said meanwhile, what a refusal holds up.
import { expect, test } from 'vitest';
import { failures } from '../../contract/failures.ts';
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
  leftAlone,
} from '../support/settled.ts';
import { startShell } from '../support/shell.ts';

const { timeouts, delivery } = samplePlan();
/** Each kind of burst has a pause of its own. */
const plan = samplePlan({
  timeouts: { ...timeouts, retryMaximum: 5 * minute },
  delivery: { ...delivery, retryMaximum: 2 * minute },
});

test('a burst of each kind that was cut short waits out its own longest retry interval', () => {
  const shell = startShell(sampleInput());
  const pauses = (lane: 'servicenow' | 'identity-manager', kind: string, pause: number) => {
    shell.settle(lane, failed('RateLimited'));
    shell.pass(pause - 1);
    expect(shell.running(lane)).toBeUndefined();
    shell.pass(1);
    expect(shell.running(lane)?.kind).toBe(kind);
  };
  pauses('servicenow', 'plan', minute);
  shell.settle('servicenow', planned(plan));
  pauses('servicenow', 'create', 5 * minute);
  shell.settle('servicenow', created());
  pauses('identity-manager', 'report', 2 * minute);
});

test('a retry does not wait for the next burst', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned(plan));
  shell.settle('servicenow', failed('Unavailable'));
  shell.send(retry);
  expect(shell.running('servicenow')).toMatchObject({ kind: 'create' });
});

test('a cancellation does not wait for the next burst, only until a look proves something', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned(plan));
  shell.pass(3 * minute);
  shell.settle('servicenow', failed('NoAnswer'));
  shell.send(cancel);
  const conclusive = timeouts.sendWithin + timeouts.quota + timeouts.margin;
  expect(shell.wake()).toBe(shell.now + conclusive);
  shell.pass(conclusive);
  expect(shell.running('servicenow')?.kind).toBe('look');
});

test('only an attempt to create puts off what a look proves', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', failed('NoAnswer'));
  shell.send(cancel);
  shell.pass(80_000);
  shell.settle('servicenow', failed('NoAnswer'));
  expect(shell.wake()).toBe(shell.now + minute);
  shell.pass(minute);
  expect(shell.running('servicenow')?.kind).toBe('look');
});

test('a cancellation in trouble waits for its burst, not for a look at a ticket that is there', () => {
  const shell = waiting({}, plan);
  shell.send(cancel);
  shell.settle('servicenow', failed('Unavailable'));
  expect(view(shell.state, shell.now)).not.toHaveProperty('nextLook');
  expect(shell.wake()).toBe(Date.parse(view(shell.state, shell.now).nextPoll ?? ''));
  shell.pass(5 * minute);
  expect(shell.running('servicenow')?.kind).toBe('cancel');
});

test('a delivery that is refused does not put off a poll', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  const due = shell.wake() ?? 0;
  shell.pass(due - shell.now - 1_000);
  shell.settle('identity-manager', failed('DeliveryRefused', false));
  expect(shell.wake()).toBe(due);
});

test('a poll in trouble says so beside its last reading, and keeps its place in the interval', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', failed('Unreachable'));
  const { waiting: silent, nextPoll, reading } = view(shell.state, shell.now);
  expect(silent).toMatchObject([{ for: 'ServiceNow', activity: 'GetTicketStatus' }]);
  expect(reading?.phase).toBe('open');
  expect(shell.wake()).toBe(Date.parse(nextPoll ?? ''));
});

test('a refusal is an answer: what waited for one does not wait any more', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.pass(15 * minute);
  shell.settle('servicenow', failed('Unavailable'));
  expect(view(shell.state, shell.now).waiting).toHaveLength(1);
  shell.settle('servicenow', failed('Refused', false));
  expect(view(shell.state, shell.now)).toMatchObject({
    waiting: [],
    attention: [{ code: 'Refused' }],
  });
});

test('an attention says what happened, to what, and what to do; nothing falls due meanwhile', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', failed('TicketClosedBefore', false));
  const { words, remedy } = failures.TicketClosedBefore;
  expect(view(shell.state, shell.now).attention).toEqual([
    {
      code: 'TicketClosedBefore',
      words: `${words} It says: TicketClosedBefore happened.`,
      remedy,
      since: new Date(shell.now).toISOString(),
    },
  ]);
  expect(shell.wake()).toBeUndefined();
});

test('a refusal of a type that this release does not know has words as well', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', failed('FromALaterRelease', false));
  expect(view(shell.state, shell.now).attention).toMatchObject([
    { code: 'FromALaterRelease', remedy: failures.Unexpected.remedy },
  ]);
});

test('a refused poll asks for a person, polls go on, and the next good reading ends it', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', failed('TicketNotOurs', false));
  expect(view(shell.state, shell.now).attention).toMatchObject([{ code: 'TicketNotOurs' }]);
  untilPoll(shell);
  shell.settle('servicenow', polled());
  expect(view(shell.state, shell.now).attention).toEqual([]);
});

test('a good reading ends no attention but that of readings', () => {
  const shell = waiting();
  untilPoll(shell);
  const comments = [{ by: 'nina.novak', at: '2026-11-24T08:00:00Z', text: 'Soon' }];
  shell.settle('servicenow', polled(sampleStatus({ comments, evidence: { modCount: 1 } })));
  shell.settle('identity-manager', failed('DeliveryRefused', false));
  untilPoll(shell);
  shell.settle('servicenow', polled());
  expect(view(shell.state, shell.now).attention).toMatchObject([{ code: 'DeliveryRefused' }]);
});

test('neither a cancellation nor an outcome makes a refused delivery go out again', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned());
  shell.settle('servicenow', created());
  shell.settle('identity-manager', failed('DeliveryRefused', false));
  shell.send(cancel);
  expect(shell.running('identity-manager')).toBeUndefined();
  shell.settle('servicenow', leftAlone);
  shell.settle('servicenow', polled(closed('fulfilled')));
  expect(shell.running('identity-manager')).toBeUndefined();
  expect(view(shell.state, shell.now)).toMatchObject({
    state: 'delivering',
    attention: [{ code: 'DeliveryRefused' }],
  });
});

test('a retry leaves the attention of a reading to the next reading', () => {
  const shell = waiting();
  untilPoll(shell);
  const strange = sampleStatus({ phase: 'unknown', unknown: 'state "42"' });
  shell.settle('servicenow', polled(strange));
  shell.send(retry);
  expect(view(shell.state, shell.now).attention).toMatchObject([{ code: 'TicketStateUnknown' }]);
  shell.settle('servicenow', polled());
  expect(view(shell.state, shell.now).attention).toEqual([]);
});

test('a delivery in trouble wakes the request while a poll is under way', () => {
  const shell = startShell(sampleInput());
  shell.settle('servicenow', planned(plan));
  shell.settle('servicenow', created());
  shell.send({ kind: 'hint' });
  shell.pass(10_000);
  expect(shell.running('servicenow')?.kind).toBe('poll');
  expect(shell.wake()).toBeUndefined();
  shell.settle('identity-manager', failed('Unreachable'));
  expect(shell.wake()).toBe(shell.now - 10_000 + 2 * minute);
});
