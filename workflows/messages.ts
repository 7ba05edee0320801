// The public contract of the workflow: its signals, update and query with their payloads.
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Action, Attention, Failure, Outcome, Ticket, TicketStatus } from './model.ts';

/** The workflow type, as operators see it. */
export const workflowType = 'accessRequest';

/** The Temporal workflow id of a request. */
export const workflowIdOf = (requestId: string): string => `access-request-${requestId}`;

/** Ids of requests and messages. No slash: a proxy that decodes `%2F` would hide the workflow in the UI. */
export const idPattern = /^[A-Za-z0-9._:-]{1,100}$/;

/** The longest `by` and `reason` of a message, in UTF-16 units: both fit into `close_notes`. */
export const messageLimits = { by: 200, reason: 2000 } as const;

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
  'planning' | 'creating' | 'waiting-for-ticket' | 'cancelling' | 'delivering' | 'ended';

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
  state: RequestState;
  submittedAt: string;
  ticket?: Ticket;
  /** The last reading of the ticket: its phase, evidence and who judged it. */
  reading?: Omit<TicketStatus, 'comments' | 'commentCursor' | 'moreComments' | 'cadence'>;
  /** Columns that ServiceNow took without keeping their value. */
  ignoredFields?: string[];
  nextPoll?: string;
  /** Cancelled while creating: when a look can tell whether a ticket came about after all. */
  nextLook?: string;
  expiresAt?: string;
  cancellation?: { by: string; reason: string; at: string };
  waiting: Waiting[];
  attention: Attention[];
  undelivered: number;
  /** What was said to the request and not taken, newest last, at most 20. */
  rejected: { message: string; problem: string; at: string }[];
  interventions: { kind: 'retry'; by: string; reason: string; at: string }[];
  outcome?: Outcome;
}

export const hintSignal = defineSignal<[unknown?]>('hint');
export const cancelSignal = defineSignal<[CancelMessage]>('cancel');
export const statusQuery = defineQuery<RequestStatus>('status');
export const retryUpdate = defineUpdate<'accepted', [RetryMessage]>('retry');
