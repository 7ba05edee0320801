// Where a request stands: what the query `status` answers.
import type { Action, Master } from './access-request.ts';
import type { Decision } from './messages.ts';
import type { Ticket, Reading } from './ticket.ts';
import type { Outcome } from './outcome.ts';
import type { Failure } from './failures.ts';
import type { Attention } from './attention.ts';

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
  reading?: Omit<Reading, 'comments' | 'commentCursor' | 'moreComments' | 'cadence'>;
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
  /** Why a system is asked nothing at this moment: what is waited for, and until when where time ends it. */
  blocked: { for: Waiting['for']; by: string; until?: string }[];
  attention: Attention[];
  undelivered: number;
  /** What was said to the request and came to nothing, newest last, at most 20; `lost`: its sender believes it to be taken. */
  rejected: { message: string; problem: string; at: string; lost?: true }[];
  interventions: { kind: 'retry'; by: string; reason: string; at: string }[];
  outcome?: Outcome;
}
