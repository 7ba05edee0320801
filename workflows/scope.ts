// The scope of one thing at a time, of a timer or an activity, that can be cancelled alone.
import { CancellationScope } from '@temporalio/workflow';

/**
 * How often a scope serves. It keeps whatever was scheduled in it, with its input, until it is cancelled, and the scope
 * around it keeps each that was made within it: a new one each time would cost as much as one for ever.
 */
const uses = 8;

export interface Scope {
  /** For what begins now, where nothing runs any more of what began before. */
  next: () => CancellationScope;
  cancel: () => void;
}

/** Within the scope in which it is called. */
export function newScope(): Scope {
  let current = new CancellationScope();
  let used = 0;
  const cancel = () => {
    if (!current.consideredCancelled) current.cancel();
  };
  return {
    next: () => {
      if (used === uses) cancel();
      if (current.consideredCancelled) {
        current = new CancellationScope();
        used = 0;
      }
      used += 1;
      return current;
    },
    cancel,
  };
}
