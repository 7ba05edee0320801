// In which order a run took what had come by a workflow task, in how many rounds of its loop, and what it gave up between. Pure.
import {
  cancelSignal,
  changeSignal,
  decisionSignal,
  hintSignal,
} from '../../workflows/definitions.ts';
import type { Job, State } from '../../workflows/lifecycle/state.ts';
import { isUnwanted } from '../../workflows/lifecycle/wants.ts';
import { type HistoryEvent, idOf, isEndOfActivity } from './recorded.ts';

/** What a task found. */
export interface Found {
  /** What came by the time it began, in the order of the history. */
  came: readonly HistoryEvent[];
  /** The updates that it accepted: they are on record only after it. */
  updates: readonly HistoryEvent[];
  /** Whether the run waited with a timer, which may have fired meanwhile. */
  timed: boolean;
  /** Whether it is the first task, which has no handlers yet when it gets its signals. */
  isFirst: boolean;
}

/**
 * The SDK hands over signals, then updates, then the rest in the order of the history. How many promises lie between each
 * of them and the inbox of workflows/waiting.ts, and between the inbox and the loop, says what the loop takes first and
 * what comes only after it has acted on that: activities come in last, and the loop that waits with a timer wakes later.
 */
export function roundsOf(found: Found): [HistoryEvent[], HistoryEvent[]] {
  const { came, updates, timed } = found;
  const messages = [...signalsOf(found), ...updates];
  const calls = came.filter(
    (event) =>
      event.timerFiredEventAttributes != null ||
      event.workflowExecutionCancelRequestedEventAttributes != null,
  );
  const ends = came.filter(isEndOfActivity);
  const [call] = calls;
  const isLate = (end: HistoryEvent): boolean =>
    messages.length > 0
      ? !timed
      : call?.timerFiredEventAttributes != null && idOf(end) > idOf(call);
  return [[...messages, ...calls, ...ends.filter((end) => !isLate(end))], ends.filter(isLate)];
}

/** The order in which workflows/inbox.ts takes their handlers on. */
const handlers: readonly string[] = [hintSignal, cancelSignal, decisionSignal, changeSignal].map(
  ({ name }) => name,
);

/** Signals that have a handler; those that wait for one come when it is there. */
function signalsOf({ came, isFirst }: Found): HistoryEvent[] {
  const nameOf = (event: HistoryEvent) =>
    event.workflowExecutionSignaledEventAttributes?.signalName ?? '';
  const heard = came.filter((event) => handlers.includes(nameOf(event)));
  if (!isFirst) return heard;
  return heard.toSorted((a, b) => handlers.indexOf(nameOf(a)) - handlers.indexOf(nameOf(b)));
}

/** A run between two rounds of a task. */
interface Between {
  state?: State;
  jobs: ReadonlyMap<number, { job: Job }>;
  now: number;
}

/**
 * What it gives up then: what is not wanted any more, and everything where it is to go on in a new run. Of what had ended
 * already no event says so.
 */
export function givenUp(
  { state, jobs, now }: Between,
  commands: readonly HistoryEvent[],
): number[] {
  const isVain = (id: number): boolean => {
    const begun = jobs.get(id);
    return state !== undefined && begun !== undefined && isUnwanted(state, begun.job, now);
  };
  const isLong = commands.some((event) => {
    const asked = event.activityTaskCancelRequestedEventAttributes;
    const goesOn = event.workflowExecutionContinuedAsNewEventAttributes != null;
    return goesOn || (asked != null && !isVain(Number(asked.scheduledEventId)));
  });
  return [...jobs.keys()].filter((id) => isLong || isVain(id));
}
