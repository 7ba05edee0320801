// What the workflow asks of each activity and what comes back: the inputs and results of the six.
import { z } from 'zod';
import { requestSchemas } from './access-request.ts';
import { time } from './kinds.ts';
import { messageSchemas } from './messages.ts';
import { outcomeSchemas } from './outcome.ts';
import { planSchemas } from './plan.ts';
import { progressSchemas } from './progress.ts';
import { ticketSchemas } from './ticket.ts';

const { AccessRequest } = requestSchemas();
const { MessageName, Note } = messageSchemas();
const { Outcome } = outcomeSchemas();
const { Plan, RenderedTicket } = planSchemas();
const { Progress } = progressSchemas();
const { CommentCursor, JudgedBy, Reading, Ticket } = ticketSchemas();

const RequestKey = z.object({
  requestId: z.string(),
  environment: z.string(),
  firstRunId: z.string(),
});
const TicketKey = Plan.pick({ instance: true, table: true, sysId: true });
const onTicket = { ...RequestKey.shape, ...TicketKey.shape, serviceCategory: z.string() };

const PlanTicketInput = z.object({ ...RequestKey.shape, request: AccessRequest, ordinal: z.int() });

const CreateTicketInput = z.object({
  ...onTicket,
  rendered: RenderedTicket,
  /** True when a creation was begun before this activity: look first, for it may have happened. */
  attemptedBefore: z.boolean(),
});

const CreateTicketResult = z.object({
  ticket: Ticket,
  status: Reading,
  /** True when the ticket was there already and open: the request was submitted before. */
  adopted: z.boolean(),
  /** Columns that were sent with a value and came back empty. */
  ignoredFields: z.array(z.string()),
});

const GetTicketStatusInput = z.object({
  ...onTicket,
  /** True: only a row read after this attempt began will do (a hint, our own write, a look). */
  fresh: z.boolean(),
  /** True when the ticket was never seen: its creation note decides whose a closed one is. */
  adopting: z.boolean(),
  /** `sys_mod_count` of the last reading: comments are asked for only when it grew. */
  knownModCount: z.number().exactOptional(),
  commentCursor: CommentCursor.exactOptional(),
  /** Messages whose notes were written after an attempt of unknown outcome: is any of them there twice? */
  watched: z.array(MessageName).exactOptional(),
});

const GetTicketStatusResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missing'), readAt: time(), judgedBy: JudgedBy }),
  z.object({
    kind: z.literal('read'),
    ticket: Ticket,
    status: Reading,
    duplicates: z.array(MessageName).exactOptional(),
  }),
]);

const Ending = z.object({ id: z.string(), by: z.string(), reason: z.string() });

const TicketWrite = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cancel'),
    /** By a final decision, which ServiceNow shows as a rejected approval where the table has it. */
    denied: z.boolean(),
    ...Ending.shape,
  }),
  /** Closes it as done, with the identity manager as master. */
  z.object({ kind: z.literal('close'), ...Ending.shape }),
  z.object({
    kind: z.literal('note'),
    note: Note,
    /** True when an earlier activity may have written it, and enough time has passed for a look to prove it. */
    attemptedBefore: z.boolean(),
    /** True where another run may be writing it at this moment: what a look does not find is not written yet. */
    looksOnly: z.boolean(),
    /** True for the final approval with the identity manager as master: the approval is shown as given. */
    releases: z.boolean(),
  }),
]);

const UpdateServiceNowStatusInput = z.object({
  ...onTicket,
  /** Whether the ticket's `approval` mirrors the final decision, as the plan has pinned it. */
  showsApproval: z.boolean(),
  write: TicketWrite,
});

const UpdateServiceNowStatusResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['cancelled', 'closed']), status: Reading }),
  z.object({
    kind: z.literal('noted'),
    parts: z.int(),
    copies: z.int(),
    rewritten: z.boolean(),
    judgedBy: JudgedBy,
  }),
  z.object({ kind: z.enum(['unproven', 'left-alone', 'missing']), judgedBy: JudgedBy }),
]);

