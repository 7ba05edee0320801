// The words of an access request as types: what is asked, its ticket, its readings, its outcome.

/** What is asked for: to give access, to prolong it, or to take it away. */
export type Action = 'grant' | 'renewal' | 'removal';

/** Who decides the outcome of a request: the agent, by closing the ticket, or the identity manager, by a final decision. */
export type Master = 'servicenow' | 'identity-manager';

/** Someone in the identity manager. `id` is the identity manager's own key of the person. */
export interface Person {
  id: string;
  name: string;
  email?: string;
}

/** One thing asked for one person, once. All dates are ISO 8601; `id` matches `[A-Za-z0-9._:-]{1,100}`. */
export interface AccessRequest {
  id: string;
  action: Action;
  /** The identity manager's own record that the request belongs to, and the link that opens it. */
  reference: { id: string; url: string };
  serviceItem: { id: string; name: string };
  /** A key of `categories` in the configuration. */
  serviceCategory: string;
  recipient: Person;
  requester: Person;
  reason?: string;
  validFrom?: string;
  validUntil?: string;
  /** Anything else that templates of the category may use. */
  data?: Record<string, string>;
}

/**
 * One approval step decided in the identity manager. Only a `final` one, with the identity manager as master, ends a
 * request. `id` counts once; `sequence` counts the decisions and changes of one request together, from 1. `time` is ISO
 * 8601; where it is missing the time of arrival stands for it.
 */
export interface Decision {
  id: string;
  sequence?: number;
  step: string;
  approver: string;
  verdict: 'approved' | 'denied';
  reason?: string;
  time?: string;
  final: boolean;
}

/**
 * Anything else about the request that changed in the identity manager; `id`, `sequence` and `time` as of a decision. At
 * least one of what may change is there. The status `assigned` says that the access is effective.
 */
export interface Change {
  id: string;
  sequence?: number;
  by?: string;
  time?: string;
  status?: string;
  validFrom?: string;
  validUntil?: string;
  comment?: string;
  /** Data of the recipient by the names that the identity manager gives them. */
  recipient?: Record<string, string>;
}

/** What is mirrored to the ticket. */
export type Message = { kind: 'decision'; decision: Decision } | { kind: 'change'; change: Change };

/** A message on its way to becoming one note. `receivedAt` is ISO 8601. */
export interface Note {
  message: Message;
  receivedAt: string;
  /** The sequences before it that had not arrived in time. */
  gap?: { from: number; to: number };
  /** It came after one of its sequence, or a later one. */
  late?: true;
}

/** What starts the workflow `accessRequest`: nothing but what the submitter said. */
export interface AccessRequestInput {
  request: AccessRequest;
  /** True when an earlier run of the request was stopped from outside: its ticket may be there. */
  former?: boolean;
  /** `production`, `test`, ...: a worker of another environment refuses the request. */
  environment: string;
}

/** The ServiceNow record of a request. `url` opens it for a person. */
export interface Ticket {
  instance: string;
  table: string;
  sysId: string;
  number: string;
  url: string;
}

/** Where a ticket stands. `resolved` is not `closed`: a resolved incident can be reopened. */
export type Phase = 'open' | 'in-progress' | 'on-hold' | 'resolved' | 'closed' | 'unknown';

/** What a closed ticket says of the work. */
export type Result = 'fulfilled' | 'not-fulfilled' | 'rejected' | 'cancelled';

/** One reading of a ticket as ServiceNow gave it: raw values, and the names of people. */
export interface Evidence {
  state: string;
  approval: string;
  /** False only where ServiceNow says so: an account that may not read the column is told nothing. */
  active: boolean;
  holdReason: string;
  closeCode: string;
  closeNotes: string;
  assignedTo: string;
  closedBy: string;
  /** ServiceNow's clock, `YYYY-MM-DD HH:MM:SS` in UTC, or empty. */
  closedAt: string;
  updatedBy: string;
  updatedOn: string;
  /** `sys_mod_count`: grows with each update, so that an older reading is known as older. */
  modCount: number;
}

/** Which release and which configuration judged something. */
export interface JudgedBy {
  release: string;
  /** First 12 hex digits of the SHA-256 of the configuration without secrets. */
  configuration: string;
}

/** How often a ticket is polled; all in milliseconds. */
export interface Cadence {
  /** Between two polls of a ticket that changed less than a day ago. */
  interval: number;
  /** The longest interval that quiet days lead to. */
  maximum: number;
  /** The shortest time between two polls, however many hints arrive. */
  spacing: number;
}

/** A public comment on the ticket, written by someone else than us. `at` is ServiceNow's clock, ISO 8601. */
export interface TicketComment {
  by: string;
  at: string;
  text: string;
}

/** Which comments were seen: those up to `since` (ServiceNow's clock) and the `ids` in its neighbourhood. */
export interface CommentCursor {
  since: string;
  ids: string[];
}

