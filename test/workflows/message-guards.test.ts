// Shows what is taken as a decision or a change, and that whatever else is sent is refused in words, never with an error.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardChange, guardDecision, type GuardedMessage } from '../../contract/guards.ts';
import type { Change, Decision } from '../../contract/messages.ts';

const decision: Decision = {
  id: 'D-1',
  sequence: 1,
  step: 'Data owner',
  approver: 'Dana Data',
  verdict: 'approved',
  reason: 'Fine\n\twith "me" {{ x }} ^ 🔑',
  time: '2026-11-24T08:00:00.123456789+01:00',
  final: true,
};

const change: Change = {
  id: 'C-1',
  sequence: 2,
  by: 'Mona Muster',
  time: '2026-11-24',
  status: 'assigned',
  validFrom: '2026-12-01',
  validUntil: '2027-11-30T22:00Z',
  comment: 'Moved to Lyon',
  recipient: { costCentre: '4400', _desk: '' },
};

const problemOf = (guarded: GuardedMessage<unknown>): string => (guarded.ok ? '' : guarded.problem);

test('a decision and a change with everything are taken as they are', () => {
  expect(guardDecision(decision)).toEqual({ ok: true, message: decision });
  expect(guardChange(change)).toEqual({ ok: true, message: change });
});

test('a decision needs no more than who decided what at which step, and is then not final', () => {
  const { id, step, approver, verdict } = decision;
  const least = { id, step, approver, verdict };
  expect(guardDecision(least)).toEqual({ ok: true, message: { ...least, final: false } });
  const empty = { sequence: undefined, reason: null, time: undefined, final: null };
  expect(guardDecision({ ...least, ...empty })).toStrictEqual({
    ok: true,
    message: { ...least, final: false },
  });
});

test.each(['status', 'validFrom', 'validUntil', 'comment', 'recipient'] as const)(
  'a change of %s alone is one',
  (key) => {
    const one = { id: 'C-1', [key]: change[key] };
    expect(guardChange(one)).toEqual({ ok: true, message: one });
  },
);

test.each([
  ['nothing', undefined, 'must be an object with id, step, approver, verdict'],
  ['null', null, 'must be an object'],
  ['a text', 'approved', 'must be an object'],
  ['a list', [decision], 'must be an object'],
  [
    'an unknown field',
    { ...decision, Final: true },
    'has an unknown field Final; did you mean final?',
  ],
  ['no id', { ...decision, id: undefined }, 'id is missing'],
  ['an id with a slash', { ...decision, id: 'a/b' }, 'id must match [A-Za-z0-9._:-]{1,100}'],
  ['an id of 101 characters', { ...decision, id: 'x'.repeat(101) }, 'id must match'],
  ['a number as its id', { ...decision, id: 1 }, 'id must be a text'],
  ['a blank step', { ...decision, step: ' ' }, 'step is empty'],
  ['a step of two lines', { ...decision, step: 'a\nb' }, 'step holds a line break'],
  ['an approver that ends a line in Unicode', { ...decision, approver: 'a\u2028b' }, 'approver'],
  ['half a character', { ...decision, approver: 'a\ud800' }, 'approver holds half a character'],
  ['a number as its approver', { ...decision, approver: 7 }, 'approver must be a text'],
  [
    'another verdict',
    { ...decision, verdict: 'Approved' },
    'verdict must be one of approved, denied',
  ],
  ['no verdict', { ...decision, verdict: undefined }, 'verdict is missing'],
  ['a control character', { ...decision, reason: 'a\u0000' }, 'reason holds a control character'],
  [
    'half a character in its reason',
    { ...decision, reason: '\udc00' },
    'reason holds half a character',
  ],
  ['a text for final', { ...decision, final: 'true' }, 'final must be true or false'],
  ['sequence zero', { ...decision, sequence: 0 }, 'sequence must be a whole number from 1'],
  ['half a sequence', { ...decision, sequence: 1.5 }, 'sequence must be a whole number'],
  ['a text as its sequence', { ...decision, sequence: '1' }, 'sequence must be a whole number'],
  ['a sequence that is not exact', { ...decision, sequence: 2 ** 53 }, 'sequence must be'],
  ['a time in words', { ...decision, time: 'yesterday' }, 'time must be a date such as'],
  ['a time without a zone', { ...decision, time: '2026-11-24T08:00' }, 'time must be a date'],
  ['a thirteenth month', { ...decision, time: '2026-13-01' }, 'time does not exist'],
])('a decision with %s is refused', (_case, input, problem) => {
  const guarded = guardDecision(input);
  expect(problemOf(guarded)).toContain(problem);
  expect(guarded).not.toHaveProperty('tooLarge');
});

