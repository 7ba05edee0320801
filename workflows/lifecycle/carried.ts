// The state that a run hands to the next one, and what it must be to be read.
import { isObject } from '../../contract/json.ts';
import { newestRules, rulesOf } from './rules.ts';
import type { State } from './state.ts';

/** What starts a run that goes on with a request: the state of the run before it. */
export interface Carried {
  carried: State;
}

/** Whether a run was started by the one before it. */
export const isCarried = (input: unknown): input is { carried: unknown } =>
  isObject(input) && Object.hasOwn(input, 'carried');

/** As a run hands it over. Another writer that a reset may have left behind is dated now. */
export function carry(state: State, now: number): Carried {
  const { timer, ...lasting } = state;
  const { looksFirst, ...notes } = state.notes;
  const looks = looksFirst?.reset === true ? { since: now, reset: false } : looksFirst;
  return {
    carried: {
      ...lasting,
      // The next run is judged by the newest rules that this release knows.
      rules: newestRules,
      continued: state.continued + 1,
      notes: { ...notes, ...(looks === undefined ? {} : { looksFirst: looks }) },
      goingOn: false,
      // Facts are numbered anew in each run.
      facts: { untold: [], told: 0 },
    },
  };
}

/**
 * The state as this release knows it. Throws what is no state, or one with rules of a newer release: the workflow task
 * then fails until a worker comes that can read it, and nothing is lost.
 */
export function readCarried(carried: unknown): State {
  if (!isState(carried)) {
    throw new Error('The state of the run before cannot be read by this release.');
  }
  rulesOf(carried);
  return carried;
}

/** Only our runs write it, so a look at its version is enough. */
const isState = (carried: unknown): carried is State =>
  isObject(carried) && typeof carried['rules'] === 'number';
