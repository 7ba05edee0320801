// Shows that a state handed to the next run is the same request.
import { expect, test } from 'vitest';
import { carry, isCarried, readCarried } from '../../workflows/lifecycle/carried.ts';
import { newestRules } from '../../workflows/lifecycle/rules.ts';
import { guardInput } from '../../contract/guards.ts';
import { sampleStatus } from '../support/samples.ts';
import { change, decision, noted, polled, unproven, waiting } from '../support/settled.ts';

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('a state goes on as it was, counted', () => {
  const { state } = waiting();
  const input = overTheWire(carry(state, 0));
  expect(isCarried(input)).toBe(true);
  expect(guardInput(input)).toBe(false);
  const { carried } = carry(state, 0);
  const { timer, ...lasting } = state;
  const facts = { untold: [], told: 0 };
  expect(readCarried(overTheWire(carried))).toEqual({ ...lasting, continued: 1, facts });
});

test.each([undefined, null, 7, {}, { version: 2 }, { rules: '2' }])(
  'what is no state is not taken: %j',
  (carried) => {
    expect(() => readCarried(carried)).toThrow('cannot be read by this release');
  },
);

test('a state with rules that are newer than this release waits for a newer worker', () => {
  const { state } = waiting();
  const newer = { ...state, rules: newestRules + 1 };
  expect(() => readCarried(overTheWire(newer))).toThrow('A newer worker can go on with it.');
});

test('messages that wait are carried with it', () => {
  const shell = waiting();
  shell.send(decision('1', { sequence: 2 }));
  const carried = readCarried(overTheWire(carry(shell.state, 0).carried));
  expect(carried.notes.held).toHaveLength(1);
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
  expect(shell.state.outbox.waiting.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(1.5 * 1024 * 1024);
});

test('what a reset may have left behind is as old as the next run', () => {
  const { state } = waiting();
  const reset = { ...state, notes: { ...state.notes, looksFirst: { since: 0, reset: true } } };
  expect(carry(reset, 77).carried.notes.looksFirst).toEqual({ since: 77, reset: false });
});
