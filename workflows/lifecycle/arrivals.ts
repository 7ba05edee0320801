// What arrives at a request as an event, and what it begins with: pure, so that the audit trail judges as the run did.
import { isCarried, readCarried } from './carried.ts';
import {
  guardCancel,
  guardChange,
  guardDecision,
  guardInput,
  type GuardedMessage,
} from '../../contract/guards.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { begin, type Event, type State } from './state.ts';

/** What a signal means to a request; undefined where it has no such signal. Never throws, whatever was sent. */
export function eventOfSignal(name: string, input: unknown): Event | undefined {
  switch (name) {
    case 'hint':
      return { kind: 'hint' };
    case 'cancel':
      return eventOf(name, guardCancel(input), (message) => ({ kind: 'cancel', message }));
    case 'decision':
      return eventOf(name, guardDecision(input), (decision) => ({
        kind: 'message',
        message: { kind: name, decision },
      }));
    case 'change':
      return eventOf(name, guardChange(input), (change) => ({
        kind: 'message',
        message: { kind: name, change },
      }));
    default:
      return undefined;
  }
}

/** What is no such message is on record; one that is only too large is missed by whoever sent it. */
function eventOf<Message>(
  name: string,
  guarded: GuardedMessage<Message>,
  event: (message: Message) => Event,
): Event {
  if (guarded.ok) return event(guarded.message);
  const { problem } = guarded;
  if (!('tooLarge' in guarded)) return { kind: 'rejected', message: name, problem };
  return { kind: 'rejected', message: `${name} ${guarded.tooLarge.id}`, problem, lost: true };
}

/** A cancellation by the means of Temporal, which asks for neither a name nor a reason. */
export const cancelledInTemporal = {
  kind: 'cancel',
  message: {
    id: 'temporal',
    by: 'operator (Temporal)',
    reason: 'Cancellation was requested in Temporal.',
  },
} as const satisfies Event;

/** Which run it is, among those of its chain. `originalRunId` differs from `runId` where it was reset. */
export interface RunIds {
  workflowId: string;
  runId: string;
  originalRunId: string;
  firstRunId: string;
  /** Whether a run before it handed its state over. */
  continued: boolean;
}

/**
 * The state with which a run begins: of a request that was submitted, or of one that goes on; undefined where the input
 * is neither. `phase` is drawn only for what begins anew. Throws what `readCarried` throws.
 */
export function stateAtStart(
  input: unknown,
  run: RunIds,
  { now, phase }: { now: number; phase: () => number },
): State | undefined {
  if (run.continued && isCarried(input)) return afterReset(readCarried(input.carried), run);
  if (isCarried(input) || !guardInput(input)) return undefined;
  if (run.workflowId !== workflowIdOf(input.request.id)) return undefined;
  return afterReset(begin(input, { now, firstRunId: run.firstRunId, phase: phase() }), run);
}

/** The run that was reset may have written notes that this one, which begins anew from an earlier event, has yet to write. */
function afterReset(state: State, { runId, originalRunId }: RunIds): State {
  const { mirror } = state;
  return runId === originalRunId
    ? state
    : { ...state, mirror: { ...mirror, looksFirst: { since: 0, reset: true } } };
}
