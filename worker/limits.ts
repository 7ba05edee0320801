// How much a worker does at once, and why these numbers; all explicit, as the SDK advises for production.
import type { WorkerOptions } from '@temporalio/worker';

type Limits = Partial<WorkerOptions>;

/** The worker of workflows, plans and deliveries. */
export const workflowLimits = {
  // A task takes about 3 ms of the one thread that runs workflows: more would only queue there.
  maxConcurrentWorkflowTaskExecutions: 40,
  maxConcurrentWorkflowTaskPolls: 5,
  // 34 to 100 KiB of heap each, so 50 MiB at most; a request beyond it is replayed at its next event.
  maxCachedWorkflows: 500,
  // A delivery waits for the identity manager, a plan for nothing.
  maxConcurrentActivityTaskExecutions: 50,
  maxConcurrentActivityTaskPolls: 5,
} as const satisfies Limits;

/** The worker of one ServiceNow instance. */
export const instanceLimits = {
  // Far more than the calls at once: polls wait for a call that they share, up to 100 tickets each.
  maxConcurrentActivityTaskExecutions: 200,
  maxConcurrentActivityTaskPolls: 5,
} as const satisfies Limits;

/** How a worker ends. */
export interface Ending {
  /** How long activities in flight may go on once told to end; then they are cancelled. */
  grace: '10s' | '2s';
  /** When waiting is over, whatever still runs: before a platform kills (30 s in Kubernetes). */
  force: '25s' | '5s';
}

export const patientEnding: Ending = { grace: '10s', force: '25s' };
/** On a developer's machine nobody wants to wait for Ctrl-C. */
export const promptEnding: Ending = { grace: '2s', force: '5s' };
