// The lifecycle run once more over a recorded history: what a run knew and decided at each moment, which no event says.
import type { Fact } from '../../contract/facts.ts';
import { canonicalJson } from '../../contract/json.ts';
import { stateAtStart } from '../../workflows/lifecycle/beginning.ts';
import { carry, isCarried, readCarried } from '../../workflows/lifecycle/carried.ts';
import { conclude, take, type Command } from '../../workflows/lifecycle/drive.ts';
import { isLongRun } from '../../workflows/lifecycle/run-length.ts';
import type { Event, Job, Lane, State } from '../../workflows/lifecycle/state.ts';
import { isRead, purposeOf, settledOf } from './deeds.ts';
import {
  commandsOf,
  type HistoryEvent,
  idOf,
  isEndOfActivity,
  millisecondsOf,
  type Recorded,
  rulesIn,
  scheduledIdOf,
  valueOf,
} from './recorded.ts';
import { saidBy } from './said.ts';

/** One thing that happened to a run: the recorded event, what it meant, and what is on record since. */
export interface Step {
  event: HistoryEvent;
  happened: Event;
  facts: Fact[];
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

interface Telling extends Recorded, Retelling {
  workflowId: string;
  /** Workflow tasks that have begun, by the number of the event. */
  tasks: Map<number, HistoryEvent>;
  /** What came since the last task that was completed. */
  arrivals: HistoryEvent[];
  /** The lanes of the activities that run, by the event that scheduled them. */
  running: Map<number, Lane>;
}

/**
 * Tells a run again. The lifecycle is a pure function of what a history records: of what came by the time a workflow task
 * began, and that time. What it then commands must be what the task asked for; what a run hands to the next one, and the
 * outcome that it returns, must be those of the state.
 */
export function retell(recorded: Recorded, workflowId: string): Retelling {
  const telling: Telling = {
    ...recorded,
    workflowId,
    tasks: new Map(),
    arrivals: [],
    running: new Map(),
    steps: [],
  };
  for (const event of recorded.events) {
    const unlike = takeEvent(telling, event);
    if (unlike !== undefined) return { ...telling, unlike };
  }
  return telling;
}

/** Takes one event of the history; gives the one from which on the run did otherwise than the lifecycle would. */
function takeEvent(telling: Telling, event: HistoryEvent): HistoryEvent | undefined {
  const completed = event.workflowTaskCompletedEventAttributes;
  if (event.workflowTaskStartedEventAttributes != null) telling.tasks.set(idOf(event), event);
  else if (completed == null) telling.arrivals.push(event);
  else {
    const began = telling.tasks.get(Number(completed.startedEventId));
    if (began === undefined) return event;
    try {
      return runTask(telling, began, event);
    } catch {
      // A state or a result that this release cannot read.
      return event;
    }
  }
  return undefined;
}

/** One workflow task: all that came before it began, what the lifecycle commands, and whether the task asked for that. */
function runTask(
  telling: Telling,
  began: HistoryEvent,
  completed: HistoryEvent,
): HistoryEvent | undefined {
  const now = millisecondsOf(began);
  const came = telling.arrivals.filter((event) => idOf(event) < idOf(began));
  telling.arrivals = telling.arrivals.filter((event) => idOf(event) > idOf(began));
  if (telling.end === undefined && !start(telling, now)) return completed;
  const asked = commandsOf(telling.events, completed);
  const updates = asked.filter((event) => telling.updates.has(idOf(event)));
  const ends = came.filter(isEndOfActivity);
  const others = came.filter((event) => !isEndOfActivity(event));
  // As the SDK hands them over: messages, then updates, then the rest.
  const isMessage = (event: HistoryEvent) => event.workflowExecutionSignaledEventAttributes != null;
  const messages = [...others.filter(isMessage), ...updates];
  const rest = others.filter((event) => !isMessage(event));
  for (const event of [...messages, ...rest, ...ends]) {
    hold(telling, event, happenedBy(telling, event), now);
  }
  if (isLong(telling, began, now)) hold(telling, began, { kind: 'go-on' }, now);
  return obeyed(telling, { commands: settle(telling, began, now), asked, completed, now });
}

/** What the lifecycle commands until it waits: a read that it stops has ended for it at once. */
function settle(telling: Telling, began: HistoryEvent, now: number): Command[] {
  if (telling.end === undefined) return [];
  const { commands, facts, state: next } = conclude(telling.end, now);
  telling.end = next;
  telling.steps.at(-1)?.facts.push(...facts);
  const stopped = commands.flatMap((command) => (command.kind === 'stop' ? [command.lane] : []));
  const reads = stopped.filter((lane) => {
    const job = next.lanes[lane].running?.job;
    return job !== undefined && isRead(job);
  });
  if (reads.length === 0) return commands;
  for (const lane of reads) {
    for (const [id, one] of telling.running) if (one === lane) telling.running.delete(id);
    hold(telling, began, { kind: 'settled', lane, settled: { kind: 'interrupted' } }, now);
  }
  return [...commands, ...settle(telling, began, now)];
}

interface Task {
  commands: readonly Command[];
  /** The events of what the task asked for. */
  asked: readonly HistoryEvent[];
  completed: HistoryEvent;
  now: number;
}

/** Whether a task asked for what was commanded; gives the first event where it did not. */
function obeyed(
  telling: Telling,
  { commands, asked, completed, now }: Task,
): HistoryEvent | undefined {
  const scheduled = asked.filter((event) => event.activityTaskScheduledEventAttributes != null);
  const jobs = commands.flatMap((command) => (command.kind === 'start' ? [command.job] : []));
  if (scheduled.length < jobs.length) return completed;
  const unlike = scheduled.find((event, index) => !isOf(telling, event, jobs[index]));
  return unlike ?? asked.find((event) => !endsAsCommanded(telling, event, commands, now));
}

/** Whether an activity is that of the job, which then runs. */
function isOf(telling: Telling, event: HistoryEvent, job: Job | undefined): boolean {
  const activity = telling.activities.get(idOf(event));
  if (activity === undefined || job === undefined || purposeOf(activity)?.kind !== job.kind)
    return false;
  telling.running.set(idOf(event), job.lane);
  return true;
}

/** What a run hands to the next one, and the outcome that it returns, are those of the state. */
function endsAsCommanded(
  { end: state }: Telling,
  event: HistoryEvent,
  commands: readonly Command[],
  now: number,
): boolean {
  const goneOn = event.workflowExecutionContinuedAsNewEventAttributes;
  if (goneOn != null) {
    const handed = valueOf(goneOn.input);
    return (
      state !== undefined &&
      commands.some(({ kind }) => kind === 'continue') &&
      isCarried(handed) &&
      handedOver(carry(state, now).carried) === handedOver(readCarried(handed.carried))
    );
  }
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed == null) return true;
  return canonicalJson(state?.outcome) === canonicalJson(valueOf(completed.result));
}

