// Shows that messages are checked as plainly as anyone can send them.
import { expect, test } from 'vitest';
import { guardCancel, guardInput, guardRetry } from '../../contract/guards.ts';
import { sampleInput } from '../support/samples.ts';

const good = { id: 'c1', by: 'Ada', reason: 'Not needed' };

test('a good cancellation and a good retry are taken as they are', () => {
  expect(guardCancel(good)).toEqual({ ok: true, message: good });
  const { by, reason } = good;
  expect(guardRetry({ by, reason })).toEqual({ ok: true, message: { by, reason } });
});

test.each([
  ['nothing', undefined, 'must be an object with id, by, reason'],
  ['null', null, 'must be an object'],
  ['a text', 'stop', 'must be an object'],
  ['a list', [good], 'must be an object'],
  [
    'an unknown field',
    { ...good, force: 'yes' },
    'has an unknown field force; known: id, by, reason',
  ],
  ['a number for a text', { ...good, by: 7 }, 'by must be a text'],
  ['no name', { ...good, by: ' ' }, 'by is empty'],
  ['no reason', { id: 'c1', by: 'Ada' }, 'reason is missing'],
  ['no id', { by: 'Ada', reason: 'x' }, 'id is missing'],
  ['an id with a slash', { ...good, id: 'a/b' }, 'id must match'],
  [
    'a reason of 2,001 characters',
    { ...good, reason: 'x'.repeat(2001) },
    'reason is longer than 2000',
  ],
  ['a name of 201 characters', { ...good, by: 'x'.repeat(201) }, 'by is longer than 200'],
])('a cancellation with %s is refused', (_, input, problem) => {
  const guarded = guardCancel(input);
  expect(guarded.ok ? '' : guarded.problem).toContain(problem);
});

test('a retry takes no id', () => {
  expect(guardRetry(good)).toMatchObject({ ok: false });
});

test('an input is a request with an id and an environment, at the least', () => {
  expect(guardInput(sampleInput())).toBe(true);
  for (const input of [
    undefined,
    null,
    {},
    { request: {}, environment: 'test' },
    [sampleInput()],
  ]) {
    expect(guardInput(input)).toBe(false);
  }
  expect(guardInput({ ...sampleInput(), environment: 3 })).toBe(false);
  expect(guardInput(sampleInput({ id: 'a/b' }))).toBe(false);
});

test.each([
  ['no service item', { serviceItem: undefined }],
  ['a service item without a name', { serviceItem: { id: 'SI-7' } }],
  ['a number for the id of its service item', { serviceItem: { id: 5, name: 'Role' } }],
  ['a service item whose id is too long', { serviceItem: { id: 'x'.repeat(201), name: 'Role' } }],
  ['no category', { serviceCategory: undefined }],
  ['a category that is too long', { serviceCategory: 'x'.repeat(101) }],
  ['no reference', { reference: undefined }],
])('an input with %s is none: operators could not be shown what it is', (_, change) => {
  const { request, environment } = sampleInput();
  expect(guardInput({ request: { ...request, ...change }, environment })).toBe(false);
});
