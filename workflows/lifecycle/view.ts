// What the query `status` answers: the state of a request in the words of its readers.
import { deadline } from './polling.ts';
import type { RequestState, RequestStatus, Waiting } from '../../contract/status.ts';
import type { Attention } from '../../contract/attention.ts';
import { iso } from '../../contract/dates.ts';
import { afterCareUntil, isClosing } from './standing.ts';
import { lanes, type Job, type Lane, type State } from './state.ts';
import { lookAt, noteAt } from './wants.ts';

/** The activity type that does a job. */
export const activityOf = {
  plan: 'PlanTicket',
  create: 'CreateTicket',
  look: 'GetTicketStatus',
  poll: 'GetTicketStatus',
  cancel: 'UpdateServiceNowStatus',
  close: 'UpdateServiceNowStatus',
  note: 'UpdateServiceNowStatus',
  report: 'ReportProgress',
  record: 'RecordOutcome',
} as const satisfies Record<Job['kind'], string>;

const systems = {
  servicenow: 'ServiceNow',
  'identity-manager': 'identity manager',
} as const satisfies Record<Lane, Waiting['for']>;

/** Which system a job of a lane waits for. A plan asks none but our own worker. */
export const systemOf = (lane: Lane, activity: Job['kind']): Waiting['for'] =>
  activity === 'plan' ? 'worker' : systems[lane];

/** Where the request stands, from nothing but its state. */
export function view(state: State): RequestStatus {
  const { request, environment } = state.input;
  const expiresAt = deadline(state.submittedAt, state.plan?.expireAfter);
  const { ticket, reading, ignoredFields, pollAt, cancellation, outcome, plan } = state;
  const nextLook = lookAt(state) ?? (state.mirror.writing.endedAt > 0 ? noteAt(state) : undefined);
  return {
    id: request.id,
    action: request.action,
    environment,
    ...(plan === undefined ? {} : { master: plan.master }),
    state: stateOf(state),
    submittedAt: iso(state.submittedAt),
    ...(ticket === undefined ? {} : { ticket }),
    ...(reading === undefined ? {} : { reading: withoutCadence(reading) }),
    ...(ignoredFields === undefined ? {} : { ignoredFields }),
    ...(pollAt === undefined ? {} : { nextPoll: iso(pollAt) }),
    ...(nextLook === undefined ? {} : { nextLook: iso(nextLook) }),
    ...(expiresAt === undefined || outcome !== undefined || isClosing(state)
      ? {}
      : { expiresAt: iso(expiresAt) }),
    ...(cancellation === undefined
      ? {}
      : {
          cancellation: {
            by: cancellation.by,
            reason: cancellation.reason,
            at: iso(cancellation.at),
          },
        }),
    ...mirrorOf(state),
    continued: state.continued,
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

/** What became of decisions and changes. */
function mirrorOf(state: State) {
  const { mirror, decided, effective } = state;
  const { written, waiting, held, givenUp } = mirror;
  const until = afterCareUntil(state);
  const cares = until !== undefined && state.plan?.afterCare !== 0;
  return {
    notes: { written, waiting: waiting.length, held: held.length, givenUp },
    ...(decided === undefined
      ? {}
      : { decided: { verdict: decided.verdict, by: decided.by, at: iso(decided.at) } }),
    ...(effective === undefined ? {} : { effectiveAt: iso(effective.at) }),
    ...(cares ? { afterCareUntil: iso(until) } : {}),
  };
}

function stateOf(state: State): RequestState {
  const { outcome, cancellation, ticket, plan, recorded, mirror } = state;
  if (outcome !== undefined) {
    if (!recorded || state.progress.length > 0) return 'delivering';
    const unwritten = ticket === undefined ? 0 : mirror.waiting.length + mirror.held.length;
    if (unwritten > 0) return 'noting';
    return state.plan !== undefined && state.plan.afterCare > 0 && ticket !== undefined
      ? 'after-care'
      : 'ended';
  }
  if (cancellation !== undefined) return 'cancelling';
  if (ticket === undefined) return plan === undefined ? 'planning' : 'creating';
  if (isClosing(state)) return 'closing';
  return plan?.master === 'identity-manager' ? 'waiting-for-decision' : 'waiting-for-ticket';
}

function waitingOf(state: State): Waiting[] {
  return lanes.flatMap((lane) => {
    const { trouble } = state.lanes[lane];
    if (trouble === undefined) return [];
    const { since, activity, failure } = trouble;
    return [
      { for: systemOf(lane, activity), activity: activityOf[activity], since: iso(since), failure },
    ];
  });
}

function attentionOf({ attention }: State): Attention[] {
  const { write, note, doubled, reading, delivery, message } = attention;
  return [write, note, doubled, reading, delivery, message].filter((one) => one !== undefined);
}