const { action, reference } = AccessRequest.shape;
const DeliveryInput = RequestKey.extend({ action, reference });
const ReportProgressInput = DeliveryInput.extend({ progress: Progress });
const RecordOutcomeInput = DeliveryInput.extend({
  outcome: Outcome,
  /** One more than the last progress. */
  sequence: z.int(),
});
const DeliveryResult = z.object({ kind: z.literal('taken'), judgedBy: JudgedBy });

/** The schemas by the names of their types. */
export const activitySchemas = () => ({
  ...{ RequestKey, TicketKey, PlanTicketInput, CreateTicketInput, CreateTicketResult },
  ...{ GetTicketStatusInput, GetTicketStatusResult, Ending, TicketWrite },
  ...{ UpdateServiceNowStatusInput, UpdateServiceNowStatusResult, DeliveryInput },
  ...{ ReportProgressInput, RecordOutcomeInput, DeliveryResult },
});

/** Which request an activity works for. `firstRunId` is the first run id of the chain of runs. */
export type RequestKey = z.infer<typeof RequestKey>;
/** The columns of the plan that find a ticket: also before it is known to exist. */
export type TicketKey = z.infer<typeof TicketKey>;
export type PlanTicketInput = z.infer<typeof PlanTicketInput>;
export type CreateTicketInput = z.infer<typeof CreateTicketInput>;
export type CreateTicketResult = z.infer<typeof CreateTicketResult>;
export type GetTicketStatusInput = z.infer<typeof GetTicketStatusInput>;
/** `missing`: not found, or hidden from us, which ServiceNow does not tell apart. */
export type GetTicketStatusResult = z.infer<typeof GetTicketStatusResult>;
/** A note by the message that it is of. */
export type WatchedNote = z.infer<typeof MessageName>;
/** Who has a ticket cancelled or closed, and why; `id` is that of the message that asks for it. */
export type Ending = z.infer<typeof Ending>;
/** What is written to the ticket. */
export type TicketWrite = z.infer<typeof TicketWrite>;
export type UpdateServiceNowStatusInput = z.infer<typeof UpdateServiceNowStatusInput>;
/**
 * `noted`: the note stands in the journal; `copies` is more than 1 where a look found it twice, and `parts` says in how
 * many entries it stands. `rewritten`: an attempt of unknown outcome was before it. `unproven`: an attempt may have
 * written it, a look did not find it, and it is too early to write it again. `left-alone`: it was closed, or resolved,
 * or in a state that nobody knows, and nothing was written: the next reading says what it means. `missing`: not found,
 * or hidden from us; a note fails as `Refused` or `JournalUnreadable` instead.
 */
export type UpdateServiceNowStatusResult = z.infer<typeof UpdateServiceNowStatusResult>;
/** One message to the identity manager; both carry what it needs to find its own record. */
export type DeliveryInput = z.infer<typeof DeliveryInput>;
export type ReportProgressInput = z.infer<typeof ReportProgressInput>;
export type RecordOutcomeInput = z.infer<typeof RecordOutcomeInput>;
/** `taken`: answered with 2xx. `judgedBy` says which release delivered it. */
export type DeliveryResult = z.infer<typeof DeliveryResult>;

/** The activities by their Temporal activity types. */
export interface Activities {
  PlanTicket: (input: PlanTicketInput) => Promise<z.infer<typeof Plan>>;
  CreateTicket: (input: CreateTicketInput) => Promise<CreateTicketResult>;
  GetTicketStatus: (input: GetTicketStatusInput) => Promise<GetTicketStatusResult>;
  UpdateServiceNowStatus: (
    input: UpdateServiceNowStatusInput,
  ) => Promise<UpdateServiceNowStatusResult>;
  ReportProgress: (input: ReportProgressInput) => Promise<DeliveryResult>;
  RecordOutcome: (input: RecordOutcomeInput) => Promise<DeliveryResult>;
}
