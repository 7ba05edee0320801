// The public contract of the workflow: its signals, update and query with their payloads.
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  AccessRequestInput,
  Action,
  Attention,
  Change,
  Decision,
  Failure,
  Master,
  Outcome,
  Ticket,
  TicketStatus,
} from './model.ts';

/** The workflow type, as operators see it. */
export const workflowType = 'accessRequest';

/** The workflow by its type alone: clients start and read it, and never load its code. */
export type AccessRequestWorkflow = (input: AccessRequestInput) => Promise<Outcome>;

/** The Temporal workflow id of a request. */
export const workflowIdOf = (requestId: string): string => `access-request-${requestId}`;

/** Ids of requests and messages. No slash: a proxy that decodes `%2F` would hide the workflow in the UI. */
export const idPattern = /^[A-Za-z0-9._:-]{1,100}$/;

/** The longest `by` and `reason` of a cancellation or an intervention, in UTF-16 units: both fit into `close_notes`. */
export const messageLimits = { by: 200, reason: 2000 } as const;

/**
 * The most of decisions and changes. In UTF-16 units: one `line` (a step, a name, a status), one `text` (a reason, a
 * comment, all data of a recipient together), `characters` of all that wait, so that the state fits into one payload of
 * Temporal. `waiting`: messages not yet on the ticket; `taken`: of one request, for ever.
 */
export const mirrorLimits = {
  line: 200,
  text: 10_000,
  entries: 50,
  waiting: 200,
  characters: 120_000,
  taken: 2_000,
} as const;

/** The memo that is true while so many decisions and changes wait that no more should be sent. */
export const fullMemo = 'full';

/** Ends a request; its ticket is cancelled. The same id counts once. */
export interface CancelMessage {
  id: string;
  by: string;
  reason: string;
}

/** An operator's wish to try again at once. */
export interface RetryMessage {
  by: string;
  reason: string;
}

/** Where a request stands, in one word. */
export type RequestState =
  | 'planning'
  | 'creating'
  | 'waiting-for-decision'
  | 'waiting-for-ticket'
  | 'cancelling'
  | 'closing'
  | 'delivering'
  | 'noting'
  | 'after-care'
  | 'ended';

/** A system that has not answered since `since` (ISO 8601), and its last failure. */
export interface Waiting {
  for: 'ServiceNow' | 'identity manager' | 'worker';
  activity: string;
  since: string;
  failure: Failure;
}

/** Where a request stands: what the query `status` answers. Times are ISO 8601. */
export interface RequestStatus {
  id: string;
  action: Action;
  environment: string;
  /** Not known before the request is planned. */
  master?: Master;
  state: RequestState;
  submittedAt: string;
  ticket?: Ticket;
  /** The last reading of the ticket: its phase, evidence and who judged it. */
  reading?: Omit<TicketStatus, 'comments' | 'commentCursor' | 'moreComments' | 'cadence'>;
  /** Columns that ServiceNow took without keeping their value. */
  ignoredFields?: string[];
  nextPoll?: string;
  /** When a look can tell what became of an attempt of unknown outcome: to create the ticket, or to write a note. */
  nextLook?: string;
  expiresAt?: string;
  cancellation?: { by: string; reason: string; at: string };
  /**
   * Decisions and changes: on the ticket, on their way to it, held back for a lower sequence that is missing, and given up
   * after the outcome.
   */
  notes: { written: number; waiting: number; held: number; givenUp: number };
  /** The final decision, once there is one; it ends the request where the identity manager is master. */
  decided?: { verdict: Decision['verdict']; by: string; at: string };
  /** Since when the identity manager says that the access is effective. */
  effectiveAt?: string;
  /** The outcome was taken; until when the run stays open to see a ticket reopened or a late decision. */
  afterCareUntil?: string;
  /** How often the request went on in a new run. */
  continued: number;
  waiting: Waiting[];
  attention: Attention[];
  undelivered: number;
  /** What was said to the request and came to nothing, newest last, at most 20; `lost`: its sender believes it to be taken. */
  rejected: { message: string; problem: string; at: string; lost?: true }[];
  interventions: { kind: 'retry'; by: string; reason: string; at: string }[];
  outcome?: Outcome;
}

export const hintSignal = defineSignal<[unknown?]>('hint');
export const cancelSignal = defineSignal<[CancelMessage]>('cancel');
export const decisionSignal = defineSignal<[Decision]>('decision');
export const changeSignal = defineSignal<[Change]>('change');
export const statusQuery = defineQuery<RequestStatus>('status');
export const retryUpdate = defineUpdate<'accepted', [RetryMessage]>('retry');

/** How a query fails that came with events of which the workflow task has not begun: see whole-tasks.ts. */
export const taskNotBegun = 'The request has news that it has not taken in yet: ask again.';
