// Runs beside the workflow when a history is replayed, and hands out what the code schedules; in no worker's bundle.
import {
  defaultPayloadConverter,
  proxySinks,
  workflowInfo,
  type ConcludeActivationInput,
  type Sinks,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';

/** What a workflow asked of Temporal, in the order in which it did. */
export type Commands = ConcludeActivationInput['commands'];

/** The way out of the sandbox. */
export interface CaptureSinks extends Sinks {
  capture: { scheduled: (commands: Commands) => void };
}

/** A header of the first event that names the run which a reset made: see `execute` below. */
const resetRunHeader = 'access-request-replay-reset-run';
/** By its type alone, for who writes it loads no code of the sandbox. */
export type ResetRunHeader = typeof resetRunHeader;

const { capture } = proxySinks<CaptureSinks>();

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      // A replay gives every run the id of the one that was reset, which both share in the first event; the code tells
      // a run after a reset by two ids that differ. Not async: that would move what comes after.
      execute: (input, next) => {
        const resetRun = input.headers[resetRunHeader];
        if (resetRun !== undefined) {
          const originalExecutionRunId: string = defaultPayloadConverter.fromPayload(resetRun);
          Object.assign(workflowInfo(), { originalExecutionRunId });
        }
        return next(input);
      },
    },
  ],
  internals: [
    {
      concludeActivation: (input, next) => {
        capture.scheduled(input.commands);
        return next(input);
      },
    },
  ],
});
