// What an operator does to a request with Temporal's reset.
import type { Client } from '@temporalio/client';
import { eventually } from './scripted.ts';

/** Resets the latest run to the end of its first task; gives the id of the run that this makes. */
export async function resetToFirstTask(client: Client, workflowId: string): Promise<string> {
  const finished = await eventually(async () => {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    return events?.find((event) => event.workflowTaskCompletedEventAttributes != null);
  }, 'the first task of the run');
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    reason: 'to show it',
    workflowTaskFinishEventId: finished.eventId ?? null,
    requestId: workflowId,
  });
  return runId;
}
