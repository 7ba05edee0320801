// A ticket of ServiceNow and a reading of it: evidence as ServiceNow gave it, and what the status map makes of it.
import { z } from 'zod';
import { time } from './kinds.ts';

const said = z.string();

const Ticket = z.object({ instance: said, table: said, sysId: said, number: said, url: said });

const Phase = z.enum(['open', 'in-progress', 'on-hold', 'resolved', 'closed', 'unknown']);
const Result = z.enum(['fulfilled', 'not-fulfilled', 'rejected', 'cancelled']);

const Evidence = z.object({
  state: said,
  approval: said,
  /** False only where ServiceNow says so: an account that may not read the column is told nothing. */
  active: z.boolean(),
  holdReason: said,
  closeCode: said,
  closeNotes: said,
  assignedTo: said,
  closedBy: said,
  /** ServiceNow's clock, `YYYY-MM-DD HH:MM:SS` in UTC, or empty. */
  closedAt: said,
  updatedBy: said,
  updatedOn: said,
  /** `sys_mod_count`: grows with each update, so that an older reading is known as older. */
  modCount: z.number(),
});

const JudgedBy = z.object({ release: said, configuration: said });

const Cadence = z.object({
  /** Between two polls of a ticket that changed less than a day ago. */
  interval: z.number(),
  /** The longest interval that quiet days lead to. */
  maximum: z.number(),
  /** The shortest time between two polls, however many hints arrive. */
  spacing: z.number(),
});

const TicketComment = z.object({ by: said, at: said, text: said });
const CommentCursor = z.object({ since: said, ids: z.array(said) });

const Judgement = z.object({
  evidence: Evidence,
  phase: Phase,
  /** The hold reason in ServiceNow's words, when `phase` is `on-hold` and there is one. */
  holdReason: said.exactOptional(),
  /** Only when `phase` is `closed`. */
  result: Result.exactOptional(),
  /** Only when `phase` is `unknown`: what the status map does not know. */
  unknown: said.exactOptional(),
  /** Only when closed: who closed it and what they wrote, by `close_notes`, else the last journal entry. */
  closedBy: said.exactOptional(),
  closeNotes: said.exactOptional(),
  /**
   * Only after a write of ours: the record changed more than once between our look and what came back, so that somebody
   * may have written in between. A hint and no proof: a business rule of ServiceNow may have been the other.
   */
  overwrote: z.literal(true).exactOptional(),
  judgedBy: JudgedBy,
});

const Reading = Judgement.extend({
  /** Comments not reported before, oldest first. */
  comments: z.array(TicketComment),
  commentCursor: CommentCursor.exactOptional(),
  /** True when more comments wait than one reading carries. */
  moreComments: z.boolean().exactOptional(),
  /** When the row was asked for, the worker's clock. */
  readAt: time(),
  cadence: Cadence,
});

/** The schemas by the names of their types. */
export const ticketSchemas = () => ({
  ...{ Ticket, Phase, Result, Evidence, JudgedBy },
  ...{ Cadence, TicketComment, CommentCursor, Judgement, Reading },
});

/** The ServiceNow record of a request. `url` opens it for a person. */
export type Ticket = z.infer<typeof Ticket>;
/** Where a ticket stands. `resolved` is not `closed`: a resolved incident can be reopened. */
export type Phase = z.infer<typeof Phase>;
/** What a closed ticket says of the work. */
export type Result = z.infer<typeof Result>;
/** One reading of a ticket as ServiceNow gave it: raw values, and the names of people. */
export type Evidence = z.infer<typeof Evidence>;
/** Which release judged something, and by which configuration: the first 12 hex digits of its SHA-256, without secrets. */
export type JudgedBy = z.infer<typeof JudgedBy>;
/** How often a ticket is polled; all in milliseconds. */
export type Cadence = z.infer<typeof Cadence>;
/** A public comment on the ticket, written by someone else than us. `at` is ServiceNow's clock, ISO 8601. */
export type TicketComment = z.infer<typeof TicketComment>;
/** Which comments were seen: those up to `since` (ServiceNow's clock) and the `ids` in its neighbourhood. */
export type CommentCursor = z.infer<typeof CommentCursor>;
/** One reading of a ticket, judged by the status map in force. */
export type Reading = z.infer<typeof Reading>;
