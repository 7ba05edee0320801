// What a history holds, event by event: ids, times, payloads, and activities with how they ended.
import type { Payload } from '@temporalio/common';
import { iso } from '../../contract/dates.ts';
import { isObject } from '../../contract/json.ts';
import { payloadConverter } from '../../workflows/payload-converter.ts';
import type { History, RunHistory } from '../histories.ts';

/** One event of a history, as Temporal gives it. */
export type HistoryEvent = NonNullable<History['events']>[number];

/** The number of an event in its history. */
export const idOf = ({ eventId }: HistoryEvent): number => Number(eventId);

/** When it was recorded, in milliseconds and as ISO 8601. A history from a file has its seconds as plain numbers. */
export const millisecondsOf = ({ eventTime }: HistoryEvent): number =>
  Number(eventTime?.seconds ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1_000_000);
export const timeOf = (event: HistoryEvent): string => iso(millisecondsOf(event));

/** The one payload of an input or a result. */
export const payloadOf = (
  payloads: { payloads?: Payload[] | null } | null | undefined,
): Payload | undefined => payloads?.payloads?.[0];

/** What a payload says, read as the workflow reads it; undefined where there is none. */
export const valueOf = (payloads: { payloads?: Payload[] | null } | null | undefined): unknown => {
  const payload = payloadOf(payloads);
  return payload === undefined ? undefined : payloadConverter.fromPayload<unknown>(payload);
};

/** An activity from its schedule to its end. */
export interface ActivityRecord {
  type: string;
  /** The summary that operators read. */
  about: string;
  input: unknown;
  scheduled: HistoryEvent;
  /** Written by Temporal together with the end. */
  started?: HistoryEvent;
  ended?: HistoryEvent;
}

/** All activities by the number of the event that scheduled them. */
function activitiesOf(events: readonly HistoryEvent[]): Map<number, ActivityRecord> {
  const activities = new Map<number, ActivityRecord>();
  for (const event of events) {
    const { activityTaskScheduledEventAttributes: scheduled } = event;
    if (scheduled != null) {
      const summary = event.userMetadata?.summary;
      const about = summary == null ? '' : payloadConverter.fromPayload<unknown>(summary);
      const type = scheduled.activityType?.name ?? '';
      activities.set(idOf(event), {
        type,
        about: typeof about === 'string' && about !== '' ? about : type,
        input: valueOf(scheduled.input),
        scheduled: event,
      });
      continue;
    }
    const known = activities.get(scheduledIdOf(event));
    if (known === undefined) continue;
    if (event.activityTaskStartedEventAttributes != null) known.started = event;
    else if (isEndOfActivity(event)) known.ended = event;
  }
  return activities;
}

const endOf = (event: HistoryEvent) =>
  event.activityTaskCompletedEventAttributes ??
  event.activityTaskFailedEventAttributes ??
  event.activityTaskTimedOutEventAttributes ??
  event.activityTaskCanceledEventAttributes;

/** Whether an activity ended by the event, however it did. */
export const isEndOfActivity = (event: HistoryEvent): boolean => endOf(event) != null;

/** Which activity an event is about, by the number of the event that scheduled it; 0 where it is about none. */
export const scheduledIdOf = (event: HistoryEvent): number =>
  Number((event.activityTaskStartedEventAttributes ?? endOf(event))?.scheduledEventId ?? 0);

/** What a completed task asked for and accepted: it stands between that and the next one. */
export function commandsOf(
  events: readonly HistoryEvent[],
  completed: HistoryEvent,
): readonly HistoryEvent[] {
  const after = events.filter((event) => idOf(event) > idOf(completed));
  const end = after.findIndex((event) => event.workflowTaskStartedEventAttributes != null);
  return end < 0 ? after : after.slice(0, end);
}

/** An update as it was asked for. */
export type Update = NonNullable<
  NonNullable<HistoryEvent['workflowExecutionUpdateAcceptedEventAttributes']>['acceptedRequest']
>;

/** Updates by the number of the event that accepted them; those that a reset brought along stand where it admitted them. */
function updatesOf(events: readonly HistoryEvent[]): Map<number, Update> {
  const admitted = new Map<string, Update>();
  const accepted = new Map<number, Update>();
  for (const event of events) {
    const request = event.workflowExecutionUpdateAdmittedEventAttributes?.request;
    if (request != null) admitted.set(request.meta?.updateId ?? '', request);
    const update = event.workflowExecutionUpdateAcceptedEventAttributes;
    if (update == null) continue;
    const told = update.acceptedRequest ?? admitted.get(update.protocolInstanceId ?? '');
    if (told !== undefined) accepted.set(idOf(event), told);
  }
  return accepted;
}

/** The version of the rules that a run recorded when it began: see workflows/rules-at-start.ts. */
export function rulesIn(events: readonly HistoryEvent[]): number {
  const versions = events.flatMap((event) => {
    const { details } = event.markerRecordedEventAttributes ?? {};
    const patch = valueOf(details?.['patch-data']);
    const id = isObject(patch) ? String(patch['id']) : '';
    return id.startsWith('rules-') ? [Number(id.slice('rules-'.length))] : [];
  });
  return Math.max(1, ...versions);
}

/** What a run's history holds: its events, and what several of them tell together. */
export interface Recorded {
  run: RunHistory;
  events: readonly HistoryEvent[];
  activities: Map<number, ActivityRecord>;
  updates: Map<number, Update>;
}

/** Reads the history of a run. */
export function recordedBy(run: RunHistory): Recorded {
  const events = run.history.events ?? [];
  return { run, events, activities: activitiesOf(events), updates: updatesOf(events) };
}
