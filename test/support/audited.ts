// Recorded histories as the audit trail reads them: alone, as if nothing else were known of their requests.
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect } from 'vitest';
import { trailSchema, type Trail } from '../../client/audit/schema.ts';
import { auditTrail } from '../../client/audit/trail.ts';
import type { History, RequestHistories } from '../../client/histories.ts';
import { recordedHistories } from './histories.ts';

/** All of them by name, as they stand in their files. */
export const recorded = new Map(
  (await recordedHistories()).map(({ name, history }) => [name, history]),
);

/** A recorded history, anew each time: a test may change it. */
export const historyOf = (name: string): History => historyFromJSON(recorded.get(name));

/** The histories of a request that has one run, which went as it was recorded. */
export function only(history: History, change: Partial<RequestHistories> = {}): RequestHistories {
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  const runId = started?.originalExecutionRunId ?? '';
  const workflowId = started?.workflowId ?? '';
  const startedAt = '2026-11-24T08:00:00.000Z';
  const continues = started?.continuedExecutionRunId ?? '';
  const run = {
    ...{ runId, startedAt, history, state: 'completed' as const },
    ...(continues === '' ? {} : { continues }),
  };
  const id = workflowId.replace('access-request-', '');
  return { id, workflowId, runs: [run], missing: [], listed: true, ...change };
}

/** The trail, which keeps to its schema. */
export function trailOf(histories: RequestHistories): Trail {
  const trail = auditTrail(histories);
  expect(trailSchema.parse(trail)).toEqual(trail);
  return trail;
}
