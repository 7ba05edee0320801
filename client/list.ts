// List: the requests that Temporal knows of, newest first.
import { workflowIdOf } from '../contract/access-request.ts';
import { workflowType } from '../workflows/definitions.ts';
import { runState, submittedAt, type RunState } from './run.ts';
import { call, type TemporalSession } from './temporal/calls.ts';

/** Which requests to list. */
export interface ListOptions {
  /**
   * At most so many; 50 where unset. Where there are more: those that are open first, and of them those that went on in
   * a new run last, for so the store keeps them.
   */
  limit?: number;
  /** Only those that have not ended. */
  open?: boolean;
}

/** One line of the list, from Temporal's visibility store: a second or so behind. Times are ISO 8601. */
export interface ListedRequest {
  id: string;
  /** `completed`: it ended with an outcome. Anything else but `running` was not done by our code. */
  execution: RunState;
  /** When it was submitted. */
  startedAt: string;
  endedAt?: string;
}

/** The list, and whether there are more than the limit. */
export interface RequestList {
  requests: ListedRequest[];
  more: boolean;
}

const prefix = workflowIdOf('');

/** The latest run of each request of this queue. */
export async function list(
  session: TemporalSession,
  taskQueue: string,
  { limit = 50, open = false }: ListOptions,
): Promise<RequestList> {
  const query = [
    `WorkflowType = '${workflowType}'`,
    `TaskQueue = '${taskQueue.replaceAll("'", "''")}'`,
    open ? "ExecutionStatus = 'Running'" : "ExecutionStatus != 'ContinuedAsNew'",
  ].join(' AND ');
  return call(session, async () => {
    const requests = new Map<string, ListedRequest>();
    const pageSize = Math.min(limit + 1, 1000);
    for await (const run of session.client.workflow.list({ query, pageSize })) {
      const id = run.workflowId.slice(prefix.length);
      // The store gives open runs first, then the one closed last: the first of an id is its latest.
      if (!run.workflowId.startsWith(prefix) || requests.has(id)) continue;
      if (requests.size === limit) return { requests: newestFirst(requests), more: true };
      requests.set(id, {
        id,
        execution: runState(run.status.name),
        startedAt: submittedAt(run),
        ...(run.closeTime === undefined ? {} : { endedAt: run.closeTime.toISOString() }),
      });
    }
    return { requests: newestFirst(requests), more: false };
  });
}

const newestFirst = (requests: Map<string, ListedRequest>): ListedRequest[] =>
  [...requests.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
