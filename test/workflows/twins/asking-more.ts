// An interceptor that asks for more than the workflow does: for what the memo of the run names as `more`.
import {
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  defineSignal,
  getExternalWorkflowHandle,
  patched,
  proxyActivities,
  setHandler,
  sleep,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { searchAttributes } from '../../../workflows/search-attributes.ts';

type End = PromiseWithResolvers<unknown>;

const { More } = proxyActivities<{ More: () => Promise<void> }>({ startToCloseTimeout: 1_000 });
const more = (): void => {
  upsertMemo({ more: 'more' });
};

/** Known once the run has begun, which is after its interceptors are made. */
const wanted = (): string => String(workflowInfo().memo?.['more']);

/** What is asked for once, when the run first waits. */
const asks: Record<string, (end: End) => unknown> = {
  memo: more,
  'search attributes': () => {
    upsertSearchAttributes([{ key: searchAttributes.state, value: 'more' }]);
  },
  timer: () => sleep(1),
  'activity More': () => More(),
  'child workflow': () => startChild('more', { workflowId: 'more' }),
  'signal to another workflow': () => getExternalWorkflowHandle('more').signal('more'),
  'result of the workflow': (end) => {
    end.resolve('more');
  },
  'continue-as-new': (end) => {
    end.resolve(continueAsNew());
  },
  'failure of the workflow': (end) => {
    end.reject(ApplicationFailure.nonRetryable('more'));
  },
  patched: () => {
    if (patched('more')) more();
  },
  withdrawn: () => {
    const scope = new CancellationScope();
    const asked = scope.run(() => Promise.all([More(), sleep(1)]));
    scope.cancel();
    return asked;
  },
};

/** The signal `more` cancels what was begun last, of the kind that the memo names. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const end: End = Promise.withResolvers();
  let asked = false;
  let begun: CancellationScope | undefined;
  const cancellable = <T>(what: string, begin: () => Promise<T>): Promise<T> => {
    if (wanted() !== `cancellation of ${what}`) return begin();
    begun = new CancellationScope();
    return begun.run(begin);
  };
  return {
    inbound: [
      {
        execute(input, next) {
          setHandler(defineSignal('more'), () => begun?.cancel());
          return Promise.race([next(input), end.promise]);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => cancellable('an activity', () => next(input)),
        startTimer(input, next) {
          const waiting = cancellable('a timer', () => next(input));
          if (asked) return waiting;
          asked = true;
          void Promise.resolve(asks[wanted()]?.(end)).catch(() => undefined);
          return waiting;
        },
      },
    ],
  };
};
