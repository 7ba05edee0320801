// The lifecycle run once more over a recorded history: what a run knew and decided at each moment, which no event says.
import {
  cancelledInTemporal,
  eventOfSignal,
  stateAtStart,
} from '../../workflows/lifecycle/arrivals.ts';
import { canonicalJson } from '../../contract/json.ts';
import { carry, isCarried, readCarried } from '../../workflows/lifecycle/carried.ts';
import { guardRetry } from '../../contract/guards.ts';
import { step } from '../../workflows/lifecycle/drive.ts';
import { retryUpdate } from '../../workflows/definitions.ts';
import type { Event, Job, State } from '../../workflows/lifecycle/state.ts';
import type { RunHistory } from '../histories.ts';
import { isRead, jobOf, settledOf } from './jobs.ts';
import {
  activitiesOf,
  type ActivityRecord,
  commandsOf,
  type HistoryEvent,
  idOf,
  isEndOfActivity,
  millisecondsOf,
  scheduledIdOf,
  updatesOf,
  valueOf,
} from './recorded.ts';
import { givenUp, roundsOf } from './rounds.ts';

/** One thing that happened to a run: the recorded event, what it meant, and what the request was before and after it. */
export interface Step {
  event: HistoryEvent;
  /** The clock of the workflow at that moment, in milliseconds. */
  now: number;
  happened: Event;
  before: State;
  after: State;
}

/** What a run did in the eyes of today's lifecycle. */
export interface Retelling {
  /** The state with which the run began; undefined where no worker began it, or its input is none. */
  start?: State;
  steps: Step[];
  /** The state after the last of them. */
  end?: State;
  /** From this event on the run did otherwise than today's lifecycle would: nothing is told of what it knew from there on. */
  unlike?: HistoryEvent;
}

interface Telling {
  run: RunHistory;
  workflowId: string;
  activities: Map<number, ActivityRecord>;
  updates: ReturnType<typeof updatesOf>;
  /** Workflow tasks that have begun, by the number of the event. */
  tasks: Map<number, HistoryEvent>;
  /** What came since the last task that was completed. */
  arrivals: HistoryEvent[];
  jobs: Map<number, { job: Job; startedAt: number }>;
  givenUp: Set<number>;
  /** Whether it waits with a timer. */
  timed: boolean;
  now: number;
  state?: State;
  told: Retelling;
}

/**
 * Tells a run again. The lifecycle is a pure function of what a history records: of the messages and results that came
 * by the time a workflow task began, that time, and the activities that the task then asked for, which must be those
 * that the state wants. What a run hands to the next one, and the outcome that it returns, must be those of the state.
 */
export function retell(run: RunHistory, workflowId: string): Retelling {
  const events = run.history.events ?? [];
  const telling: Telling = {
    run,
    workflowId,
    activities: activitiesOf(events),
    updates: updatesOf(events),
    tasks: new Map(),
    arrivals: [],
    jobs: new Map(),
    givenUp: new Set(),
    timed: false,
    now: 0,
    told: { steps: [] },
  };
  for (const event of events) {
    if (!isAlike(telling, event)) {
      telling.told.unlike = event;
      break;
    }
  }
  return telling.told;
}

/** Takes one event; no where the run did otherwise than the lifecycle would. */
function isAlike(telling: Telling, event: HistoryEvent): boolean {
  try {
    return take(telling, event);
  } catch {
    // A state or a result that this release cannot read.
    return false;
  }
}

function take(telling: Telling, event: HistoryEvent): boolean {
  const completed = event.workflowTaskCompletedEventAttributes;
  if (event.workflowTaskStartedEventAttributes != null) {
    telling.tasks.set(idOf(event), event);
    return true;
  }
  if (completed != null) {
    const began = telling.tasks.get(Number(completed.startedEventId));
    return (
      began === undefined ||
      runTask(telling, began, commandsOf(telling.run.history.events ?? [], event))
    );
  }
  if (event.timerStartedEventAttributes != null || event.timerCanceledEventAttributes != null) {
    telling.timed = event.timerStartedEventAttributes != null;
    return true;
  }
  const isAsAsked = takeCommand(telling, event);
  if (isAsAsked === undefined) telling.arrivals.push(event);
  return isAsAsked ?? true;
}

/** Everything that came before the task began, in the order and the rounds in which the run took it. */
function runTask(
  telling: Telling,
  began: HistoryEvent,
  commands: readonly HistoryEvent[],
): boolean {
  telling.now = millisecondsOf(began);
  const came = telling.arrivals.filter((event) => idOf(event) < idOf(began));
  telling.arrivals = telling.arrivals.filter((event) => idOf(event) > idOf(began));
  const isFirst = telling.state === undefined;
  if (isFirst && !start(telling)) return false;
  const updates = commands.filter((event) => telling.updates.has(idOf(event)));
  const [first, second] = roundsOf({ came, updates, timed: telling.timed, isFirst });
  for (const event of first) takeArrival(telling, event);
  if (second.length > 0) for (const id of givenUp(telling, commands)) telling.givenUp.add(id);
  for (const event of second) takeArrival(telling, event);
  if (came.some((event) => event.timerFiredEventAttributes != null)) telling.timed = false;
  return true;
}

