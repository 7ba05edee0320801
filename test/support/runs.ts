// The chain of runs of one request, as their histories tell it.
import type { Client } from '@temporalio/client';

/** One run. `unhandled`: tasks that failed since something arrived meanwhile. */
export interface RunOfChain {
  length: number;
  unhandled: number;
  cancelRequested: boolean;
}

/** WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND */
const unhandledCommand = '1';

/** Every run from a first one on. */
export async function runsOf(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<RunOfChain[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const all = events ?? [];
  const run: RunOfChain = {
    length: all.length,
    unhandled: all.filter(
      ({ workflowTaskFailedEventAttributes: failed }) => String(failed?.cause) === unhandledCommand,
    ).length,
    cancelRequested: all.some((one) => one.workflowExecutionCancelRequestedEventAttributes != null),
  };
  const next = all.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? '';
  return next === '' ? [run] : [run, ...(await runsOf(client, workflowId, next))];
}
