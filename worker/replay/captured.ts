// What the code schedules when a history is replayed through it.
import type { Commands } from '../../workflows/replay-capture.ts';
import {
  activityStep,
  completedStep,
  continuedStep,
  memoStep,
  searchAttributesStep,
  timerStep,
  type RunFacts,
  type Step,
} from './steps.ts';

/**
 * The steps by their keys. `replayQueue` is the task queue of the replay, which stands for that of the run wherever the
 * code names none.
 */
export function capturedSteps(
  commands: Commands,
  replayQueue: string,
  facts: RunFacts,
): Map<string, Step> {
  const places = { searchAttributes: 0, memo: 0 };
  const queueOf = (named: string | null | undefined): string =>
    named == null || named === '' || named === replayQueue ? facts.taskQueue : named;
  const steps = commands.flatMap((command) => stepOf(command, queueOf, facts, places) ?? []);
  return new Map(steps.map((step) => [step.key, step]));
}

function stepOf(
  command: Commands[number],
  queueOf: (named: string | null | undefined) => string,
  facts: RunFacts,
  places: { searchAttributes: number; memo: number },
): Step | undefined {
  const {
    scheduleActivity: activity,
    startTimer: timer,
    upsertWorkflowSearchAttributes: upserted,
    modifyWorkflowProperties: modified,
    continueAsNewWorkflowExecution: continued,
    completeWorkflowExecution: completed,
  } = command;
  if (activity != null) {
    return activityStep(
      {
        id: activity.activityId ?? '',
        type: activity.activityType ?? '',
        taskQueue: queueOf(activity.taskQueue),
        input: activity.arguments ?? [],
        options: activity,
      },
      facts,
    );
  }
  if (timer != null) return timerStep(String(timer.seq ?? 0), timer.startToFireTimeout);
  if (upserted != null) {
    const { indexedFields } = upserted.searchAttributes ?? {};
    return searchAttributesStep(++places.searchAttributes, indexedFields);
  }
  if (modified != null) return memoStep(++places.memo, modified.upsertedMemo?.fields);
  if (continued != null) {
    return continuedStep({
      type: continued.workflowType ?? '',
      taskQueue: queueOf(continued.taskQueue),
      input: continued.arguments ?? [],
      memo: continued.memo,
      searchAttributes: continued.searchAttributes?.indexedFields,
    });
  }
  if (completed != null) return completedStep(completed.result == null ? [] : [completed.result]);
  return undefined;
}
