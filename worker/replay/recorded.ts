// What a history records of the things that its workflow asked for.
import type { History } from '@temporalio/common/lib/proto-utils.js';
import {
  activityStep,
  bareStep,
  bareSteps,
  completedStep,
  continuedStep,
  memoStep,
  milliseconds,
  searchAttributesStep,
  timerStep,
  type HistoryEvent,
  type Places,
  type RunFacts,
  type Step,
} from './steps.ts';

/** A step, and the event that records it. */
export interface RecordedStep extends Step {
  eventId: number;
}

/** What the first event says of the run. */
export function factsOf({ events }: History): RunFacts {
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  return {
    taskQueue: started?.taskQueue?.name ?? '',
    runTimeout: milliseconds(started?.workflowRunTimeout),
  };
}

/** In the order of their events. */
export function recordedSteps(history: History): RecordedStep[] {
  const facts = factsOf(history);
  const places: Places = new Map();
  return (history.events ?? []).flatMap((event) => {
    const step = stepOf(event, facts, places);
    return step === undefined ? [] : [{ ...step, eventId: Number(event.eventId) }];
  });
}

/** The SDK's own note of which patches a run has taken; no code asks for it. */
const ownAttribute = 'TemporalChangeVersion';

function stepOf(event: HistoryEvent, facts: RunFacts, places: Places): Step | undefined {
  const {
    activityTaskScheduledEventAttributes: activity,
    timerStartedEventAttributes: timer,
    upsertWorkflowSearchAttributesEventAttributes: upserted,
    workflowPropertiesModifiedEventAttributes: modified,
    workflowExecutionContinuedAsNewEventAttributes: continued,
    workflowExecutionCompletedEventAttributes: completed,
  } = event;
  if (activity != null) {
    const { activityId, activityType, taskQueue, input } = activity;
    return activityStep(
      {
        id: activityId ?? '',
        type: activityType?.name ?? '',
        taskQueue: taskQueue?.name ?? '',
        input: input?.payloads ?? [],
        options: activity,
      },
      facts,
    );
  }
  if (timer != null) return timerStep(timer.timerId ?? '', timer.startToFireTimeout);
  if (upserted != null) {
    const fields = upserted.searchAttributes?.indexedFields ?? {};
    if (Object.hasOwn(fields, ownAttribute)) return undefined;
    return searchAttributesStep(fields, places);
  }
  if (modified != null) return memoStep(modified.upsertedMemo?.fields, places);
  if (continued != null) {
    return continuedStep({
      type: continued.workflowType?.name ?? '',
      taskQueue: continued.taskQueue?.name ?? '',
      input: continued.input?.payloads ?? [],
      memo: continued.memo?.fields,
      searchAttributes: continued.searchAttributes?.indexedFields,
    });
  }
  if (completed != null) return completedStep(completed.result?.payloads ?? []);
  const bare = bareSteps.find(([, , attributes]) => event[attributes] != null);
  return bare === undefined ? undefined : bareStep(bare[0], places);
}