function takeArrival(telling: Telling, event: HistoryEvent): void {
  const happened = arrivalOf(telling, event);
  if (happened !== undefined) advance(telling, event, happened);
}

function start(telling: Telling): boolean {
  const { run, workflowId, now } = telling;
  const started = run.history.events?.[0]?.workflowExecutionStartedEventAttributes;
  const ids = {
    workflowId,
    runId: run.runId,
    originalRunId: started?.originalExecutionRunId ?? '',
    firstRunId: started?.firstExecutionRunId ?? '',
    continued: (started?.continuedExecutionRunId ?? '') !== '',
  };
  const state = stateAtStart(valueOf(started?.input), ids, { now, phase: () => 0 });
  if (state === undefined) return false;
  telling.state = state;
  telling.told.start = state;
  telling.told.end = state;
  return true;
}

function advance(telling: Telling, event: HistoryEvent, happened: Event): void {
  const { state: before, now } = telling;
  if (before === undefined) return;
  const after = step(before, happened, now);
  telling.state = after;
  telling.told.end = after;
  telling.told.steps.push({ event, now, happened, before, after });
}

/** What an event means that the workflow did not bring about itself. */
function arrivalOf(telling: Telling, event: HistoryEvent): Event | undefined {
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal != null) return eventOfSignal(signal.signalName ?? '', valueOf(signal.input));
  if (event.workflowExecutionCancelRequestedEventAttributes != null) return cancelledInTemporal;
  if (event.timerFiredEventAttributes != null) return { kind: 'time' };
  if (telling.updates.has(idOf(event))) return retryOf(telling, event);
  if (!isEndOfActivity(event)) return undefined;
  const id = scheduledIdOf(event);
  const begun = telling.jobs.get(id);
  if (begun === undefined) return undefined;
  telling.jobs.delete(id);
  const settled = settledOf(begun.job, event, telling.givenUp.has(id));
  return settled === undefined ? undefined : { kind: 'settled', ...begun, settled };
}

/** Undefined for what is no retry, which no task of ours would have accepted. */
function retryOf({ updates }: Telling, event: HistoryEvent): Event | undefined {
  const { name, args } = updates.get(idOf(event))?.input ?? {};
  const guarded = name === retryUpdate.name ? guardRetry(valueOf(args)) : undefined;
  return guarded?.ok === true ? { kind: 'retry', message: guarded.message } : undefined;
}

/** What a task asked for; undefined for what it did not. */
function takeCommand(telling: Telling, event: HistoryEvent): boolean | undefined {
  const { state, now } = telling;
  if (event.activityTaskScheduledEventAttributes != null) return startJob(telling, event);
  const giveUp = event.activityTaskCancelRequestedEventAttributes;
  if (giveUp != null) return takeGivingUp(telling, event, Number(giveUp.scheduledEventId));
  if (telling.updates.has(idOf(event))) return retryOf(telling, event) !== undefined;
  const goneOn = event.workflowExecutionContinuedAsNewEventAttributes;
  if (goneOn != null) {
    const handed = valueOf(goneOn.input);
    return (
      state !== undefined && isCarried(handed) && isSame(carry(state, now).carried, handed.carried)
    );
  }
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed == null) return undefined;
  return canonicalJson(state?.outcome) === canonicalJson(valueOf(completed.result));
}

function startJob(telling: Telling, event: HistoryEvent): boolean {
  const { state, now } = telling;
  const activity = telling.activities.get(idOf(event));
  const job = state && activity && jobOf(state, activity, now);
  if (job === undefined) return false;
  advance(telling, event, { kind: 'started', job });
  telling.jobs.set(idOf(event), { job, startedAt: now });
  return true;
}

function takeGivingUp(telling: Telling, event: HistoryEvent, id: number): true {
  telling.givenUp.add(id);
  const begun = telling.jobs.get(id);
  if (begun !== undefined && isRead(begun.job)) {
    telling.jobs.delete(id);
    advance(telling, event, { kind: 'settled', ...begun, settled: { kind: 'interrupted' } });
  }
  return true;
}

/** When to poll hangs on a number that the run has drawn. */
function isSame(state: State, handed: unknown): boolean {
  const told = (one: State) => {
    const { phase, pollAt, poll, hinted, ...rest } = one;
    return canonicalJson(rest);
  };
  return told(state) === told(readCarried(handed));
}
