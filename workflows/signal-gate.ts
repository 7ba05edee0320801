// What comes before any handler sees a signal: names that the SDK keeps for itself are renamed, and hints that came together are one.
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { hintSignal } from './definitions.ts';

/**
 * In every bundle, that of replays too, for both are part of what a run does. With a default handler the SDK (1.24) fails the
 * task for ever on a signal whose name begins with `__temporal_`, before any interceptor of messages (all that begin with `__` are renamed); see
 * https://github.com/temporalio/sdk-typescript `Activator.signalWorkflow`. And thousands of hints would take more time
 * than one activation has, for no more than one poll.
 */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate(input, next) {
        const { jobs } = input.activation;
        if (jobs == null) {
          next(input);
          return;
        }
        let hinted = false;
        const passed = jobs.filter(({ signalWorkflow: signal }) => {
          if (signal == null) return true;
          if (signal.signalName?.startsWith('__') === true) {
            signal.signalName = `reserved.${signal.signalName}`;
          }
          if (signal.signalName !== hintSignal.name) return true;
          const isFirst = !hinted;
          hinted = true;
          return isFirst;
        });
        input.activation.jobs = passed;
        next(input);
      },
    },
  ],
});
