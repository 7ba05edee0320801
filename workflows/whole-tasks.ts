// Refuses what a query brings of a workflow task that has not begun, for the workflow must see each task whole.
import { ApplicationFailure, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { taskNotBegun } from './messages.ts';

/** How far a run has come: events, and what the beginning of a task moves, as texts. */
interface Place {
  events: number;
  bytes: string;
  time: string;
}

/**
 * A query that waited for a worker, and comes to one that does not keep the run, brings all events until then, also those
 * that the next workflow task is to take in. The SDK (1.24) runs the workflow with them, in the time of the task before,
 * and keeps its commands for that task; what comes with the task itself, such as an update, the workflow sees only then. A
 * replay sees all of it at once and may ask for something else: from then on no worker can go on with the run. Temporal's
 * UI asks queries of every run that somebody looks at.
 *
 * Such an activation has more events than the one before, but neither another time nor another size of the history. Refused,
 * the query fails and may be asked again; the worker forgets the run and reads it anew for its task.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let last: Place | undefined;
  return {
    internals: [
      {
        activate(input, next) {
          const { jobs, historyLength, historySizeBytes, timestamp } = input.activation;
          const asksOnly = jobs?.every((job) => job.queryWorkflow != null) === true;
          if (!asksOnly) {
            const place = {
              events: historyLength ?? 0,
              bytes: String(historySizeBytes ?? 0),
              time: `${String(timestamp?.seconds ?? 0)}.${String(timestamp?.nanos ?? 0)}`,
            };
            if (last !== undefined && isBeforeItsTask(last, place)) {
              throw ApplicationFailure.create({ type: 'TaskNotBegun', message: taskNotBegun });
            }
            last = place;
          }
          next(input);
        },
      },
    ],
  };
};

const isBeforeItsTask = (last: Place, { events, bytes, time }: Place): boolean =>
  events > last.events && bytes === last.bytes && time === last.time;
