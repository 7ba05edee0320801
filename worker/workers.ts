// The Temporal workers of one process: one for workflows and deliveries, one for each ServiceNow instance.
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  Worker,
  type Logger,
  type NativeConnection,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { Duration } from '@temporalio/common';
import { createActivities } from '../activities/index.ts';
import type { ActivityDependencies } from '../activities/dependencies.ts';

/** What the workers need; `stickyTimeout` is what a killed worker costs a workflow task that it held. */
export interface WorkersOptions extends ActivityDependencies {
  connection: NativeConnection;
  namespace: string;
  workflowBundle: WorkflowBundleWithSourceMap;
  stickyTimeout?: Duration;
}

/** Workers that were made and not yet run. */
export interface Workers {
  /** Resolves when all have drained after `shutdown`; rejects when one fails, the others shut down. */
  run: () => Promise<void>;
  shutdown: () => void;
}

/** Bundles the workflow code, as every worker of the process uses it. */
export function bundleWorkflows(logger: Logger): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(import.meta.resolve('../workflows/index.ts'));
  return bundleWorkflowCode({ workflowsPath, logger });
}

/** Workflow tasks at once: each takes about 3 ms of one core, so that more would only queue here. */
const workflowTasks = 40;
/** Cached workflows: 34 to 100 KiB of heap each; a request beyond it is replayed at its next poll. */
const cachedWorkflows = 500;
/** Deliveries and plans at once. */
const deliveries = 50;
/**
 * Activities of one instance at once. Many more than the calls that go out at once, because polls wait
 * for the call that they share: up to 100 tickets each.
 */
const ticketActivities = 200;

/** Makes the workers of a configuration. Rejects when the namespace is missing or not allowed. */
export async function createWorkers(options: WorkersOptions): Promise<Workers> {
  const { configuration, connection, namespace, workflowBundle, stickyTimeout = '10s' } = options;
  const { taskQueue } = configuration.temporal;
  const { PlanTicket, ReportProgress, RecordOutcome, ...ticket } = createActivities(options);
  const shared = {
    connection,
    namespace,
    // What runs may end; a platform that stops us gives at least thirty seconds.
    shutdownGraceTime: '10s',
    shutdownForceTime: '25s',
  } as const;
  const workers = [
    await Worker.create({
      ...shared,
      taskQueue,
      workflowBundle,
      activities: { PlanTicket, ReportProgress, RecordOutcome },
      maxConcurrentWorkflowTaskExecutions: workflowTasks,
      maxConcurrentActivityTaskExecutions: deliveries,
      maxCachedWorkflows: cachedWorkflows,
      stickyQueueScheduleToStartTimeout: stickyTimeout,
    }),
  ];
  for (const instance of Object.keys(configuration.servicenow.instances)) {
    workers.push(
      await Worker.create({
        ...shared,
        taskQueue: `${taskQueue}.${instance}`,
        activities: ticket,
        maxConcurrentActivityTaskExecutions: ticketActivities,
      }),
    );
  }
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const run = async () => {
    const runs = workers.map((worker) => worker.run());
    // One that fails takes the others along: a process that does half its work hides it.
    await Promise.all(
      runs.map((running) =>
        running.catch((error: unknown) => {
          shutdown();
          throw error;
        }),
      ),
    );
  };
  return { run, shutdown };
}
