// What the code schedules when a history is replayed through it.
import type { Commands } from '../../workflows/replay-capture.ts';
import {
  bareSteps,
  stepOf,
  type HistoryEvent,
  type Places,
  type RunFacts,
  type Step,
} from './steps.ts';

/** Something that the code asked for when it knew of so many events, the first ones of the history. */
export interface Captured {
  command: Commands[number];
  known: number;
}

/** A step, and of how many events the code knew. */
export interface CapturedStep extends Step {
  known: number;
}

/**
 * The steps by their keys. `replayQueue` is the task queue of the replay, which stands for that of the run wherever the
 * code names none.
 */
export function capturedSteps(
  captured: readonly Captured[],
  replayQueue: string,
  facts: RunFacts,
): Map<string, CapturedStep> {
  const places: Places = new Map();
  const queueOf = (named: string | null | undefined): string =>
    named == null || named === '' || named === replayQueue ? facts.taskQueue : named;
  const steps = sent(captured).flatMap(({ command, known }) => {
    const step = stepOf(eventOf(command, queueOf), facts, places);
    return step === undefined ? [] : [{ ...step, known }];
  });
  return new Map(steps.map((step) => [step.key, step]));
}

/** Without what was begun and cancelled within one task: Temporal hears of neither. */
function sent(captured: readonly Captured[]): Captured[] {
  const begun = new Set(captured.map(begins));
  const withdrawn = new Set(
    captured.map(cancels).filter((id) => id !== undefined && begun.has(id)),
  );
  return captured.filter((one) => !withdrawn.has(begins(one) ?? cancels(one)));
}

const begins = ({ command, known }: Captured): string | undefined =>
  idOf(known, command.startTimer, command.scheduleActivity);

const cancels = ({ command, known }: Captured): string | undefined =>
  idOf(known, command.cancelTimer, command.requestCancelActivity);

type Numbered = { seq?: number | null } | null | undefined;

/** All that a task asks for, it asks for knowing of the same events. */
function idOf(known: number, timer: Numbered, activity: Numbered): string | undefined {
  if (timer != null) return `${known} timer ${timer.seq}`;
  return activity == null ? undefined : `${known} activity ${activity.seq}`;
}

/** The event with which Temporal would record a command, as far as steps are made of it. */
function eventOf(
  command: Commands[number],
  queueOf: (named: string | null | undefined) => string,
): HistoryEvent {
  const {
    scheduleActivity: activity = null,
    startTimer: timer = null,
    continueAsNewWorkflowExecution: continued = null,
    completeWorkflowExecution: completed = null,
  } = command;
  const bare = bareSteps.find(([, name]) => command[name] != null);
  return {
    activityTaskScheduledEventAttributes: activity && {
      ...activity,
      activityType: { name: activity.activityType ?? '' },
      taskQueue: { name: queueOf(activity.taskQueue) },
      input: { payloads: activity.arguments ?? [] },
    },
    timerStartedEventAttributes: timer && { ...timer, timerId: String(timer.seq ?? 0) },
    upsertWorkflowSearchAttributesEventAttributes: command.upsertWorkflowSearchAttributes ?? null,
    workflowPropertiesModifiedEventAttributes: command.modifyWorkflowProperties ?? null,
    workflowExecutionContinuedAsNewEventAttributes: continued && {
      workflowType: { name: continued.workflowType ?? '' },
      taskQueue: { name: queueOf(continued.taskQueue) },
      input: { payloads: continued.arguments ?? [] },
      memo: { fields: continued.memo ?? {} },
      searchAttributes: continued.searchAttributes ?? {},
    },
    workflowExecutionCompletedEventAttributes: completed && {
      result: { payloads: completed.result ? [completed.result] : [] },
    },
    ...(bare && { [bare[2]]: {} }),
  };
}
