// What a workflow asks of Temporal, in one form for what a history records and for what the code schedules.
import { defaultPayloadConverter } from '@temporalio/common';
import type { History, Payload } from '@temporalio/common/lib/proto-utils.js';
import { isObject } from '../../contract/json.ts';

export type HistoryEvent = NonNullable<History['events']>[number];
type ScheduledActivity = NonNullable<HistoryEvent['activityTaskScheduledEventAttributes']>;
type Continued = NonNullable<HistoryEvent['workflowExecutionContinuedAsNewEventAttributes']>;
type Duration = ScheduledActivity['startToCloseTimeout'];
type Fields = Record<string, Payload> | null | undefined;

/** One thing that a workflow asked for. `key` is the same for both sides, `what` is for people. */
export interface Step {
  key: string;
  what: string;
  content: unknown;
}

/** A step, and the event that records it. */
export interface RecordedStep extends Step {
  eventId: number;
}

/** What both sides know of the run. `runTimeout` in milliseconds, 0 where there is none. */
export interface RunFacts {
  taskQueue: string;
  runTimeout: number;
}

/** How many steps of a kind there have been in a run: those without an id are told apart by their places. */
export type Places = Map<string, number>;

/** The content of a step of which nothing is compared but that it was asked for. */
export const askedFor = 'asked for';

/** Such steps, by the command that asks for one and the event that records it. */
export const bareSteps = [
  ['cancellation of a timer', 'cancelTimer', 'timerCanceledEventAttributes'],
  [
    'cancellation of an activity',
    'requestCancelActivity',
    'activityTaskCancelRequestedEventAttributes',
  ],
  [
    'child workflow',
    'startChildWorkflowExecution',
    'startChildWorkflowExecutionInitiatedEventAttributes',
  ],
  [
    'signal to another workflow',
    'signalExternalWorkflowExecution',
    'signalExternalWorkflowExecutionInitiatedEventAttributes',
  ],
  ['failure of the workflow', 'failWorkflowExecution', 'workflowExecutionFailedEventAttributes'],
  [
    'cancellation of the workflow',
    'cancelWorkflowExecution',
    'workflowExecutionCanceledEventAttributes',
  ],
] as const;

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

/** What an event records that the workflow asked for, if anything. */
export function stepOf(event: HistoryEvent, facts: RunFacts, places: Places): Step | undefined {
  const {
    activityTaskScheduledEventAttributes: activity,
    timerStartedEventAttributes: timer,
    upsertWorkflowSearchAttributesEventAttributes: upserted,
    workflowPropertiesModifiedEventAttributes: modified,
    workflowExecutionContinuedAsNewEventAttributes: continued,
    workflowExecutionCompletedEventAttributes: completed,
  } = event;
  if (activity != null) return activityStep(activity, facts);
  if (timer != null) {
    const content = { duration: milliseconds(timer.startToFireTimeout) };
    return { key: `timer ${timer.timerId}`, what: 'timer', content };
  }
  if (upserted != null) {
    const content = decodedFields(upserted.searchAttributes?.indexedFields);
    if (Object.hasOwn(content, ownAttribute)) return undefined;
    return { ...placedStep('search attributes', places), content };
  }
  if (modified != null) {
    const content = decodedFields(modified.upsertedMemo?.fields);
    return { ...placedStep('memo', places), content };
  }
  if (continued != null) return continuedStep(continued);
  if (completed != null) {
    const content = (completed.result?.payloads ?? []).map(decoded);
    return { key: 'result', what: 'result of the workflow', content };
  }
  const bare = bareSteps.find(([, , attributes]) => event[attributes] != null);
  return bare === undefined ? undefined : placedStep(bare[0], places);
}

function placedStep(what: string, places: Places): Step {
  const place = (places.get(what) ?? 0) + 1;
  places.set(what, place);
  return { key: `${what} ${place}`, what, content: askedFor };
}

function activityStep(activity: ScheduledActivity, { runTimeout }: RunFacts): Step {
  const type = activity.activityType?.name ?? '';
  return {
    key: `activity ${activity.activityId}`,
    what: `activity ${type}`,
    content: {
      type,
      input: (activity.input?.payloads ?? []).map(decoded),
      taskQueue: activity.taskQueue?.name ?? '',
      ...timeoutsOf(activity, runTimeout),
      retryPolicy: retryPolicyOf(activity),
    },
  };
}

/** What a run hands over to the one that it goes on in. */
const continuedStep = (next: Continued): Step => ({
  key: 'continue-as-new',
  what: 'continue-as-new',
  content: {
    type: next.workflowType?.name ?? '',
    taskQueue: next.taskQueue?.name ?? '',
    input: (next.input?.payloads ?? []).map((payload) => withoutRules(decoded(payload))),
    memo: decodedFields(next.memo?.fields),
    searchAttributes: decodedFields(next.searchAttributes?.indexedFields),
  },
});

/** Which rules the next run has is a matter of the release that hands over, and not of what happened: see carried.ts. */
function withoutRules(input: unknown): unknown {
  if (!isObject(input) || !isObject(input['carried'])) return input;
  const { rules, ...carried } = input['carried'];
  return { ...input, carried };
}

/** 0 where it is not set. Its seconds are a Long from Temporal and a number from a file, whatever the type says. */
export const milliseconds = (duration: Duration): number =>
  duration == null ? 0 : Number(duration.seconds ?? 0) * 1_000 + (duration.nanos ?? 0) / 1_000_000;

/** As the server records them, which fills in what is not set: its `validateActivityScheduleAttributes`. */
function timeoutsOf(activity: ScheduledActivity, runTimeout: number): Record<string, number> {
  const atMost = (limit: number, time: number): number =>
    limit > 0 && (time === 0 || time > limit) ? limit : time;
  const scheduleToClose = atMost(runTimeout, milliseconds(activity.scheduleToCloseTimeout));
  const heartbeat = milliseconds(activity.heartbeatTimeout);
  return {
    scheduleToCloseTimeout: scheduleToClose,
    scheduleToStartTimeout: atMost(scheduleToClose, milliseconds(activity.scheduleToStartTimeout)),
    startToCloseTimeout: atMost(scheduleToClose, milliseconds(activity.startToCloseTimeout)),
    heartbeatTimeout: heartbeat === 0 ? 0 : atMost(scheduleToClose, heartbeat),
  };
}

/** As the server records it, with its defaults: https://docs.temporal.io/encyclopedia/retry-policies */
function retryPolicyOf({ retryPolicy }: ScheduledActivity): Record<string, unknown> {
  const initialInterval = orElse(milliseconds(retryPolicy?.initialInterval), 1_000);
  return {
    initialInterval,
    backoffCoefficient: orElse(retryPolicy?.backoffCoefficient ?? 0, 2),
    maximumInterval: orElse(milliseconds(retryPolicy?.maximumInterval), 100 * initialInterval),
    maximumAttempts: retryPolicy?.maximumAttempts ?? 0,
    nonRetryableErrorTypes: retryPolicy?.nonRetryableErrorTypes ?? [],
  };
}

/** Where a number is not set, its field holds 0. */
const orElse = (value: number, otherwise: number): number => (value === 0 ? otherwise : value);

const decodedFields = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, payload]) => [name, decoded(payload)]),
  );

/** What cannot be read is compared by its bytes. */
function decoded(payload: Payload): unknown {
  try {
    return defaultPayloadConverter.fromPayload(payload);
  } catch {
    return { unreadable: Buffer.from(payload.data ?? []).toString('base64') };
  }
}
