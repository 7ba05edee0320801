// An interceptor that changes what commands hold and leaves their order alone: replay by itself sees nothing of it.
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** An argument of one activity, the time-out of another, and every timer. */
export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        switch (input.activityType) {
          case 'CreateTicket':
            return next({
              ...input,
              args: [{ ...Object(input.args[0]), serviceCategory: 'other' }],
            });
          case 'ReportProgress':
            return next({ ...input, options: { ...input.options, startToCloseTimeout: 1_234 } });
          default:
            return next(input);
        }
      },
      startTimer: (input, next) => next({ ...input, durationMs: input.durationMs + 7 }),
    },
  ],
});
