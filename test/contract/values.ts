// One good and one bad value for each schema of the contract.
import type { schemas } from '../../contract/schemas.ts';
import type { Change, Decision } from '../../contract/messages.ts';
import type { Outcome } from '../../contract/outcome.ts';
import {
  cadence,
  judgedBy,
  sampleInput,
  samplePlan,
  sampleRequest,
  sampleStatus,
  sampleTicket,
} from '../support/samples.ts';

const at = '2026-11-24T08:00:00.000Z';

const request = sampleRequest({
  validFrom: '2026-12-01',
  validUntil: '2027-02-28T23:59:59.999+01:00',
  data: { cost_center: '4711' },
});

const decision: Decision = {
  ...{ id: 'D-1', sequence: 1, step: 'Data owner', approver: 'Dana Data', verdict: 'approved' },
  ...{ reason: 'Fine', time: '2026-11-24T08:00:00.123+01:00', final: true },
};
const change: Change = {
  ...{ id: 'C-1', sequence: 2, by: 'Mona Muster', time: '2026-11-24', status: 'assigned' },
  ...{ validUntil: '2027-11-30T22:00Z', comment: 'Moved', recipient: { costCentre: '4400' } },
};
const message = { kind: 'decision', decision };
const messageName = { kind: 'change', id: 'C-1' };
const note = { message, receivedAt: at, gap: { from: 1, to: 2 }, late: true };

const reading = sampleStatus({
  ...{ phase: 'on-hold', holdReason: 'Awaiting Caller', moreComments: true, overwrote: true },
  ...{ comments: [{ by: 'Nina Novak', at, text: 'Hello' }] },
  ...{ commentCursor: { since: at, ids: ['1'] } },
});
const { comments, commentCursor, moreComments, readAt, cadence: _, ...judgement } = reading;
const plan = samplePlan({ expireAfter: 1 });
const { rendered, timeouts, delivery } = plan;

const outcome: Outcome = {
  ...{ kind: 'fulfilled', cause: { kind: 'ticket', state: '7', result: 'fulfilled' } },
  ...{ by: 'Nina Novak', words: 'Done', at, ticket: sampleTicket },
};
const progress = { kind: 'phase', phase: 'open', assignedTo: 'Nina Novak', sequence: 1, at };
const { sequence, at: __, ...step } = progress;

const failure = { type: 'Unavailable', message: 'incident 0123 of request R-1: 503' };
const attention = { code: 'TicketMissing', words: 'w', remedy: 'r', since: at };
const waiting = { for: 'ServiceNow', activity: 'CreateTicket', since: at, failure };

const requestKey = { requestId: 'R-1', environment: 'test', firstRunId: 'run-1' };
const ticketKey = { instance: 'main', table: 'incident', sysId: sampleTicket.sysId };
const onTicket = { ...requestKey, ...ticketKey, serviceCategory: 'sap-roles' };
const ending = { id: 'c1', by: 'Ada', reason: 'Not needed' };
const write = { kind: 'cancel', denied: false, ...ending };
const deliveryInput = { ...requestKey, action: 'grant', reference: request.reference };
const body = {
  type: 'access-request.outcome',
  timestamp: at,
  data: {
    ...{ requestId: 'R-1', environment: 'test', action: 'grant', reference: request.reference },
    ...{ sequence: 1, outcome },
  },
};

const orchestrator = { name: 'orchestrator', from: 'orchestrator' };