test.each([
  ['nothing at all', undefined, 'must be an object with id'],
  ['nothing that may change', { id: 'C-1', by: 'Mona', time: '2026-11-24' }, 'must hold one of'],
  [
    'a field of a decision',
    { ...change, verdict: 'denied' },
    'has an unknown field verdict; known: id',
  ],
  ['a list as its recipient', { ...change, recipient: ['x'] }, 'recipient must be an object of'],
  ['a number in its recipient', { ...change, recipient: { a: 1 } }, 'recipient.a must be a text'],
  [
    'a name with a space',
    { ...change, recipient: { 'a b': 'x' } },
    'recipient has a key that does not match',
  ],
  [
    'a name of JavaScript',
    { ...change, recipient: JSON.parse('{"__proto__":"x"}') as unknown },
    'recipient has a key that does not match',
  ],
  [
    '51 data of the recipient',
    {
      ...change,
      recipient: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, ''])),
    },
    'recipient has more than 50 entries',
  ],
  ['a blank status', { ...change, status: '' }, 'status is empty'],
  ['validFrom in words', { ...change, validFrom: 'soon' }, 'validFrom must be a date'],
])('a change with %s is refused', (_case, input, problem) => {
  expect(problemOf(guardChange(input))).toContain(problem);
});

test('what is inherited counts as absent', () => {
  const { id, ...rest } = decision;
  const inherited: unknown = Object.assign(Object.create({ id }) as object, rest);
  expect(problemOf(guardDecision(inherited))).toBe('id is missing');
});

test.each([
  ['a reason', () => guardDecision({ ...decision, reason: 'x'.repeat(10_001) }), 'D-1', 10_000],
  ['a step', () => guardDecision({ ...decision, step: 'x'.repeat(201) }), 'D-1', 200],
  ['a comment', () => guardChange({ ...change, comment: '🔑'.repeat(5_001) }), 'C-1', 10_000],
  [
    'data of the recipient',
    () => guardChange({ ...change, recipient: { a: 'x'.repeat(5_001), b: 'x'.repeat(5_000) } }),
    'C-1',
    10_000,
  ],
])('%s that is only too long is told apart: a person must know', (_case, guard, id, limit) => {
  const guarded = guard();
  expect(guarded).toMatchObject({ ok: false, tooLarge: { id } });
  expect(problemOf(guarded)).toContain(`is longer than ${limit} characters`);
});

test('the longest of everything is taken, in UTF-16 units', () => {
  const line = 'x'.repeat(200);
  const text = '🔑'.repeat(5_000);
  const largest = { ...decision, id: 'x'.repeat(100), step: line, approver: line, reason: text };
  expect(guardDecision(largest)).toEqual({ ok: true, message: largest });
  const half = 'x'.repeat(5_000);
  const full = {
    ...change,
    by: line,
    status: line,
    comment: text,
    recipient: { a: half, b: half },
  };
  expect(guardChange(full)).toEqual({ ok: true, message: full });
});

test('what is wrong besides its length is no message of the identity manager', () => {
  const guarded = guardDecision({ ...decision, reason: 'x'.repeat(10_001), verdict: 'maybe' });
  expect(guarded).toEqual({ ok: false, problem: 'verdict must be one of approved, denied' });
});

/** Anything that Temporal may hand over, also in the places where a message has its fields. */
const anything = fc.oneof(
  fc.anything(),
  fc.record(
    Object.fromEntries(
      [...new Set([...Object.keys(decision), ...Object.keys(change)])].map((key) => [
        key,
        fc.oneof(fc.anything(), fc.constantFrom(...Object.values({ ...decision, ...change }))),
      ]),
    ),
    { requiredKeys: [] },
  ),
);

test('no input makes a guard throw, and what is taken is taken again as it is', () => {
  fc.assert(
    fc.property(anything, (input) => {
      for (const guard of [guardDecision, guardChange]) {
        const guarded = guard(input);
        if (guarded.ok) expect(guard(guarded.message)).toEqual(guarded);
        else expect(guarded.problem).not.toBe('');
      }
    }),
  );
});

const many = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`Zebra ${at}`, value]));
const deep = (depth: number): unknown =>
  JSON.parse(`${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`);

test.each<[string, unknown]>([
  ['100,000 unknown fields', { ...change, ...many(100_000, 'Zebra') }],
  ['100,000 data of the recipient', { ...change, recipient: many(100_000, 'Zebra') }],
  ['a field of 2,000 levels', { ...change, comment: deep(2_000) }],
  ['2,000 levels in an unknown field', { ...change, Zebra_: deep(2_000) }],
  ['a name of 1,000,000 characters', { ...change, ['Zebra '.repeat(200_000)]: 1 }],
  ['a prototype', JSON.parse('{"id":"C-1","comment":"x","__proto__":{"Zebra":1}}')],
  ['the name of a method', { ...change, constructor: { prototype: null } }],
])('a change with %s is refused in few words, which say no value', (_case, input) => {
  const problem = problemOf(guardChange(input));
  expect(problem).not.toBe('');
  expect(problem.length).toBeLessThan(1_500);
  expect(problem).not.toContain('Zebra ');
});
