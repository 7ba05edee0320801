// Where a request stands: what the query `status` answers.
import { z } from 'zod';
import { requestSchemas } from './access-request.ts';
import { attentionSchemas } from './attention.ts';
import { failureSchemas } from './failures.ts';
import { time } from './kinds.ts';
import { messageSchemas } from './messages.ts';
import { outcomeSchemas } from './outcome.ts';
import { ticketSchemas } from './ticket.ts';

const { Action, Master } = requestSchemas();
const { Ticket, Judgement } = ticketSchemas();
const { Verdict } = messageSchemas();
const { Outcome } = outcomeSchemas();
const { Failure } = failureSchemas();
const { Attention } = attentionSchemas();

const RequestState = z.enum([
  'planning',
  'creating',
  'waiting-for-decision',
  'waiting-for-ticket',
  'cancelling',
  'closing',
  'delivering',
  'noting',
  'after-care',
  'ended',
]);

const Waiting = z.object({
  for: z.enum(['ServiceNow', 'identity manager', 'worker']),
  activity: z.string(),
  since: time(),
  failure: Failure,
});

const count = z.int();

/** What a system waits for before it is asked anything: a time, or somebody who does something. */
const BlockedBy = z.enum([
  'identity-manager-again',
  'servicenow-again',
  'note',
  'gap',
  'poll',
  'look',
  'deadline',
  'after-care',
  'person',
  'deliveries',
  'reading',
  'next-run',
]);

const RequestStatus = z.object({
  id: z.string(),
  action: Action,
  environment: z.string(),
  /** Not known before the request is planned. */
  master: Master.exactOptional(),
  state: RequestState,
  submittedAt: time(),
  ticket: Ticket.exactOptional(),
  /** The last reading of the ticket: its phase, evidence and who judged it. */
  reading: Judgement.extend({ readAt: time() }).exactOptional(),
  /** Columns that ServiceNow took without keeping their value. */
  ignoredFields: z.array(z.string()).exactOptional(),
  nextPoll: time().exactOptional(),
  /** When a look can tell what became of an attempt of unknown outcome: to create the ticket, or to write a note. */
  nextLook: time().exactOptional(),
  expiresAt: time().exactOptional(),
  cancellation: z.object({ by: z.string(), reason: z.string(), at: time() }).exactOptional(),
  /**
   * Decisions and changes: on the ticket, on their way to it, held back for a lower sequence that is missing, and given up
   * after the outcome.
   */
  notes: z.object({ written: count, waiting: count, held: count, givenUp: count }),
  /** The final decision, once there is one; it ends the request where the identity manager is master. */
  decided: z.object({ verdict: Verdict, by: z.string(), at: time() }).exactOptional(),
  /** Since when the identity manager says that the access is effective. */
  effectiveAt: time().exactOptional(),
  /** The outcome was taken; until when the run stays open to see a ticket reopened or a late decision. */
  afterCareUntil: time().exactOptional(),
  /** How often the request went on in a new run. */
  continued: count,
  waiting: z.array(Waiting),
  /** Why a system is asked nothing at this moment: what is waited for, and until when where time ends it. */
  blocked: z.array(
    z.object({ for: Waiting.shape.for, by: BlockedBy, until: time().exactOptional() }),
  ),
  attention: z.array(Attention),
  undelivered: count,
  /** What was said to the request and came to nothing, newest last, at most 20; `lost`: its sender believes it to be taken. */
  rejected: z.array(
    z.object({
      message: z.string(),
      problem: z.string(),
      at: time(),
      lost: z.literal(true).exactOptional(),
    }),
  ),
  interventions: z.array(
    z.object({ kind: z.literal('retry'), by: z.string(), reason: z.string(), at: time() }),
  ),
  outcome: Outcome.exactOptional(),
});

/** The schemas by the names of their types. */
export const statusSchemas = () => ({ RequestState, BlockedBy, Waiting, RequestStatus });

/** Where a request stands, in one word. */
export type RequestState = z.infer<typeof RequestState>;
/** What is waited for. */
export type BlockedBy = z.infer<typeof BlockedBy>;
/** A system that has not answered since `since` (ISO 8601), and its last failure. */
export type Waiting = z.infer<typeof Waiting>;
/** Where a request stands: what the query `status` answers. Times are ISO 8601. */
export type RequestStatus = z.infer<typeof RequestStatus>;
