// Shows that a request is checked whole, says where it is wrong, and never repeats what it says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AccessRequest, checkRequest, requestLimits } from '../../contract/access-request.ts';
import { sampleRequest } from '../support/samples.ts';

const full: AccessRequest = sampleRequest({
  reason: 'Line one\nline\ttwo {{ request.id }} ^ "quoted" \u202Eright to left 👩‍👩‍👧',
  validFrom: '2026-12-01',
  validUntil: '2027-02-28T23:59:59.999+01:00',
  data: { cost_center: '4711', _note: '' },
});

/** The problems of a request, one line each. */
function problemsOf(input: unknown): string[] {
  const checked = checkRequest(input);
  return checked.ok ? [] : checked.problems.map(({ path, problem }) => `${path} ${problem}`.trim());
}

test('a request is taken as it is, with and without its optional parts', () => {
  expect(checkRequest(full)).toEqual({ ok: true, request: full });
  const { reason: _, ...least } = sampleRequest();
  expect(checkRequest(least)).toEqual({ ok: true, request: least });
});

test.each(['NULL-1', 'x.javascript:1', 'nullable', 'javascript'])('%j is an id', (id) => {
  expect(problemsOf({ ...full, id })).toEqual([]);
});

test('an optional part that is undefined is absent', () => {
  const { reason: _, ...least } = sampleRequest();
  const open = { ...least, reason: undefined, data: { a: undefined, b: 'c' } };
  const checked = checkRequest(open);
  expect(checked).toEqual({ ok: true, request: { ...least, data: { b: 'c' } } });
  expect(checked.ok && Object.keys(checked.request)).not.toContain('reason');
});

const someone = full.recipient;
test.each<[string, unknown, string]>([
  ['nothing', undefined, 'must be an object with id, action'],
  ['null', null, 'must be an object with id, action'],
  ['a list', [full], 'must be an object'],
  ['a text', 'grant', 'must be an object'],
  ['an id with a slash', { ...full, id: 'a/b' }, 'id must match [A-Za-z0-9._:-]{1,100}'],
  ['an id of 101 characters', { ...full, id: 'x'.repeat(101) }, 'id must match'],
  ['no id', { ...full, id: undefined }, 'id is missing'],
  ['an empty id', { ...full, id: '' }, 'id is empty'],
  ['the id NULL', { ...full, id: 'NULL' }, 'id must not be NULL nor begin with javascript:'],
  ['the id null', { ...full, id: 'null' }, 'which ServiceNow evaluates in a query'],
  ['a script as id', { ...full, id: 'JavaScript:x' }, 'id must not be NULL nor begin with'],
  ['a number as id', { ...full, id: 7 }, 'id must be a text'],
  ['no action', { ...full, action: undefined }, 'action is missing'],
  [
    'another action',
    { ...full, action: 'revoke' },
    'action must be one of grant, renewal, removal',
  ],
  ['an unknown field', { ...full, color: 'red' }, 'has an unknown field color; known: id, action'],
  ['a misspelt field', { ...full, valid_until: '2026' }, 'did you mean validUntil?'],
  [
    'an unknown field of a person',
    { ...full, recipient: { ...someone, mail: 'x' } },
    'recipient has an unknown field mail; known: id, name, email',
  ],
  ['no recipient', { ...full, recipient: undefined }, 'recipient is missing'],
  ['a recipient that is null', { ...full, recipient: null }, 'recipient must be an object with id'],
  ['a blank name', { ...full, recipient: { ...someone, name: ' ' } }, 'recipient.name is empty'],
  [
    'a name of two lines',
    { ...full, requester: { ...someone, name: 'Jane\nDoe' } },
    'requester.name holds a line break',
  ],
  [
    'a name with a bell',
    { ...full, serviceItem: { id: 's', name: 'SAP\u0007' } },
    'serviceItem.name holds a line break or control character',
  ],
  [
    'a category too long',
    { ...full, serviceCategory: 'x'.repeat(101) },
    'serviceCategory is longer',
  ],
  ['a reason too long', { ...full, reason: 'x'.repeat(10_001) }, 'reason is longer than 10000'],
  ['a reason that is null', { ...full, reason: null }, 'reason must be a text'],
  ['a reason with a NUL', { ...full, reason: 'a\u0000b' }, 'reason holds a control character'],
  ['a reason with half a pair', { ...full, reason: 'a\uD83D' }, 'reason holds half a character'],
  ['a data value too long', { ...full, data: { a: 'x'.repeat(10_001) } }, 'data.a is longer'],
  ['data that is a list', { ...full, data: ['x'] }, 'data must be an object of texts'],
  ['a data value that is none', { ...full, data: { a: 7 } }, 'data.a must be a text'],
  [
    'a data key with a dot',
    { ...full, data: { 'a.b': 'x' } },
    'data has a key that does not match',
  ],
  [
    'a data key that is the prototype',
    { ...full, data: JSON.parse('{"__proto__":"x"}') as unknown },
    'data has a key',
  ],
  [
    '101 data entries',
    { ...full, data: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, ''])) },
    'data has more than 100 entries',
  ],
  [
    'data of 200,001 characters',
    {
      ...full,
      data: {
        ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'x'.repeat(10_000)])),
        last: 'x',
      },
    },
    `data is longer than ${requestLimits.data} characters in all`,
  ],
])('a request with %s is refused', (_, input, problem) => {
  expect(problemsOf(input).join('\n')).toContain(problem);
});

test('everything that is wrong is said at once', () => {
  expect(problemsOf({ ...full, id: '', action: 'no', reason: 7 })).toEqual([
    'id is empty',
    'action must be one of grant, renewal, removal',
    'reason must be a text',
  ]);
});