/** One reading of a ticket, judged by the status map in force. */
export interface TicketStatus {
  evidence: Evidence;
  phase: Phase;
  /** The hold reason in ServiceNow's words, when `phase` is `on-hold` and there is one. */
  holdReason?: string;
  /** Only when `phase` is `closed`. */
  result?: Result;
  /** Only when `phase` is `unknown`: what the status map does not know. */
  unknown?: string;
  /** Only when closed: who closed it and what they wrote, by `close_notes`, else the last journal entry. */
  closedBy?: string;
  closeNotes?: string;
  /** Comments not reported before, oldest first. */
  comments: TicketComment[];
  commentCursor?: CommentCursor;
  /** True when more comments wait than one reading carries. */
  moreComments?: boolean;
  /**
   * Only after a write of ours: the record changed more than once between our look and what came back, so that somebody
   * may have written in between. A hint and no proof: a business rule of ServiceNow may have been the other.
   */
  overwrote?: true;
  /** When the row was asked for, ISO 8601, the worker's clock. */
  readAt: string;
  cadence: Cadence;
  judgedBy: JudgedBy;
}

/** What `PlanTicket` decides and the rest of the request keeps to. Times in milliseconds. */
export interface Plan {
  master: Master;
  instance: string;
  /** The task queue of the instance, for every activity that talks to ServiceNow. */
  taskQueue: string;
  table: string;
  /** Derived from environment, instance, request id and ordinal, so that creating twice is impossible. */
  sysId: string;
  ordinal: number;
  /** The columns and the creation note, as they will be sent; dropped once the ticket exists. */
  rendered?: RenderedTicket;
  timeouts: InstanceTimeouts;
  delivery: DeliveryTimeouts;
  cadence: Cadence;
  /** Counted from submission. */
  expireAfter?: number;
  /** With the identity manager as master: what keeps the ticket from being worked on before the final decision. */
  undecided: 'approval' | 'on-hold';
  /** With the identity manager as master: what closes the ticket after a final approval. */
  closeWhen: 'assigned' | 'decided';
  /** How long a message waits for those of a lower sequence. */
  gapWithin: number;
  /** How long the run stays open after the outcome was taken, to see a ticket reopened or a late decision. */
  afterCare: number;
  judgedBy: JudgedBy;
}

/** Exactly what `CreateTicket` sends beside its keys. */
export interface RenderedTicket {
  fields: Record<string, string>;
  note: { column: 'work_notes' | 'comments'; text: string };
}

/** How long things may take at one ServiceNow instance, in milliseconds. */
export interface InstanceTimeouts {
  /** `startToCloseTimeout` of an activity: what a killed worker costs. */
  startToClose: number;
  /** `scheduleToCloseTimeout`: how long Temporal retries before the workflow takes note. */
  burst: number;
  retryInitial: number;
  retryMaximum: number;
  /** Nothing is sent later than this after its attempt began. */
  sendWithin: number;
  /** The instance commits a write within `quota` or not at all; `margin` on top of it. */
  quota: number;
  margin: number;
}

/** How long a delivery to the identity manager may take, in milliseconds; as in `InstanceTimeouts`. */
export interface DeliveryTimeouts {
  /** The client's time-out of the webhook and five seconds. */
  startToClose: number;
  burst: number;
  retryInitial: number;
  retryMaximum: number;
}

/** How a request ended. `denied` is a no by someone entitled; "not done" is `not-fulfilled`. */
export type OutcomeKind = 'fulfilled' | 'not-fulfilled' | 'denied' | 'cancelled' | 'expired';

/** Why a request ended: nothing else may end one. */
export type OutcomeCause =
  | { kind: 'ticket'; state: string; result: Result }
  | { kind: 'decision'; id: string; verdict: Decision['verdict'] }
  | { kind: 'cancellation'; id: string }
  | { kind: 'deadline' };

/** The end of a request: what, why, by whom, in whose words. `at` is ISO 8601. */
export interface Outcome {
  kind: OutcomeKind;
  cause: OutcomeCause;
  by: string;
  words: string;
  at: string;
  ticket?: Ticket;
}

/** What the identity manager is told while the request is open. */
export type ProgressStep =
  | { kind: 'ticket-created'; ticket: Ticket }
  | { kind: 'phase'; phase: Exclude<Phase, 'unknown'>; holdReason?: string; assignedTo?: string }
  | { kind: 'comment'; comment: TicketComment };

/** One progress message; `sequence` counts from 1 in each chain of runs. */
export type Progress = ProgressStep & { sequence: number; at: string };

/** A failure as the workflow keeps it: one row of the table of failures, and what was said. */
export interface Failure {
  type: string;
  message: string;
}

/** Something that needs a person. `words` says what it is, `remedy` what to do. `since` is ISO 8601. */
export interface Attention {
  code: string;
  words: string;
  remedy: string;
  since: string;
}
