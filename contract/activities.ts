// What the workflow asks of each activity and what comes back: the inputs and results of the six.
import type { AccessRequest } from './access-request.ts';
import type { Message, Note } from './messages.ts';
import type { Ticket, JudgedBy, CommentCursor, Reading } from './ticket.ts';
import type { Plan, RenderedTicket } from './plan.ts';
import type { Outcome } from './outcome.ts';
import type { Progress } from './progress.ts';

/** Which request an activity works for. `firstRunId` is the first run id of the chain of runs. */
export interface RequestKey {
  requestId: string;
  environment: string;
  firstRunId: string;
}

export interface PlanTicketInput extends RequestKey {
  request: AccessRequest;
  ordinal: number;
}

/** The columns of the plan that find a ticket: also before it is known to exist. */
export type TicketKey = Pick<Plan, 'instance' | 'table' | 'sysId'>;

export interface CreateTicketInput extends RequestKey, TicketKey {
  serviceCategory: string;
  rendered: RenderedTicket;
  /** True when a creation was begun before this activity: look first, for it may have happened. */
  attemptedBefore: boolean;
}

export interface CreateTicketResult {
  ticket: Ticket;
  status: Reading;
  /** True when the ticket was there already and open: the request was submitted before. */
  adopted: boolean;
  /** Columns that were sent with a value and came back empty. */
  ignoredFields: string[];
}

export interface GetTicketStatusInput extends RequestKey, TicketKey {
  serviceCategory: string;
  /** True: only a row read after this attempt began will do (a hint, our own write, a look). */
  fresh: boolean;
  /** True when the ticket was never seen: its creation note decides whose a closed one is. */
  adopting: boolean;
  /** `sys_mod_count` of the last reading: comments are asked for only when it grew. */
  knownModCount?: number;
  commentCursor?: CommentCursor;
  /** Messages whose notes were written after an attempt of unknown outcome: is any of them there twice? */
  watched?: WatchedNote[];
}

/** A note by the message that it is of. */
export interface WatchedNote {
  kind: Message['kind'];
  id: string;
}

/** `missing`: not found, or hidden from us, which ServiceNow does not tell apart. */
export type GetTicketStatusResult =
  | { kind: 'missing'; readAt: string; judgedBy: JudgedBy }
  | { kind: 'read'; ticket: Ticket; status: Reading; duplicates?: WatchedNote[] };

/** Who has a ticket cancelled or closed, and why; `id` is that of the message that asks for it. */
export interface Ending {
  id: string;
  by: string;
  reason: string;
}

/** What is written to the ticket. */
export type TicketWrite =
  /** `denied`: by a final decision, which ServiceNow shows as a rejected approval where the table has it. */
  | ({ kind: 'cancel'; denied: boolean } & Ending)
  /** Closes it as done, with the identity manager as master. */
  | ({ kind: 'close' } & Ending)
  | {
      kind: 'note';
      note: Note;
      /** True when an earlier activity may have written it, and enough time has passed for a look to prove it. */
      attemptedBefore: boolean;
      /** True where another run may be writing it at this moment: what a look does not find is not written yet. */
      looksOnly: boolean;
      /** True for the final approval with the identity manager as master: the approval is shown as given. */
      releases: boolean;
    };

export interface UpdateServiceNowStatusInput extends RequestKey, TicketKey {
  serviceCategory: string;
  /** Whether the ticket's `approval` mirrors the final decision, as the plan has pinned it. */
  showsApproval: boolean;
  write: TicketWrite;
}

/**
 * `noted`: the note stands in the journal; `copies` is more than 1 where a look found it twice, and `parts` says in how
 * many entries it stands. `rewritten`: an attempt of unknown outcome was before it. `unproven`: an attempt may have
 * written it, a look did not find it, and it is too early to write it again. `left-alone`: it was closed, or resolved,
 * or in a state that nobody knows, and nothing was written: the next reading says what it means. `missing`: not found,
 * or hidden from us; a note fails as `Refused` or `JournalUnreadable` instead.
 */
export type UpdateServiceNowStatusResult =
  | { kind: 'cancelled' | 'closed'; status: Reading }
  | { kind: 'noted'; parts: number; copies: number; rewritten: boolean; judgedBy: JudgedBy }
  | { kind: 'unproven'; judgedBy: JudgedBy }
  | { kind: 'left-alone'; judgedBy: JudgedBy }
  | { kind: 'missing'; judgedBy: JudgedBy };

/** One message to the identity manager; both carry what it needs to find its own record. */
export interface DeliveryInput extends RequestKey {
  action: AccessRequest['action'];
  reference: AccessRequest['reference'];
}

export interface ReportProgressInput extends DeliveryInput {
  progress: Progress;
}

export interface RecordOutcomeInput extends DeliveryInput {
  outcome: Outcome;
  /** One more than the last progress. */
  sequence: number;
}

/** `taken`: answered with 2xx. `judgedBy` says which release delivered it. */
export interface DeliveryResult {
  kind: 'taken';
  judgedBy: JudgedBy;
}

/** The activities by their Temporal activity types. */
export interface Activities {
  PlanTicket: (input: PlanTicketInput) => Promise<Plan>;
  CreateTicket: (input: CreateTicketInput) => Promise<CreateTicketResult>;
  GetTicketStatus: (input: GetTicketStatusInput) => Promise<GetTicketStatusResult>;
  UpdateServiceNowStatus: (
    input: UpdateServiceNowStatusInput,
  ) => Promise<UpdateServiceNowStatusResult>;
  ReportProgress: (input: ReportProgressInput) => Promise<DeliveryResult>;
  RecordOutcome: (input: RecordOutcomeInput) => Promise<DeliveryResult>;
}