test.each([
  'javascript:alert(1)',
  'ftp://im.example/x',
  '//im.example/x',
  'https://ada:secret@im.example/x',
  'https://ada@im.example/x',
  ' https://im.example/x',
  'https://im.example/a b',
  'https://im.example/a\tb',
  'https://im.example/\u202Ex',
  'https://',
  `https://im.example/${'x'.repeat(1000)}`,
])('%j is no link to a request', (url) => {
  expect(problemsOf({ ...full, reference: { id: 'r', url } })).toContainEqual(
    expect.stringMatching(/^reference\.url (must be|is longer)/),
  );
});

test.each(['http://10.0.0.1:8080/a?b=c%20d#/e(f)', 'HTTPS://[::1]/x', 'https://im.example/ä'])(
  '%j is a link to a request',
  (url) => {
    expect(problemsOf({ ...full, reference: { id: 'r', url } })).toEqual([]);
  },
);

test.each([
  ['2026-02-30', 'does not exist'],
  ['2026-02-29', 'does not exist'],
  ['2026-13-01', 'does not exist'],
  ['2026-00-01', 'does not exist'],
  ['2026-01-00', 'does not exist'],
  ['2026-01-01T24:00:00Z', 'does not exist'],
  ['2026-01-01T23:60:00Z', 'does not exist'],
  ['2026-01-01T00:00:00+25:00', 'does not exist'],
  ['2026-01-01T00:00:00', 'must be a date'],
  ['01.02.2026', 'must be a date'],
  ['2026-1-1', 'must be a date'],
  ['2026-01-01\n', 'must be a date'],
  ['', 'must be a date'],
])('%j is no date', (validFrom, problem) => {
  expect(problemsOf({ ...full, validFrom }).join()).toContain(`validFrom ${problem}`);
});

test.each([
  ['2028-02-29', '2028-02-29'],
  ['2026-12-31', '2026-12-31T00:00:00Z'],
  ['2026-12-31T23:00:00Z', '2026-12-31'],
  // The same instant in two zones.
  ['2026-12-31T23:00:00Z', '2027-01-01T00:00+01:00'],
])('from %s until %s is a time of validity', (validFrom, validUntil) => {
  expect(problemsOf({ ...full, validFrom, validUntil })).toEqual([]);
});

test.each([
  ['2026-12-31', '2026-12-30'],
  ['2026-12-31', '2026-12-30T23:59:59Z'],
  ['2027-01-01T00:00:00+01:00', '2026-12-31T22:59:59Z'],
])('from %s until %s ends before it starts', (validFrom, validUntil) => {
  expect(problemsOf({ ...full, validFrom, validUntil })).toEqual([
    'validUntil is before validFrom',
  ]);
});

const jsonOrOdd = fc.oneof(fc.jsonValue(), fc.anything({ withBigInt: true, withMap: true }));
const fields = Object.keys(full) as (keyof AccessRequest)[];

test('whatever a field holds: the request is returned as it was, or a problem at that field is named', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fields), jsonOrOdd, (field, value) => {
      const input = { ...full, [field]: value };
      const checked = checkRequest(input);
      if (!checked.ok) {
        for (const { path } of checked.problems)
          expect(path.split('.')[0]).toMatch(field === 'validFrom' ? /^valid/ : field);
        expect(checked.problems.length).toBeGreaterThan(0);
      } else if (value === undefined) expect(checked.request[field]).toBeUndefined();
      else
        expect(JSON.parse(JSON.stringify(checked.request))).toEqual(
          JSON.parse(JSON.stringify(input)),
        );
    }),
  );
});

test('any text that is whole is a reason, as it was written', () => {
  const units = fc.constantFrom(
    '{{',
    '%}',
    '^',
    '\n',
    '\t',
    '"',
    '\u202E',
    '\u05D0',
    '👩‍👩‍👧',
    'e\u0301',
    '\\',
  );
  const text = fc.array(fc.oneof(units, fc.string({ unit: 'grapheme' })), { maxLength: 40 });
  fc.assert(
    fc.property(text, (parts) => {
      const reason = parts.join('');
      fc.pre(!/[^\P{Cc}\t\n\r]/u.test(reason));
      expect(checkRequest({ ...full, reason })).toEqual({ ok: true, request: { ...full, reason } });
    }),
  );
});

test('of many problems fifty are said, and no key that is no name', () => {
  const data = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, at]));
  expect(problemsOf({ ...full, data })).toHaveLength(51);
  const odd = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`Zebra ${at}`, at]));
  expect(problemsOf({ ...full, data: odd })).toEqual([
    'data has a key that does not match [A-Za-z_][A-Za-z0-9_]{0,49}',
  ]);
  const fields = problemsOf({ ...full, ...odd, Valid_From: 1, valid: 2 }).join();
  expect(fields).toContain('has an unknown field Valid_From; did you mean validFrom?');
  expect(fields).not.toContain('Zebra');
});

test('no problem repeats a value of the request', () => {
  const secret = 'Zebra';
  const wrong = [
    `${secret}\u0000`,
    `${secret}\uD800`,
    `${secret} x`.repeat(9000),
    [secret],
    { [`${secret} x`]: 1 },
  ];
  for (const field of fields) {
    for (const value of wrong) {
      const problems = problemsOf({ ...full, [field]: value });
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.join()).not.toContain(secret);
    }
  }
});

test('of many unknown fields the first ten are told, and how many more there are', () => {
  const unknown = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n]));
  const problems = problemsOf({ ...full, ...unknown });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/ and has 99990 more unknown fields$/);
});

test('fifty problems are told of a request, and that there are more', () => {
  const data = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`k${n}`, n]));
  const problems = problemsOf({ ...full, data });
  expect(problems).toHaveLength(51);
  expect(problems.at(-1)).toMatch(/there is more, which is told when this is corrected$/);
});
