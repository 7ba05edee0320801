// What the query `status` answers: the state of a request in the words of its readers.
import { deadline } from './cadence.ts';
import type { RequestState, RequestStatus, Waiting } from './messages.ts';
import type { Attention } from './model.ts';
import { iso } from './readings.ts';
import type { Job, Lane, State } from './state.ts';
import { isOver, lookAt } from './wants.ts';

/** The activity type that does a job. */
export const activityOf = {
  plan: 'PlanTicket',
  create: 'CreateTicket',
  look: 'GetTicketStatus',
  poll: 'GetTicketStatus',
  cancel: 'UpdateServiceNowStatus',
  report: 'ReportProgress',
  record: 'RecordOutcome',
} as const satisfies Record<Job['kind'], string>;

const systemOf = {
  servicenow: 'ServiceNow',
  'identity-manager': 'identity manager',
} as const satisfies Record<Lane, Waiting['for']>;

/** Where the request stands, from nothing but its state. */
export function view(state: State): RequestStatus {
  const { request, environment } = state.input;
  const expiresAt = deadline(state.submittedAt, state.plan?.expireAfter);
  const { ticket, reading, ignoredFields, pollAt, cancellation, outcome } = state;
  const nextLook = lookAt(state);
  return {
    id: request.id,
    action: request.action,
    environment,
    state: stateOf(state),
    submittedAt: iso(state.submittedAt),
    ...(ticket === undefined ? {} : { ticket }),
    ...(reading === undefined ? {} : { reading: withoutCadence(reading) }),
    ...(ignoredFields === undefined ? {} : { ignoredFields }),
    ...(pollAt === undefined ? {} : { nextPoll: iso(pollAt) }),
    ...(nextLook === undefined ? {} : { nextLook: iso(nextLook) }),
    ...(expiresAt === undefined || outcome !== undefined ? {} : { expiresAt: iso(expiresAt) }),
    ...(cancellation === undefined
      ? {}
      : {
          cancellation: {
            by: cancellation.by,
            reason: cancellation.reason,
            at: iso(cancellation.at),
          },
        }),
    waiting: waitingOf(state),
    attention: attentionOf(state),
    undelivered: state.progress.length + (outcome !== undefined && !state.recorded ? 1 : 0),
    rejected: state.rejected,
    interventions: state.interventions,
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function withoutCadence({ cadence, ...reading }: NonNullable<State['reading']>) {
  return reading;
}

function stateOf(state: State): RequestState {
  if (isOver(state)) return 'ended';
  if (state.outcome !== undefined) return 'delivering';
  if (state.cancellation !== undefined) return 'cancelling';
  if (state.ticket !== undefined) return 'waiting-for-ticket';
  return state.plan === undefined ? 'planning' : 'creating';
}

function waitingOf({ lanes }: State): Waiting[] {
  return (['servicenow', 'identity-manager'] as const).flatMap((lane) => {
    const { trouble } = lanes[lane];
    if (trouble === undefined) return [];
    const { since, activity, failure } = trouble;
    // A plan asks no system but our own worker.
    const system = activity === 'plan' ? 'worker' : systemOf[lane];
    return [{ for: system, activity: activityOf[activity], since: iso(since), failure }];
  });
}

function attentionOf({ attention }: State): Attention[] {
  const { write, reading, delivery } = attention;
  return [write, reading, delivery].filter((one) => one !== undefined);
}
