// How each activity is run: on which queue, for how long, how often again, and why.
import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import { defaultRetryMaximum } from './lifecycle/polling.ts';
import type { Job, State } from './lifecycle/state.ts';
import { activitySummary } from './lifecycle/summaries.ts';

/** For what no plan governs: planning, and deliveries of a request that ended before it was planned. */
const unplanned = {
  startToClose: 30_000,
  burst: 15 * 60_000,
  retryInitial: 1_000,
  retryMaximum: defaultRetryMaximum,
} as const;

/**
 * Options of the activity that does a job. No heartbeat time-out: every call is one short HTTP exchange, so
 * `startToCloseTimeout` is what a killed worker costs. `scheduleToCloseTimeout` is one burst: after it
 * the workflow takes note and goes on, for a workflow that awaits endless retries is deaf meanwhile.
 */
export function optionsFor(state: State, job: Job): ActivityOptions {
  const summary = activitySummary(state, job);
  switch (job.kind) {
    case 'plan':
      // On the workflow's own queue: which instance, and so which other queue, is what it finds out.
      return { ...bounded(unplanned), cancellationType: reads, summary };
    case 'report':
    case 'record':
      // A delivery in flight is a write: what became of it is worth waiting for.
      return { ...bounded(state.plan?.delivery ?? unplanned), cancellationType: writes, summary };
    case 'create':
    case 'cancel':
    case 'close':
    case 'note':
      // Of a note, the attempts after the first one mostly look whether it was written; they cost no event.
      return { ...atInstance(state), cancellationType: writes, summary };
    case 'look':
    case 'poll':
      return { ...atInstance(state), cancellationType: reads, summary };
  }
}

/** A read that nobody waits for any more may end by itself; a write may have happened: know it first. */
const reads = ActivityCancellationType.TRY_CANCEL;
const writes = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** Calls to an instance go through its own queue, where its own limits hold. */
function atInstance({ plan }: State): ActivityOptions {
  return plan === undefined
    ? bounded(unplanned)
    : { ...bounded(plan.timeouts), taskQueue: plan.taskQueue };
}

function bounded(times: {
  startToClose: number;
  burst: number;
  retryInitial: number;
  retryMaximum: number;
}): ActivityOptions {
  return {
    startToCloseTimeout: times.startToClose,
    scheduleToCloseTimeout: times.burst,
    retry: {
      initialInterval: times.retryInitial,
      maximumInterval: times.retryMaximum,
      backoffCoefficient: 2,
    },
  };
}
