// Shows that a state handed to the next run, or by an older release, is the same request.
import { expect, test } from 'vitest';
import { carry, isCarried, readCarried } from '../../workflows/lifecycle/carried.ts';
import { next } from '../../workflows/lifecycle/wants.ts';
import { guardInput } from '../../contract/guards.ts';
import { sampleStatus } from '../support/samples.ts';
import {
  change,
  closed,
  decision,
  noted,
  untilPoll,
  polled,
  unproven,
  waiting,
} from '../support/settled.ts';

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('a state goes on as it was, counted', () => {
  const { state } = waiting();
  const input = overTheWire(carry(state, 0));
  expect(isCarried(input)).toBe(true);
  expect(guardInput(input)).toBe(false);
  const { carried } = carry(state, 0);
  expect(readCarried(overTheWire(carried))).toEqual({ ...state, continued: 1 });
});

test('a state of version 1 goes on with empty notes and the defaults of a plan', () => {
  const { state } = waiting();
  const { version, continued, mirror, endingWaits, plan, ...rest } = state;
  const { undecided, closeWhen, gapWithin, afterCare, ...older } = plan ?? {};
  const first = { ...rest, version: 1, cancelWaits: true, plan: older };
  expect(readCarried(overTheWire(first))).toEqual({ ...state, endingWaits: true });
  const unplanned = { ...rest, version: 1, cancelWaits: false };
  expect(readCarried(overTheWire(unplanned))).not.toHaveProperty('plan');
});

test('a state of version 1 whose outcome was not told yet tells it, after what was before it', () => {
  const shell = waiting();
  untilPoll(shell);
  shell.settle('servicenow', polled(closed('fulfilled')));
  const { version, continued, mirror, endingWaits, ended, ...rest } = shell.state;
  const first = { ...rest, version: 1, cancelWaits: false, sequence: rest.sequence - 1 };
  const carried = readCarried(overTheWire(first));
  expect(carried.ended).toEqual(ended);
  const told = { ...carried, progress: [] };
  expect(next(told, 'identity-manager', shell.now)).toMatchObject({ kind: 'record', sequence: 3 });
});

test.each([undefined, null, 7, {}, { version: 3 }, { version: '2' }])(
  'what is no state, or of a newer release, is not taken: %j',
  (carried) => {
    expect(() => readCarried(carried)).toThrow('cannot be read by this release');
  },
);

test('messages that wait are carried with it', () => {
  const shell = waiting();
  shell.send(decision('1', { sequence: 2 }));
  const carried = readCarried(overTheWire(carry(shell.state, 0).carried));
  expect(carried.mirror.held).toHaveLength(1);
});

test('the most that can wait fits into one payload of Temporal', () => {
  const shell = waiting({ data: { words: 'ä'.repeat(10_000) } });
  const reason = 'ü\n'.repeat(5_000);
  for (let n = 1; n <= 300; n += 1)
    shell.send(decision(`d-${n}`, { reason, step: 'ß'.repeat(200) }));
  for (let n = 1; n <= 2_000; n += 1) {
    shell.send(change(`${'x'.repeat(90)}-${n}`, { comment: '…' }));
    if (shell.running('servicenow')?.kind === 'note') shell.settle('servicenow', noted());
  }
  const comments = Array.from({ length: 10 }, () => ({
    by: 'n',
    at: '',
    text: '漢'.repeat(10_000),
  }));
  for (let polls = 0; polls < 20; polls += 1) {
    while (shell.running('servicenow')?.kind === 'note') shell.settle('servicenow', unproven);
    if (shell.wake() !== undefined) shell.pass((shell.wake() ?? 0) - shell.now);
    if (shell.running('servicenow')?.kind !== 'poll') continue;
    shell.settle('servicenow', polled(sampleStatus({ comments, evidence: { modCount: polls } })));
  }
  const bytes = Buffer.byteLength(JSON.stringify(carry(shell.state, 0)));
  expect(shell.state.progress.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(1.5 * 1024 * 1024);
});

test('what a reset may have left behind is as old as the next run', () => {
  const { state } = waiting();
  const reset = { ...state, mirror: { ...state.mirror, looksFirst: { since: 0, reset: true } } };
  expect(carry(reset, 77).carried.mirror.looksFirst).toEqual({ since: 77, reset: false });
});
