// The Temporal workers of one process: one for workflows and deliveries, one for each ServiceNow instance.
import type { Duration } from '@temporalio/common';
import {
  Worker,
  type NativeConnection,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { createActivities } from '../activities/index.ts';
import { createLanes } from '../activities/lanes.ts';
import { workflowBundle } from './bundle.ts';
import {
  cachedWorkflows,
  heapLimit,
  instanceLimits,
  patientEnding,
  workflowLimits,
  type Ending,
} from './limits.ts';

/** What the workers need. */
export interface WorkersOptions extends ActivityDependencies {
  connection: NativeConnection;
  namespace: string;
  /** That of the build, or made anew, where it is not given. */
  workflowBundle?: WorkflowBundleOption;
  /** What a killed worker costs the next task of a workflow that it held; 10 s where unset. */
  stickyTimeout?: Duration;
  ending?: Ending;
  /** How many workflows are kept in memory; as many as the heap takes where unset. 0 replays each at every task. */
  cachedWorkflows?: number;
}

/** Workers that were made and not yet run. */
export interface Workers {
  readonly taskQueues: readonly string[];
  /** Whether all of them take work. */
  running: () => boolean;
  /** The ServiceNow instances of which a call goes on beyond its limit. */
  overdue: () => readonly string[];
  /** Resolves when all have drained after `shutdown`. When one fails the others are shut down, and it rejects. */
  run: () => Promise<void>;
  shutdown: () => void;
}

/** Makes the workers of a configuration. Rejects when the namespace is missing or not allowed. */
export async function createWorkers(options: WorkersOptions): Promise<Workers> {
  const lanes = createLanes();
  const all = await optionsOfEach({ ...options, lanes });
  const workers: Worker[] = [];
  try {
    for (const each of all) workers.push(await Worker.create(each));
  } catch (error) {
    // A worker that never ran would hold the connection for ever.
    await runAll(workers, () => shutdownAll(workers));
    throw error;
  }
  return {
    taskQueues: all.map(({ taskQueue }) => taskQueue),
    running: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    overdue: () => lanes.overdue(),
    run: () => runAll(workers),
    shutdown: () => shutdownAll(workers),
  };
}

async function optionsOfEach(options: WorkersOptions): Promise<WorkerOptions[]> {
  const { configuration, connection, namespace, stickyTimeout = '10s' } = options;
  const { ending = patientEnding } = options;
  const { taskQueue, deployment } = configuration.temporal;
  const { PlanTicket, ReportProgress, RecordOutcome, ...ticketActivities } =
    createActivities(options);
  const shared = {
    connection,
    namespace,
    shutdownGraceTime: ending.grace,
    shutdownForceTime: ending.force,
  };
  return [
    {
      ...shared,
      ...workflowLimits,
      maxCachedWorkflows: options.cachedWorkflows ?? cachedWorkflows(heapLimit()),
      taskQueue,
      workflowBundle: options.workflowBundle ?? (await workflowBundle()),
      activities: { PlanTicket, ReportProgress, RecordOutcome },
      stickyQueueScheduleToStartTimeout: stickyTimeout,
      ...(deployment === undefined ? {} : versioned(deployment, options.judgedBy.release)),
    },
    ...Object.keys(configuration.servicenow.instances).map((instance) => ({
      ...shared,
      ...instanceLimits,
      taskQueue: `${taskQueue}.${instance}`,
      activities: ticketActivities,
    })),
  ];
}

/** A run keeps to the release that began it; see goOn in workflows/access-request.ts for how a request gets to the next one. */
const versioned = (
  deploymentName: string,
  buildId: string,
): Pick<WorkerOptions, 'workerDeploymentOptions'> => ({
  workerDeploymentOptions: {
    version: { deploymentName, buildId },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'PINNED',
  },
});

/** Runs all until all have ended. One that fails takes the others along: half a process hides what is wrong. */
async function runAll(workers: readonly Worker[], started: () => void = () => undefined) {
  const runs = workers.map(async (worker) => {
    try {
      await worker.run();
    } finally {
      shutdownAll(workers);
    }
  });
  started();
  const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function shutdownAll(workers: readonly Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}