/** Which rules the next run has is a matter of the release that handed over. */
const handedOver = ({ rules, ...carried }: State): string => canonicalJson(carried);

function start(telling: Telling, now: number): boolean {
  const { run, workflowId, events } = telling;
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  const ids = {
    workflowId,
    runId: run.runId,
    originalRunId: started?.originalExecutionRunId ?? '',
    firstRunId: started?.firstExecutionRunId ?? '',
    continued: (started?.continuedExecutionRunId ?? '') !== '',
  };
  const input = valueOf(started?.input);
  const state = stateAtStart(input, ids, { now, rules: () => rulesIn(events) });
  if (state === undefined) return false;
  telling.start = state;
  telling.end = state;
  return true;
}

function isLong({ end: state, events }: Telling, began: HistoryEvent, now: number): boolean {
  const task = began.workflowTaskStartedEventAttributes;
  return (
    state?.goingOn === false &&
    isLongRun({
      events: idOf(began),
      suggested: task?.suggestContinueAsNew ?? false,
      newerRelease: task?.targetWorkerDeploymentVersionChanged ?? false,
      age: now - (events[0] === undefined ? now : millisecondsOf(events[0])),
    })
  );
}

/** Takes what a history records, where that means anything to the run. */
function hold(
  telling: Telling,
  event: HistoryEvent,
  happened: Event | undefined,
  now: number,
): void {
  const { end: state } = telling;
  if (state === undefined || happened === undefined) return;
  const taken = take(state, happened, now);
  const { untold, told } = taken.facts;
  telling.end = { ...taken, facts: { untold: [], told: told + untold.length } };
  telling.steps.push({ event, happened, facts: [...untold] });
}

/** What an event means that the workflow did not bring about itself. */
function happenedBy(telling: Telling, event: HistoryEvent): Event | undefined {
  if (event.timerFiredEventAttributes != null) return { kind: 'time' };
  if (!isEndOfActivity(event)) return saidBy(event, telling.updates.get(idOf(event)));
  const id = scheduledIdOf(event);
  const lane = telling.running.get(id);
  const running = lane === undefined ? undefined : telling.end?.lanes[lane].running;
  if (lane === undefined || running === undefined) return undefined;
  telling.running.delete(id);
  const settled = settledOf(running.job, event);
  return settled === undefined ? undefined : { kind: 'settled', lane, settled };
}
