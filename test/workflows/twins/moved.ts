// An interceptor that moves one command: a delivery is scheduled after what the lifecycle wants next.
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** The loop arms its timer in the same activation, so that the two commands change places. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      async scheduleActivity(input, next) {
        if (input.activityType === 'ReportProgress') {
          for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        }
        return next(input);
      },
    },
  ],
});
