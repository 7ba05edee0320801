// The state that a run hands to the next one: its version, and how every older one is read.
import type { Plan } from '../../contract/plan.ts';
import { begin, planDefaults, type State } from './state.ts';

/** What starts a run that goes on with a request: the state of the run before it. */
export interface Carried {
  carried: State;
}

/** Whether a run was started by the one before it. */
export const isCarried = (input: unknown): input is { carried: unknown } =>
  typeof input === 'object' && input !== null && Object.hasOwn(input, 'carried');

/** As a run hands it over. What a reset may have left behind is as old as the run by then. */
export function carry(state: State, now: number): Carried {
  const { looksFirst, ...mirror } = state.mirror;
  const looks = looksFirst?.reset === true ? { since: now, reset: false } : looksFirst;
  return {
    carried: {
      ...state,
      continued: state.continued + 1,
      mirror: { ...mirror, ...(looks === undefined ? {} : { looksFirst: looks }) },
    },
  };
}

/**
 * The state as this release knows it. Throws what is no state, or one of a newer release: the workflow task then fails
 * until a worker comes that can read it, and nothing is lost.
 */
export function readCarried(carried: unknown): State {
  if (isVersion2(carried)) return carried;
  if (isVersion1(carried)) return fromVersion1(carried);
  throw new Error('The state of the run before cannot be read by this release.');
}

/** Before decisions and changes: what is new begins empty. */
type Version1 = Omit<State, 'version' | 'continued' | 'mirror' | 'endingWaits' | 'plan'> & {
  version: 1;
  cancelWaits: boolean;
  plan?: Omit<Plan, keyof typeof planDefaults>;
};

function fromVersion1({ cancelWaits, plan, ...state }: Version1): State {
  const { continued, mirror } = begin(state.input, {
    now: 0,
    firstRunId: state.firstRunId,
    phase: 0,
  });
  return {
    ...state,
    version: 2,
    continued,
    mirror,
    endingWaits: cancelWaits,
    ...endedOf(state),
    ...(plan === undefined ? {} : { plan: { ...planDefaults, ...plan } }),
  };
}

/** The outcome had the place after all that was told before it. */
function endedOf({
  outcome,
  sequence,
  recorded,
}: Pick<State, 'outcome' | 'sequence' | 'recorded'>) {
  if (outcome === undefined || recorded) return {};
  const place = sequence + 1;
  return { sequence: place, ended: { at: Date.parse(outcome.at), sequence: place } };
}

const isVersion2 = (carried: unknown): carried is State => versionOf(carried) === 2;
const isVersion1 = (carried: unknown): carried is Version1 => versionOf(carried) === 1;

function versionOf(carried: unknown): unknown {
  if (typeof carried !== 'object' || carried === null || !('version' in carried)) return undefined;
  return carried.version;
}
