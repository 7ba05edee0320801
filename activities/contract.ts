// What the workflow asks of each activity and what comes back: the inputs and results of the six.
import type {
  AccessRequest,
  CommentCursor,
  JudgedBy,
  Outcome,
  Plan,
  Progress,
  RenderedTicket,
  Ticket,
  TicketStatus,
} from '../workflows/model.ts';

/** Which request an activity works for. `chain` is the first run id of the chain of runs. */
export interface RequestKey {
  requestId: string;
  environment: string;
  chain: string;
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
  status: TicketStatus;
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
}

/** `missing`: not found, or hidden from us, which ServiceNow does not tell apart. */
export type GetTicketStatusResult =
  | { kind: 'missing'; readAt: string; judgedBy: JudgedBy }
  | { kind: 'read'; ticket: Ticket; status: TicketStatus };

export interface UpdateServiceNowStatusInput extends RequestKey, TicketKey {
  serviceCategory: string;
  cancel: { id: string; by: string; reason: string };
}

/**
 * `left-alone`: it was closed, or resolved, or in a state that nobody knows, and nothing was written: the
 * next reading says what it means. `missing`: not found, or hidden from us.
 */
export type UpdateServiceNowStatusResult =
  | { kind: 'cancelled'; status: TicketStatus }
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