/** The first is taken as it is, the second is refused. */
export const values: Record<keyof ReturnType<typeof schemas>, [good: unknown, bad: unknown]> = {
  Action: ['grant', 'revoke'],
  Master: ['identity-manager', 'agent'],
  Person: [request.recipient, { ...request.recipient, mail: 'x' }],
  AccessRequest: [request, { ...request, validUntil: '2026-02-30' }],
  AccessRequestInput: [sampleInput(), { request }],
  Verdict: ['denied', 'Denied'],
  Decision: [decision, { ...decision, time: 'yesterday' }],
  Change: [change, { id: 'C-1', by: 'Mona' }],
  CancelMessage: [ending, { ...ending, id: 'a/b' }],
  RetryMessage: [
    { by: 'Ada', reason: 'x' },
    { by: 'Ada\u0000', reason: 'x' },
  ],
  Message: [message, { kind: 'change', decision }],
  MessageName: [messageName, { ...messageName, kind: 'hint' }],
  Gap: [{ from: 1, to: 2 }, { from: 1 }],
  Note: [note, { ...note, receivedAt: '2026-11-24' }],
  Ticket: [sampleTicket, { ...sampleTicket, number: 7 }],
  Phase: ['closed', 'Closed'],
  Result: ['fulfilled', 'done'],
  Evidence: [reading.evidence, { ...reading.evidence, active: 'true' }],
  JudgedBy: [judgedBy, {}],
  Cadence: [cadence, { ...cadence, interval: '5m' }],
  TicketComment: [comments[0], { by: 'x' }],
  CommentCursor: [commentCursor, { since: at, ids: [1] }],
  Judgement: [judgement, { ...judgement, overwrote: false }],
  Reading: [reading, { ...reading, readAt: 'now' }],
  RenderedTicket: [rendered, { fields: {}, note: { column: 'description', text: '' } }],
  InstanceTimeouts: [timeouts, { ...timeouts, quota: '1m' }],
  DeliveryTimeouts: [delivery, {}],
  Plan: [plan, { ...plan, undecided: 'never' }],
  OutcomeKind: ['expired', 'over'],
  OutcomeCause: [outcome.cause, { kind: 'ticket' }],
  Outcome: [outcome, { ...outcome, at: '2026-11-24T08:00:00' }],
  ProgressStep: [step, { kind: 'phase', phase: 'unknown' }],
  Progress: [progress, { ...progress, sequence: 'first' }],
  Failure: [failure, { type: 'Unavailable' }],
  Attention: [attention, { ...attention, since: 'yesterday' }],
  RequestState: ['ended', 'over'],
  BlockedBy: ['poll', 'nothing'],
  Waiting: [waiting, { ...waiting, for: 'Godot' }],
  RequestStatus: [
    {
      ...{ id: 'R-1', action: 'grant', environment: 'test', master: 'servicenow' },
      ...{ state: 'waiting-for-ticket', submittedAt: at, ticket: sampleTicket },
      ...{
        reading: { ...judgement, readAt },
        notes: { written: 1, waiting: 0, held: 0, givenUp: 0 },
      },
      ...{
        continued: 0,
        blocked: [{ for: 'ServiceNow', by: 'poll', until: at }],
        waiting: [waiting],
        attention: [attention],
        undelivered: 0,
        outcome,
      },
      rejected: [{ message: 'cancel', problem: 'by is empty', at, lost: true }],
      interventions: [{ kind: 'retry', by: 'Ada', reason: 'x', at }],
    },
    { id: 'R-1' },
  ],
  RequestKey: [requestKey, { requestId: 'R-1' }],
  TicketKey: [ticketKey, { instance: 'main' }],
  PlanTicketInput: [
    { ...requestKey, request, ordinal: 1 },
    { ...requestKey, ordinal: 1 },
  ],
  CreateTicketInput: [
    { ...onTicket, rendered, attemptedBefore: false },
    { ...onTicket, rendered },
  ],
  CreateTicketResult: [
    { ticket: sampleTicket, status: reading, adopted: true, ignoredFields: ['state'] },
    { ticket: sampleTicket },
  ],
  GetTicketStatusInput: [
    {
      ...{ ...onTicket, fresh: true, adopting: false, knownModCount: 3 },
      ...{ commentCursor, watched: [messageName] },
    },
    { ...onTicket, fresh: 'yes', adopting: false },
  ],
  GetTicketStatusResult: [
    { kind: 'read', ticket: sampleTicket, status: reading, duplicates: [messageName] },
    { kind: 'missing', readAt: at },
  ],
  Ending: [ending, { id: 'c1' }],
  TicketWrite: [
    { kind: 'note', note, attemptedBefore: false, looksOnly: true, releases: false },
    write.kind,
  ],
  UpdateServiceNowStatusInput: [
    { ...onTicket, showsApproval: true, write },
    { ...onTicket, showsApproval: true, write: { ...write, kind: 'delete' } },
  ],
  UpdateServiceNowStatusResult: [
    { kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy },
    { kind: 'noted', judgedBy },
  ],
  DeliveryInput: [deliveryInput, { ...deliveryInput, reference: 'PWO-1' }],
  ReportProgressInput: [{ ...deliveryInput, progress }, deliveryInput],
  RecordOutcomeInput: [
    { ...deliveryInput, outcome, sequence: 2 },
    { ...deliveryInput, outcome },
  ],
  DeliveryResult: [
    { kind: 'taken', judgedBy },
    { kind: 'refused', judgedBy },
  ],
  Doer: [orchestrator, { name: 'x', from: 'nobody' }],
  Fate: ['held-back', 'lost'],
  FactContent: [{ kind: 'reset', replaced: 'run-1' }, { kind: 'reset' }],
  Fact: [
    {
      sequence: 1,
      at,
      who: orchestrator,
      kind: 'notes-doubled',
      messages: [messageName],
      judgedBy: sampleStatus().judgedBy,
    },
    {
      sequence: 0,
      at,
      who: orchestrator,
      kind: 'notes-doubled',
      messages: [messageName],
      judgedBy: sampleStatus().judgedBy,
    },
  ],
  WebhookBody: [body, { ...body, type: 'access-request.progress' }],
};
