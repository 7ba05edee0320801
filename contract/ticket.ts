// A ticket of ServiceNow and a reading of it: evidence as ServiceNow gave it, and what the status map makes of it.

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
export interface Reading {
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
