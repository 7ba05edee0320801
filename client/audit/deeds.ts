// The activities of a history as the lifecycle knows them: what each was for, how it ended, and what it did. Of any release.
import { defaultFailureConverter, type Payload } from '@temporalio/common';
import { z } from 'zod';
import { activitySchemas, type Activities, type TicketWrite } from '../../contract/activities.ts';
import type { Doer } from '../../contract/facts.ts';
import { payloadConverter } from '../../workflows/payload-converter.ts';
import type { Deed } from '../../workflows/lifecycle/deed-facts.ts';
import { enderOf, orchestrator } from '../../workflows/lifecycle/facts.ts';
import type { Job, Settled } from '../../workflows/lifecycle/state.ts';
import { settledBy } from '../../workflows/perform.ts';
import { shapeOf } from './entries.ts';
import { type ActivityRecord, type HistoryEvent, payloadOf } from './recorded.ts';

const schemas = activitySchemas();

/** What an activity was for, and what it did by what came back; undefined where that cannot be read. */
export interface Purpose {
  kind: Job['kind'];
  deedOf: (result: unknown) => Deed | undefined;
}

/** An activity type: what of its input and result is read, and what they mean. */
const activity =
  <Asked, Came>(
    [input, result]: [z.ZodType<Asked>, z.ZodType<Came>],
    kindOf: (asked: Asked) => Job['kind'],
    deedOf: (asked: Asked, came: Came) => Deed,
  ) =>
  (given: unknown): Purpose | undefined => {
    const asked = input.safeParse(given);
    if (!asked.success) return undefined;
    return {
      kind: kindOf(asked.data),
      deedOf: (returned) => {
        const came = result.safeParse(returned);
        return came.success ? deedOf(asked.data, came.data) : undefined;
      },
    };
  };

const { kind, serviceCategory, ...plan } = shapeOf('planned');
const planning = z.object({ request: z.object({ serviceCategory }) });
const creating = schemas.CreateTicketInput.pick({ rendered: true });
const reading = schemas.GetTicketStatusInput.pick({ fresh: true, adopting: true });
const writing = schemas.UpdateServiceNowStatusInput.pick({ write: true });
const reporting = schemas.ReportProgressInput.pick({ progress: true });
const recording = schemas.RecordOutcomeInput.pick({ outcome: true, sequence: true });

const types = {
  PlanTicket: activity(
    [planning, z.object(plan)],
    () => 'plan',
    ({ request }, planned) => ({ kind: 'planned', ...request, plan: planned }),
  ),
  CreateTicket: activity(
    [creating, schemas.CreateTicketResult],
    () => 'create',
    ({ rendered: sent }, result) => ({ kind: 'created', sent, result }),
  ),
  GetTicketStatus: activity(
    [reading, schemas.GetTicketStatusResult],
    ({ adopting }) => (adopting ? 'look' : 'poll'),
    ({ fresh, adopting }, result) =>
      adopting ? { kind: 'looked', result } : { kind: 'polled', fresh, result },
  ),
  UpdateServiceNowStatus: activity(
    [writing, schemas.UpdateServiceNowStatusResult],
    ({ write }) => write.kind,
    ({ write }, result) => ({ kind: 'updated', write, by: askedBy(write), result }),
  ),
  ReportProgress: activity(
    [reporting, schemas.DeliveryResult],
    () => 'report',
    ({ progress: delivery }, { judgedBy }) => ({ kind: 'delivered', delivery, judgedBy }),
  ),
  RecordOutcome: activity(
    [recording, schemas.DeliveryResult],
    () => 'record',
    (said, { judgedBy }) => {
      return { kind: 'delivered', delivery: { kind: 'outcome', ...said }, judgedBy };
    },
  ),
} satisfies Record<keyof Activities, (input: unknown) => Purpose | undefined>;

const isOurs = (type: string): type is keyof Activities => Object.hasOwn(types, type);

/** Undefined where an activity is none of ours, or what it was given cannot be read. */
export const purposeOf = ({ type, input }: Pick<ActivityRecord, 'type' | 'input'>) =>
  isOurs(type) ? types[type](input) : undefined;

/** A deadline and a cancellation by the means of Temporal have ids of their own. */
function askedBy(write: TicketWrite): Doer {
  if (write.kind === 'note') return orchestrator;
  const { id, by } = write;
  const source = id === 'expireAfter' ? 'deadline' : id === 'temporal' ? id : 'message';
  return enderOf({ by, source });
}

/** Reads end for the workflow when it gives them up; of a write it waits for the end. */
export const isRead = ({ kind }: Job): boolean =>
  kind === 'plan' || kind === 'look' || kind === 'poll';

/** How the activity of a job ended, as the workflow saw it. */
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

function doneBy(job: Job, payload: Payload | undefined): Settled | undefined {
  if (job.kind === 'report') return { kind: 'reported' };
  if (job.kind === 'record') return { kind: 'recorded' };
  if (payload === undefined) return undefined;
  switch (job.kind) {
    case 'plan':
      return { kind: 'planned', plan: payloadConverter.fromPayload(payload) };
    case 'create':
      return { kind: 'created', result: payloadConverter.fromPayload(payload) };
    case 'look':
      return { kind: 'looked', result: payloadConverter.fromPayload(payload) };
    case 'poll':
      return { kind: 'polled', result: payloadConverter.fromPayload(payload) };
    case 'cancel':
    case 'close':
    case 'note':
      return { kind: 'updated', result: payloadConverter.fromPayload(payload) };
  }
}
