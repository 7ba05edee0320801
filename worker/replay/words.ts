// What a person is told of a history that cannot be replayed, and of a replay that failed.
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

/** The error of a replay in plain words; `eventId` where it names the event at which it failed. */
export interface ReplayWords {
  words: string;
  eventId?: number;
}

/** The SDK's message quotes a failure as its core prints it; what a person wants is the message inside. */
export function replayWords({ message }: Error): ReplayWords {
  const [, quoted] = /message: ("(?:[^"\\]|\\.)*")/.exec(message) ?? [];
  const [inner = ''] = unquoted(quoted ?? '', message).split('\n');
  const words = inner.replace(/^\[TMPRL\d+\] /, '').replace(/^Nondeterminism error: /, '');
  const [, eventId] = /HistoryEvent\(id: (\d+)/.exec(words) ?? [];
  return { words, ...(eventId === undefined ? {} : { eventId: Number(eventId) }) };
}

/** A string as Rust prints it, which is JSON but for what only control characters need. */
function unquoted(quoted: string, otherwise: string): string {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : otherwise;
  } catch {
    return quoted === '' ? otherwise : quoted;
  }
}
