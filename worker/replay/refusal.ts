// Which histories cannot be replayed, and why.
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { workflowType } from '../../workflows/definitions.ts';

/** What makes a replay impossible, as the end of a sentence about the history; undefined where nothing does. */
export function whyNotReplayable({ events }: History): string | undefined {
  const ids = (events ?? []).map(({ eventId }) => Number(eventId));
  const [first] = ids;
  if (first === undefined) return 'holds no events';
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  if (started == null) {
    return `begins with event ${first}: its first part was cut off, and a run is replayed from its start or not at all`;
  }
  const gap = ids.findIndex((id, index) => id !== first + index);
  if (gap > 0) return `lacks what stood between its events ${ids[gap - 1]} and ${ids[gap]}`;
  const type = started.workflowType?.name ?? '';
  if (type !== workflowType) {
    return `is that of a workflow ${type}; only those of access requests (${workflowType}) are replayed`;
  }
  return (started.workflowId ?? '') === '' ? 'does not name its workflow id' : undefined;
}
