// How many deaths are borne in which time.
import { expect, test } from 'vitest';
import { createDeathCount } from '../../bin/dev/supervise.ts';

test('bears three deaths within a minute, not four', () => {
  const { tooMany } = createDeathCount();
  expect([0, 10_000, 20_000, 59_999].map(tooMany)).toEqual([false, false, false, true]);
});

test('forgets a death after a minute', () => {
  const { tooMany } = createDeathCount();
  expect([0, 20_000, 40_000, 60_000, 79_999].map(tooMany)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
});
