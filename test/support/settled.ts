// How jobs of a request end, and a request that waits for its ticket: the vocabulary of lifecycle tests.
import { expect } from 'vitest';
import type { Settled } from '../../workflows/state.ts';
import { sampleInput, samplePlan, sampleStatus, sampleTicket } from './samples.ts';
import { startShell, type Shell } from './shell.ts';

export const minute = 60_000;
export const planned = (plan = samplePlan()): Settled => ({ kind: 'planned', plan });
export const created = (status = sampleStatus(), adopted = false): Settled => ({
  kind: 'created',
  result: { ticket: sampleTicket, status, adopted, ignoredFields: [] },
});
export const polled = (status = sampleStatus()): Settled => ({
  kind: 'polled',
  result: { kind: 'read', ticket: sampleTicket, status },
});
export const missing: Settled = {
  kind: 'polled',
  result: { kind: 'missing', readAt: '2026-11-24T08:00:00.000Z', judgedBy: samplePlan().judgedBy },
};
/** ServiceNow was asked to cancel, and nothing was written: the next reading decides. */
export const leftAlone: Settled = {
  kind: 'cancelled',
  result: { kind: 'left-alone', judgedBy: samplePlan().judgedBy },
};
export const notThere: Settled = {
  kind: 'cancelled',
  result: { kind: 'missing', judgedBy: samplePlan().judgedBy },
};
export const failed = (type: string, retryable = true): Settled => ({
  kind: 'failed',
  failure: { type, message: `${type} happened` },
  retryable,
});
export const closed = (
  result: 'fulfilled' | 'not-fulfilled' | 'rejected' | 'cancelled',
  modCount = 5,
) =>
  sampleStatus({
    phase: 'closed',
    result,
    closedBy: 'Nina Novak',
    closeNotes: 'As asked',
    evidence: { state: '7', active: false, modCount },
  });
export const cancel = {
  kind: 'cancel',
  message: { id: 'c1', by: 'Ada', reason: 'Not needed' },
} as const;
export const retry = { kind: 'retry', message: { by: 'Olga', reason: 'Repaired' } } as const;

/** A request whose ticket exists and is open. */
export function waiting(
  change: Parameters<typeof sampleInput>[0] = {},
  plan = samplePlan(),
): Shell {
  const shell = startShell(sampleInput(change));
  shell.settle('servicenow', planned(plan));
  shell.settle('servicenow', created());
  shell.settle('identity-manager', { kind: 'reported' });
  return shell;
}

/** Passes time until the next poll has begun. */
export function untilPoll(shell: Shell): void {
  const wake = shell.wake();
  if (wake === undefined) throw new Error('nothing is due');
  shell.pass(wake - shell.now);
  expect(shell.running('servicenow')?.kind).toBe('poll');
}
