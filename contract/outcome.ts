// How a request ends.
import { z } from 'zod';
import { time } from './kinds.ts';
import { messageSchemas } from './messages.ts';
import { ticketSchemas } from './ticket.ts';

const { Ticket, Result } = ticketSchemas();
const { Verdict } = messageSchemas();

const OutcomeKind = z.enum(['fulfilled', 'not-fulfilled', 'denied', 'cancelled', 'expired']);

const OutcomeCause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ticket'), state: z.string(), result: Result }),
  z.object({ kind: z.literal('decision'), id: z.string(), verdict: Verdict }),
  z.object({
    kind: z.literal('cancellation'),
    id: z.string(),
    source: z
      .enum(['message', 'temporal'])
      .describe("Where it came from: a message to us, or Temporal's own cancellation."),
  }),
  z.object({ kind: z.literal('deadline') }),
]);

const Outcome = z.object({
  kind: OutcomeKind,
  cause: OutcomeCause,
  by: z.string(),
  words: z.string(),
  at: time(),
  ticket: Ticket.exactOptional(),
});

/** The schemas by the names of their types. */
export const outcomeSchemas = () => ({ OutcomeKind, OutcomeCause, Outcome });

/** How a request ended. `denied` is a no by someone entitled; "not done" is `not-fulfilled`. */
export type OutcomeKind = z.infer<typeof OutcomeKind>;
/** Why a request ended: nothing else may end one. */
export type OutcomeCause = z.infer<typeof OutcomeCause>;
/** The end of a request: what, why, by whom, in whose words. `at` is ISO 8601. */
export type Outcome = z.infer<typeof Outcome>;
