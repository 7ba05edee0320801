// The activities of a history as the jobs of the lifecycle, and their ends as the workflow saw them.
import { defaultFailureConverter, type Payload } from '@temporalio/common';
import { settledBy } from '../../workflows/perform.ts';
import { payloadConverter } from '../../workflows/payload-converter.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Job, Settled } from '../../workflows/lifecycle/state.ts';
import { type ActivityRecord, type HistoryEvent, payloadOf } from './recorded.ts';
import { readInput } from './inputs.ts';

/** What an activity was for; undefined where this release knows no such job. */
export function jobKindOf({ type, input }: Pick<ActivityRecord, 'type' | 'input'>) {
  const known = readInput(type, input);
  switch (known?.type) {
    case 'PlanTicket':
      return 'plan';
    case 'CreateTicket':
      return 'create';
    case 'GetTicketStatus':
      return known.input.adopting ? 'look' : 'poll';
    case 'UpdateServiceNowStatus':
      return known.input.write.kind;
    case 'ReportProgress':
      return 'report';
    case 'RecordOutcome':
      return 'record';
    case undefined:
      return undefined;
  }
}

/** Reads end for the workflow when it gives them up; of a write it waits for the end. */
export const isRead = ({ kind }: Job): boolean =>
  kind === 'plan' || kind === 'look' || kind === 'poll';

/** How the activity of a job ended. */
export function settledOf(job: Job, event: HistoryEvent): Settled | undefined {
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed != null) return doneBy(job, payloadOf(completed.result));
  if (event.activityTaskCanceledEventAttributes != null) return { kind: 'interrupted' };
  const failure =
    event.activityTaskFailedEventAttributes?.failure ??
    event.activityTaskTimedOutEventAttributes?.failure;
  return failure == null
    ? undefined
    : settledBy(defaultFailureConverter.failureToError(failure, payloadConverter));
}

type ResultOf<Kind extends Settled['kind']> = Extract<
  Settled,
  { kind: Kind; result: unknown }
>['result'];

function doneBy(job: Job, payload: Payload | undefined): Settled | undefined {
  if (job.kind === 'report') return { kind: 'reported' };
  if (job.kind === 'record') return { kind: 'recorded' };
  if (payload === undefined) return undefined;
  switch (job.kind) {
    case 'plan':
      return { kind: 'planned', plan: payloadConverter.fromPayload<Plan>(payload) };
    case 'create': {
      const result = payloadConverter.fromPayload<ResultOf<'created'>>(payload);
      return { kind: 'created', result };
    }
    case 'look':
      return { kind: 'looked', result: payloadConverter.fromPayload<ResultOf<'looked'>>(payload) };
    case 'poll':
      return { kind: 'polled', result: payloadConverter.fromPayload<ResultOf<'polled'>>(payload) };
    case 'cancel':
    case 'close':
    case 'note': {
      const result = payloadConverter.fromPayload<ResultOf<'updated'>>(payload);
      return { kind: 'updated', result };
    }
  }
}
