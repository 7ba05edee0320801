// What failed on the way: bursts that ended in vain, and attempts before the one that succeeded.
import { defaultFailureConverter } from '@temporalio/common';
import { payloadConverter } from '../../workflows/payload-converter.ts';
import { settledBy } from '../../workflows/perform.ts';
import type { ActivityRecord, HistoryEvent } from './recorded.ts';
import { timeOf } from './recorded.ts';
import type { TrailEntry } from './schema.ts';
import { ourselves, placed, type RunView } from './view.ts';

type Failed = Extract<TrailEntry, { kind: 'failed' }>;
type RecordedFailure = NonNullable<
  NonNullable<HistoryEvent['activityTaskFailedEventAttributes']>['failure']
>;

/** What an activity met before it succeeded, or instead. */
export function troubleEntries(
  view: RunView,
  { type, about, scheduled, started, ended }: ActivityRecord,
): TrailEntry[] {
  if (ended === undefined) return [];
  const place = placed(view, ended, ourselves());
  const { attempt, lastFailure } = started?.activityTaskStartedEventAttributes ?? {};
  const attempts = attempt ?? undefined;
  const before = lastFailure == null ? undefined : judged(lastFailure).failure;
  const work = { activity: type, about, since: timeOf(scheduled), ...(before && { before }) };
  if (ended.activityTaskCompletedEventAttributes != null) {
    return attempts === undefined || attempts < 2
      ? []
      : [{ kind: 'retried', ...place, ...work, attempts }];
  }
  const how = howItEnded(ended);
  return [{ kind: 'failed', ...place, ...work, ...how, ...(attempts && { attempts }) }];
}

function howItEnded(ended: HistoryEvent): Pick<Failed, 'how' | 'failure' | 'needsPerson'> {
  const failure = ended.activityTaskFailedEventAttributes?.failure;
  if (failure != null) return { how: 'failed', ...judged(failure) };
  const timeout = ended.activityTaskTimedOutEventAttributes?.failure;
  // A burst ends by a time-out; why its last attempt failed stands below it.
  if (timeout != null) return { how: 'timed-out', ...judged(timeout.cause ?? timeout) };
  return { how: 'interrupted', needsPerson: false };
}

/** A failure in the words of the table of failures, as the workflow takes it. */
function judged(recorded: RecordedFailure): {
  failure?: { type: string; message: string };
  needsPerson: boolean;
} {
  const error = defaultFailureConverter.failureToError(recorded, payloadConverter);
  const settled = settledBy(error);
  if (settled.kind !== 'failed') return { needsPerson: false };
  return { failure: settled.failure, needsPerson: !settled.retryable };
}
