// An interceptor that keeps the workflow thread busy for longer than an activation may take, at each signal `slow`, and with each note of
// a decision `slow`: while a handler runs, and while promises do.
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** The clock of the sandbox stands still: only counting takes time. */
function busy(): number {
  let count = 0;
  for (let turn = 0; turn < 1e11; turn += 1) count += turn % 7;
  return count;
}

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      handleSignal: (input, next) =>
        input.signalName === 'slow' && busy() < 0 ? Promise.resolve() : next(input),
    },
  ],
  outbound: [
    {
      scheduleActivity: (input, next) =>
        JSON.stringify(input.args).includes('"id":"slow"') && busy() < 0
          ? Promise.resolve()
          : next(input),
    },
  ],
});
