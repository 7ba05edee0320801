// What the identity manager is told while a request is open.
import { z } from 'zod';
import { time } from './kinds.ts';
import { ticketSchemas } from './ticket.ts';

const { Ticket, Phase, TicketComment } = ticketSchemas();

const ProgressStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ticket-created'), ticket: Ticket }),
  z.object({
    kind: z.literal('phase'),
    phase: Phase.exclude(['unknown']),
    holdReason: z.string().exactOptional(),
    assignedTo: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal('comment'), comment: TicketComment }),
]);

const Progress = z.intersection(ProgressStep, z.object({ sequence: z.int(), at: time() }));

/** The schemas by the names of their types. */
export const progressSchemas = () => ({ ProgressStep, Progress });

/** What the identity manager is told while the request is open. */
export type ProgressStep = z.infer<typeof ProgressStep>;
/** One progress message; `sequence` counts from 1 in each chain of runs. */
export type Progress = z.infer<typeof Progress>;
