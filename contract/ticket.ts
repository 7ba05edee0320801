// A ticket of ServiceNow and a reading of it: evidence as ServiceNow gave it, and what the status map makes of it.
import { z } from 'zod';
import { time } from './kinds.ts';

const said = z.string();
const milliseconds = z.number();

const ticket = z.object({
  instance: said,
  table: said,
  sysId: said,
  number: said,
  url: said.describe('Opens it for a person.'),
});

const phase = z.enum(['open', 'in-progress', 'on-hold', 'resolved', 'closed', 'unknown']);
const result = z.enum(['fulfilled', 'not-fulfilled', 'rejected', 'cancelled']);

const evidence = z.object({
  state: said,
  approval: said,
  active: z
    .boolean()
    .describe(
      'False only where ServiceNow says so: an account that may not read it is told nothing.',
    ),
  holdReason: said,
  closeCode: said,
  closeNotes: said,
  assignedTo: said,
  closedBy: said,
  closedAt: said.describe("ServiceNow's clock, `YYYY-MM-DD HH:MM:SS` in UTC, or empty."),
  updatedBy: said,
  updatedOn: said.describe("ServiceNow's clock, likewise."),
  modCount: z.number().describe('`sys_mod_count`: grows with each update.'),
});

const judgedBy = z.object({
  release: said,
  configuration: said.describe(
    'First 12 hex digits of the SHA-256 of the configuration without secrets.',
  ),
});

const cadence = z.object({ interval: milliseconds, maximum: milliseconds, spacing: milliseconds });

const comment = z.object({ by: said, at: said, text: said });
const commentCursor = z.object({ since: said, ids: z.array(said) });

const judgement = z.object({
  evidence,
  phase,
  holdReason: said
    .describe("In ServiceNow's words, when `phase` is `on-hold` and there is one.")
    .exactOptional(),
  result: result.describe('Only when `phase` is `closed`.').exactOptional(),
  unknown: said
    .describe('Only when `phase` is `unknown`: what the status map does not know.')
    .exactOptional(),
  closedBy: said.describe('Only when closed: who closed it.').exactOptional(),
  closeNotes: said
    .describe('Only when closed: `close_notes`, else the last entry of the journal.')
    .exactOptional(),
  overwrote: z
    .literal(true)
    .describe(
      'Only after a write of ours: the record changed more than once between our look and what came back, so that ' +
        'somebody may have written in between. A hint and no proof: a business rule may have been the other.',
    )
    .exactOptional(),
  judgedBy,
});

const reading = z.object({
  ...judgement.shape,
  comments: z.array(comment),
  commentCursor: commentCursor.exactOptional(),
  moreComments: z.boolean().exactOptional(),
  readAt: time(),
  cadence,
});

/** The schemas by the names of their types. */
export const ticketSchemas = () => ({
  Ticket: ticket,
  Phase: phase,
  Result: result,
  Evidence: evidence,
  JudgedBy: judgedBy,
  Cadence: cadence,
  TicketComment: comment,
  CommentCursor: commentCursor,
  Judgement: judgement,
  Reading: reading,
});

/** The ServiceNow record of a request. */
export type Ticket = z.infer<typeof ticket>;
/** Where a ticket stands. `resolved` is not `closed`: a resolved incident can be reopened. */
export type Phase = z.infer<typeof phase>;
/** What a closed ticket says of the work. */
export type Result = z.infer<typeof result>;
/** One reading of a ticket as ServiceNow gave it: raw values, and the names of people. */
export type Evidence = z.infer<typeof evidence>;
/** Which release and which configuration judged something. */
export type JudgedBy = z.infer<typeof judgedBy>;
/**
 * How often a ticket is polled, in milliseconds: `interval` between two polls of one that changed less than a day ago,
 * `maximum` the longest that quiet days lead to, `spacing` the shortest, however many hints arrive.
 */
export type Cadence = z.infer<typeof cadence>;
/** A public comment on the ticket, written by someone else than us. `at` is ServiceNow's clock, ISO 8601. */
export type TicketComment = z.infer<typeof comment>;
/** Which comments were seen: those up to `since` (ServiceNow's clock) and the `ids` in its neighbourhood. */
export type CommentCursor = z.infer<typeof commentCursor>;
/**
 * One reading of a ticket, judged by the status map in force. `comments`: those not reported before, oldest first;
 * `moreComments`: more wait than one reading carries. `readAt`: when the row was asked for, the worker's clock.
 */
export type Reading = z.infer<typeof reading>;
