// The latest run of a request as Temporal describes it.
import type { WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';
import { workflowIdOf } from '../contract/access-request.ts';
import type { AccessRequestWorkflow } from '../workflows/definitions.ts';
import type { Outcome } from '../contract/outcome.ts';
import { call, isNoRun, unlessAbsent, type TemporalSession } from './temporal/calls.ts';

/** How a run ended that our code did not end. */
export type StoppedHow = 'cancelled' | 'failed' | 'terminated' | 'timed-out';

/** Whether a run goes on, was completed by our code, or was stopped by something else. */
export type RunState = 'running' | 'completed' | StoppedHow;

/** What Temporal knows of the latest run of a request. */
export interface Run {
  description: WorkflowExecutionDescription;
  runId: string;
  state: RunState;
}

/** The latest run, or undefined where Temporal knows none. */
export async function latestRun(
  session: TemporalSession,
  requestId: string,
): Promise<Run | undefined> {
  const handle = session.client.workflow.getHandle(workflowIdOf(requestId));
  const description = await call(session, () => unlessAbsent(isNoRun, () => handle.describe()));
  if (description === undefined) return undefined;
  return { description, runId: description.runId, state: runState(description.status.name) };
}

/**
 * What `submit` keeps in the memo of a request, which all its runs share. `submittedAt` is ISO 8601; `former` is the run that
 * was stopped from outside before this submission.
 */
export interface RequestMemo {
  digest: string;
  environment: string;
  submittedAt: string;
  former?: string;
}

/** The run that was stopped from outside before the request was submitted again. */
export function formerRun({ memo }: Pick<WorkflowExecutionInfo, 'memo'>): string | undefined {
  const former = memo?.['former'];
  return typeof former === 'string' ? former : undefined;
}

/** When the request was submitted: its latest run may have begun much later. ISO 8601. */
export function submittedAt({
  memo,
  startTime,
}: Pick<WorkflowExecutionInfo, 'memo' | 'startTime'>): string {
  const noted = memo?.['submittedAt'];
  return typeof noted === 'string' ? noted : startTime.toISOString();
}

/** A run's state by the name of its execution status. */
export function runState(status: WorkflowExecutionDescription['status']['name']): RunState {
  switch (status) {
    case 'COMPLETED':
      return 'completed';
    case 'CANCELLED':
      return 'cancelled';
    case 'FAILED':
      return 'failed';
    case 'TERMINATED':
      return 'terminated';
    case 'TIMED_OUT':
      return 'timed-out';
    case 'RUNNING':
    case 'PAUSED':
    case 'CONTINUED_AS_NEW':
    case 'UNSPECIFIED':
    case 'UNKNOWN':
      return 'running';
  }
}

/** The outcome of a completed run, or of the one that it went on in; needs no worker. */
export function outcomeOf(
  session: TemporalSession,
  requestId: string,
  runId: string,
): Promise<Outcome> {
  const handle = session.client.workflow.getHandle<AccessRequestWorkflow>(
    workflowIdOf(requestId),
    runId,
  );
  return call(session, () => handle.result(), requestId);
}
