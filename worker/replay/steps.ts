// What a workflow asks of Temporal, in one form for what a history records and for what the code schedules.
import { defaultPayloadConverter } from '@temporalio/common';
import { isObject } from '../../contract/json.ts';
import type { History, Payload } from '@temporalio/common/lib/proto-utils.js';

export type HistoryEvent = NonNullable<History['events']>[number];
type ScheduledActivity = NonNullable<HistoryEvent['activityTaskScheduledEventAttributes']>;

/** One thing that a workflow asked for. `key` is the same for both sides, `what` is for people. */
export interface Step {
  key: string;
  what: string;
  content: unknown;
}

/** What both sides know of the run. `runTimeout` in milliseconds, 0 where there is none. */
export interface RunFacts {
  taskQueue: string;
  runTimeout: number;
}

type Options = Pick<
  ScheduledActivity,
  | 'scheduleToCloseTimeout'
  | 'scheduleToStartTimeout'
  | 'startToCloseTimeout'
  | 'heartbeatTimeout'
  | 'retryPolicy'
>;

/** An activity as either side describes it. */
export interface ActivityStep {
  id: string;
  type: string;
  taskQueue: string;
  input: readonly Payload[];
  options: Options;
}

export const activityStep = (activity: ActivityStep, { runTimeout }: RunFacts): Step => ({
  key: `activity ${activity.id}`,
  what: `activity ${activity.type}`,
  content: {
    type: activity.type,
    input: activity.input.map(decoded),
    taskQueue: activity.taskQueue,
    ...timeoutsOf(activity.options, runTimeout),
    retryPolicy: retryPolicyOf(activity.options),
  },
});

export const timerStep = (id: string, duration: Duration): Step => ({
  key: `timer ${id}`,
  what: 'timer',
  content: { duration: milliseconds(duration) },
});

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

/** How many steps of a kind there have been in a run: those without an id are told apart by their places. */
export type Places = Map<string, number>;

export function bareStep(what: string, places: Places): Step {
  const place = (places.get(what) ?? 0) + 1;
  places.set(what, place);
  return { key: `${what} ${place}`, what, content: askedFor };
}

type Fields = Record<string, Payload> | null | undefined;

export const searchAttributesStep = (fields: Fields, places: Places): Step => ({
  ...bareStep('search attributes', places),
  content: decodedFields(fields),
});

export const memoStep = (fields: Fields, places: Places): Step => ({
  ...bareStep('memo', places),
  content: decodedFields(fields),
});

/** What a run hands over to the one that it goes on in. */
export interface ContinuedStep {
  type: string;
  taskQueue: string;
  input: readonly Payload[];
  memo: Fields;
  searchAttributes: Fields;
}

export const continuedStep = (next: ContinuedStep): Step => ({
  key: 'continue-as-new',
  what: 'continue-as-new',
  content: {
    type: next.type,
    taskQueue: next.taskQueue,
    input: next.input.map((payload) => withoutRules(decoded(payload))),
    memo: decodedFields(next.memo),
    searchAttributes: decodedFields(next.searchAttributes),
  },
});

/** Which rules the next run has is a matter of the release that hands over, and not of what happened: see carried.ts. */
function withoutRules(input: unknown): unknown {
  if (!isObject(input) || !isObject(input['carried'])) return input;
  const { rules, ...carried } = input['carried'];
  return { ...input, carried };
}

export const completedStep = (result: readonly Payload[]): Step => ({
  key: 'result',
  what: 'result of the workflow',
  content: result.map(decoded),
});

type Duration = Options['startToCloseTimeout'];

/** 0 where it is not set. Its seconds are a Long from Temporal and a number from a file, whatever the type says. */
export const milliseconds = (duration: Duration): number =>
  duration == null ? 0 : Number(duration.seconds ?? 0) * 1_000 + (duration.nanos ?? 0) / 1_000_000;

/** As the server records them, which fills in what is not set: its `validateActivityScheduleAttributes`. */
function timeoutsOf(options: Options, runTimeout: number): Record<string, number> {
  const atMost = (limit: number, time: number): number =>
    limit > 0 && (time === 0 || time > limit) ? limit : time;
  const scheduleToClose = atMost(runTimeout, milliseconds(options.scheduleToCloseTimeout));
  const heartbeat = milliseconds(options.heartbeatTimeout);
  return {
    scheduleToCloseTimeout: scheduleToClose,
    scheduleToStartTimeout: atMost(scheduleToClose, milliseconds(options.scheduleToStartTimeout)),
    startToCloseTimeout: atMost(scheduleToClose, milliseconds(options.startToCloseTimeout)),
    heartbeatTimeout: heartbeat === 0 ? 0 : atMost(scheduleToClose, heartbeat),
  };
}

/** As the server records it, with its defaults: https://docs.temporal.io/encyclopedia/retry-policies */
function retryPolicyOf({ retryPolicy }: Options): Record<string, unknown> {
  const initialInterval = orElse(milliseconds(retryPolicy?.initialInterval), 1_000);
  return {
    initialInterval,
    backoffCoefficient: orElse(retryPolicy?.backoffCoefficient, 2),
    maximumInterval: orElse(milliseconds(retryPolicy?.maximumInterval), 100 * initialInterval),
    maximumAttempts: retryPolicy?.maximumAttempts ?? 0,
    nonRetryableErrorTypes: retryPolicy?.nonRetryableErrorTypes ?? [],
  };
}

/** Where a number is not set, its field holds 0. */
const orElse = (value: number | null | undefined, otherwise: number): number =>
  value == null || value === 0 ? otherwise : value;

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
