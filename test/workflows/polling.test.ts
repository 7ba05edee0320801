// Shows when polls, hints, bursts, and looks fall due.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  conclusiveLook,
  hintedPoll,
  intervalAfter,
  nextBurst,
  nextPoll,
  pollOffsetOf,
} from '../../workflows/lifecycle/polling.ts';
import { cadence } from '../support/samples.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 24);
const times = fc.integer({ min: 0, max: 400 * day }).map((offset) => now + offset);
const phases = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('the interval doubles with each quiet day and stops at the maximum', () => {
  const quiet = [0, day - 1, day, 2 * day, 5 * day, 6 * day, 400 * day, 1e6 * day];
  const minutes = quiet.map((q) => intervalAfter(cadence, q) / 60_000);
  expect(minutes).toEqual([5, 5, 10, 20, 160, 240, 240, 240]);
});

test('a clock that goes backwards does not shorten the interval', () => {
  expect(intervalAfter(cadence, -5 * day)).toBe(cadence.interval);
});

test('the next poll is half an interval to one and a half away, on the place of the request', () => {
  fc.assert(
    fc.property(times, phases, fc.integer({ min: 0, max: 30 * day }), (at, phase, quiet) => {
      const interval = intervalAfter(cadence, quiet);
      const next = nextPoll(cadence, { now: at, changedAt: at - quiet, pollOffset: phase });
      expect(next - at).toBeGreaterThanOrEqual(interval / 2);
      expect(next - at).toBeLessThan(interval * 1.5);
      expect((next - Math.floor(phase * interval)) % interval).toBe(0);
    }),
  );
});

test('polls that are late by a little stay exactly one interval apart', () => {
  const first = nextPoll(cadence, { now, changedAt: now, pollOffset: 0.3 });
  const second = nextPoll(cadence, { now: first + 1_700, changedAt: now, pollOffset: 0.3 });
  expect(second - first).toBe(cadence.interval);
});

test('requests that begin together are spread over the interval', () => {
  const gaps = Array.from({ length: 100 }, (_, index) =>
    nextPoll(cadence, { now, changedAt: now, pollOffset: index / 100 }),
  );
  expect(new Set(gaps).size).toBe(100);
});

test('a hint polls at once, after the spacing, and never later than planned', () => {
  expect(hintedPoll(cadence, { now, polledAt: 0, planned: now + day })).toBe(now);
  const polledAt = now - 4_000;
  expect(hintedPoll(cadence, { now, polledAt, planned: now + day })).toBe(now + 6_000);
  expect(hintedPoll(cadence, { now, polledAt, planned: now + 2_000 })).toBe(now + 2_000);
  expect(hintedPoll(cadence, { now, polledAt, planned: undefined })).toBe(now + 6_000);
});

test('the next burst comes at once after a whole one, and never hot after a short one', () => {
  const retryMaximum = 60_000;
  expect(nextBurst({ now, startedAt: now - 900_000, retryMaximum })).toBe(now);
  expect(nextBurst({ now, startedAt: now - 1_000, retryMaximum })).toBe(now + 59_000);
  const pause = 300_000;
  expect(nextBurst({ now, startedAt: now - 900_000, retryMaximum, pause })).toBe(now + pause);
});

test('a look proves something once an attempt given up can neither send nor be committed any more', () => {
  expect(conclusiveLook({ sendWithin: 15_000, quota: 60_000, margin: 5_000 }, now)).toBe(
    now + 80_000,
  );
});

test('the place in the interval hangs on the run alone, and runs are spread', () => {
  const places = Array.from({ length: 400 }, (_, index) => pollOffsetOf(`run-${index}`));
  expect(pollOffsetOf('run-0')).toBe(places[0]);
  const quarters = [0, 1, 2, 3].map(
    (quarter) => places.filter((place) => Math.floor(place * 4) === quarter).length,
  );
  for (const count of quarters) expect(count).toBeGreaterThan(50);
});
