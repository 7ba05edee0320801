// How jobs of a request end, and a request that waits for its ticket: the vocabulary of lifecycle tests.
import { expect } from 'vitest';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import type { Change, Decision } from '../../contract/messages.ts';
import type { Settled } from '../../workflows/lifecycle/state.ts';
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
  kind: 'updated',
  result: { kind: 'left-alone', judgedBy: samplePlan().judgedBy },
};
export const notThere: Settled = {
  kind: 'updated',
  result: { kind: 'missing', judgedBy: samplePlan().judgedBy },
};
export const failed = (type: string, retryable = true): Extract<Settled, { kind: 'failed' }> => ({
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
  source: 'message',
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

/** What became of a note that ServiceNow took. */
export const noted = (change: { copies?: number; rewritten?: boolean } = {}): Settled => ({
  kind: 'updated',
  result: {
    kind: 'noted',
    parts: 1,
    copies: 1,
    rewritten: false,
    judgedBy: samplePlan().judgedBy,
    ...change,
  },
});
export const unproven: Settled = {
  kind: 'updated',
  result: { kind: 'unproven', judgedBy: samplePlan().judgedBy },
};

/** A decision of the identity manager as an event. */
export const decision = (id: string, change: Partial<Decision> = {}) =>
  ({
    kind: 'message',
    message: {
      kind: 'decision',
      decision: {
        id,
        step: 'Manager',
        approver: 'Mary Roe',
        verdict: 'approved',
        final: false,
        ...change,
      },
    },
  }) as const;

/** A change of the request as an event. */
export const change = (id: string, what: Partial<Change> = { status: 'granted' }) =>
  ({ kind: 'message', message: { kind: 'change', change: { id, ...what } } }) as const;

/** The message of the note that is being written, in words. */
export function writing(shell: Shell): string | undefined {
  const job = shell.running('servicenow');
  return job?.kind === 'note' ? nameOf(job.note.message) : undefined;
}

/** Lets ServiceNow take every note that is being written; their names in order. */
export function writeAll(shell: Shell): string[] {
  const names: string[] = [];
  for (let name = writing(shell); name !== undefined; name = writing(shell)) {
    names.push(name);
    shell.settle('servicenow', noted());
  }
  return names;
}
