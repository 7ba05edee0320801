// With which state a run begins: of a request that was submitted, of one that goes on, or of one that was reset.
import { guardInput } from '../../contract/guards.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { isCarried, readCarried } from './carried.ts';
import { record } from './facts.ts';
import { begin, type State } from './state.ts';

/** Which run it is, among those of its request. `originalRunId` differs from `runId` where it was reset. */
export interface RunIds {
  workflowId: string;
  runId: string;
  originalRunId: string;
  firstRunId: string;
  /** Whether a run before it handed its state over. */
  continued: boolean;
}

/**
 * The state with which a run begins; undefined where the input is neither a request nor a state. `rules` is asked only of
 * what begins anew. Throws what `readCarried` throws.
 */
export function stateAtStart(
  input: unknown,
  run: RunIds,
  { now, rules }: { now: number; rules: () => number },
): State | undefined {
  if (run.continued && isCarried(input)) return afterReset(readCarried(input.carried), run, now);
  if (isCarried(input) || !guardInput(input)) return undefined;
  if (run.workflowId !== workflowIdOf(input.request.id)) return undefined;
  const { request, environment, former = false } = input;
  const state = begin(input, { now, firstRunId: run.firstRunId, rules: rules() });
  const who = { name: request.requester.name, from: 'message' } as const;
  const submitted = { kind: 'submitted', request, environment, again: former } as const;
  return afterReset(record(state, submitted, now, who), run, now);
}

/** After a reset, the run that was replaced may have written notes already: each is looked for before it is written. */
function afterReset(state: State, { runId, originalRunId }: RunIds, now: number): State {
  if (runId === originalRunId) return state;
  const looksFirst = { since: 0, reset: true };
  const next = { ...state, notes: { ...state.notes, looksFirst } };
  return record(next, { kind: 'reset', replaced: originalRunId }, now);
}
