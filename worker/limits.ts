// How much a worker does at once, and why these numbers; all explicit, as the SDK advises for production.
import { getHeapStatistics } from 'node:v8';
import type { WorkerOptions } from '@temporalio/worker';

type Limits = Partial<WorkerOptions>;

/** The worker of workflows, plans and deliveries. */
export const workflowLimits = {
  // A task takes about 3 ms of the one thread that runs workflows: more would only queue there.
  maxConcurrentWorkflowTaskExecutions: 40,
  maxConcurrentWorkflowTaskPolls: 5,
  // A delivery waits for the identity manager, a plan for nothing.
  maxConcurrentActivityTaskExecutions: 50,
  maxConcurrentActivityTaskPolls: 5,
} as const satisfies Limits;

/** What a worker needs beside the workflows that it keeps: code, queues, calls in flight. In MiB. */
const heapForTheRest = 256;
/**
 * Of a waiting request in the thread that runs workflows, in KiB: 50 after its first poll, up to 60 in a long run (an
 * empty workflow 37), and room for messages that wait and for larger requests. The SDK keeps another 24 in the main
 * thread, which has as much heap of its own.
 */
const heapPerRequest = 100;

/**
 * How many requests a worker keeps in memory within a heap of so many MiB; one beyond is replayed at its next event,
 * which takes 0.2 s at most. The SDK's own default assumes 1.7 MiB each.
 */
export function cachedWorkflows(heap: number): number {
  return Math.max(50, Math.floor(((heap - heapForTheRest) * 1024) / heapPerRequest));
}

/** The heap that Node has at most, in MiB: `--max-old-space-size` and what young objects need, else Node's own choice. */
export const heapLimit = (): number =>
  Math.floor(getHeapStatistics().heap_size_limit / (1024 * 1024));

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
