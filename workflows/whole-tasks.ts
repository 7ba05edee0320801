// Refuses what a query brings of a workflow task that has not begun, for the workflow must see each task whole.
import {
  ApplicationFailure,
  type WorkflowInterceptorsFactory,
  workflowInfo,
} from '@temporalio/workflow';
import { taskNotBegun } from './definitions.ts';

/**
 * A query that waited for a worker, and comes to one that does not keep the run, brings all events until then, also those
 * that the next workflow task is to take in. The SDK (1.24) runs the workflow with them, in the time of the task before,
 * and keeps its commands for that task; what comes with the task itself, such as an update, the workflow sees only then. A
 * replay sees all of it at once and may ask for something else: from then on no worker can go on with the run. Temporal's
 * UI asks queries of every run that somebody looks at.
 *
 * Such an activation has more events than the one before, but neither another time nor another size of the history, which
 * the beginning of a task tells; one that began and failed in between hides it. Refused, the query fails and may be asked
 * again; the worker forgets the run and reads it anew for its task.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let [events, bytes, time] = [Infinity, 0, 0];
  return {
    internals: [
      {
        activate(input, next) {
          const { historyLength, historySize } = workflowInfo();
          const now = Date.now();
          if (historyLength > events && historySize === bytes && now === time) {
            throw ApplicationFailure.create({ type: 'TaskNotBegun', message: taskNotBegun });
          }
          [events, bytes, time] = [historyLength, historySize, now];
          next(input);
        },
      },
    ],
  };
};
