// When to act next: polls spread over their interval, hints held apart, bursts, looks and deadlines.
import type { Cadence } from '../../contract/ticket.ts';
import { fingerprint } from './fingerprint.ts';

/** The longest retry interval of what is not pinned by a plan: planning itself. In milliseconds. */
export const defaultRetryMaximum = 60_000;

/** A place within the poll interval that hangs on the run alone, so that whoever retells a request finds the same one. */
export const pollOffsetOf = (firstRunId: string): number =>
  Number.parseInt(fingerprint(firstRunId), 16) / 2 ** 53;

const day = 24 * 60 * 60 * 1000;

/** The poll interval in force after `quiet` milliseconds without a change: doubled for each quiet day. */
export function intervalAfter(cadence: Cadence, quiet: number): number {
  const days = Math.max(0, Math.floor(quiet / day));
  // 2 ** 40 intervals exceed any maximum; beyond it the power only loses precision.
  return Math.min(cadence.maximum, cadence.interval * 2 ** Math.min(days, 40));
}

/**
 * When to poll next. Each request has its own place in the interval (`pollOffset`, 0 to below 1), so that
 * requests created together are not polled together; the gap is between half an interval and one and a half.
 */
export function nextPoll(
  cadence: Cadence,
  at: { now: number; changedAt: number; pollOffset: number },
): number {
  const interval = intervalAfter(cadence, at.now - at.changedAt);
  const offset = Math.floor(at.pollOffset * interval);
  const next = (Math.floor((at.now - offset) / interval) + 1) * interval + offset;
  return next - at.now < interval / 2 ? next + interval : next;
}

/** When a hint is acted upon: at once, but not within `spacing` of the last poll, nor later than planned. */
export function hintedPoll(
  cadence: Cadence,
  at: { now: number; polledAt: number; planned: number | undefined },
): number {
  const earliest = Math.max(at.now, at.polledAt + cadence.spacing);
  return Math.min(earliest, at.planned ?? earliest);
}

/**
 * When the next burst of a write or a delivery begins: at once after a full burst, but not before the
 * pause that the other side asked for, nor within the longest retry interval of the last beginning.
 */
export function nextBurst(at: {
  now: number;
  startedAt: number;
  retryMaximum: number;
  pause?: number;
}): number {
  return Math.max(at.now + (at.pause ?? 0), at.startedAt + at.retryMaximum);
}

/**
 * From when on a look proves that nothing of an earlier write will still appear. An attempt that was given
 * up may still send for `sendWithin`, and what was sent is committed within `quota` or never.
 */
export function conclusiveLook(
  timeouts: { sendWithin: number; quota: number; margin: number },
  lastAttemptEndedAt: number,
): number {
  return lastAttemptEndedAt + timeouts.sendWithin + timeouts.quota + timeouts.margin;
}
