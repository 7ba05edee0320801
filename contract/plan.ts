// What is decided once for a request, before its ticket is created.
import { z } from 'zod';
import { requestSchemas } from './access-request.ts';
import { ticketSchemas } from './ticket.ts';

const { Master } = requestSchemas();
const { Cadence, JudgedBy } = ticketSchemas();

const milliseconds = z.number();

const RenderedTicket = z.object({
  fields: z.record(z.string(), z.string()),
  note: z.object({ column: z.enum(['work_notes', 'comments']), text: z.string() }),
});

const DeliveryTimeouts = z.object({
  startToClose: milliseconds,
  burst: milliseconds,
  retryInitial: milliseconds,
  retryMaximum: milliseconds,
});

const InstanceTimeouts = z.object({
  ...DeliveryTimeouts.shape,
  sendWithin: milliseconds,
  quota: milliseconds,
  margin: milliseconds,
});

const Plan = z.object({
  master: Master,
  instance: z.string(),
  /** That of the instance, for every activity that talks to ServiceNow. */
  taskQueue: z.string(),
  table: z.string(),
  /** Derived from environment, instance, request id and ordinal, so that creating twice is impossible. */
  sysId: z.string(),
  ordinal: z.int(),
  /** The columns and the creation note, as they will be sent; dropped once the ticket exists. */
  rendered: RenderedTicket.exactOptional(),
  timeouts: InstanceTimeouts,
  delivery: DeliveryTimeouts,
  cadence: Cadence,
  /** Counted from submission. */
  expireAfter: milliseconds.exactOptional(),
  /** With the identity manager as master: what keeps the ticket from being worked on before the final decision. */
  undecided: z.enum(['approval', 'on-hold']),
  /** With the identity manager as master: what closes the ticket after a final approval. */
  closeWhen: z.enum(['assigned', 'decided']),
  /** How long a message waits for those of a lower sequence. */
  gapWithin: milliseconds,
  /** How long the run stays open after the outcome was taken, to see a ticket reopened or a late decision. */
  afterCare: milliseconds,
  judgedBy: JudgedBy,
});

/** The schemas by the names of their types. */
export const planSchemas = () => ({ RenderedTicket, InstanceTimeouts, DeliveryTimeouts, Plan });

/** What `PlanTicket` decides and the rest of the request keeps to. Times in milliseconds. */
export type Plan = z.infer<typeof Plan>;
/** Exactly what `CreateTicket` sends beside its keys. */
export type RenderedTicket = z.infer<typeof RenderedTicket>;
/**
 * How long things may take at one ServiceNow instance, in milliseconds. Of Temporal: `startToClose` is what a killed
 * worker costs, `burst` (its `scheduleToCloseTimeout`) how long it retries before the workflow takes note. Ours: nothing is
 * sent later than `sendWithin` after its attempt began; the instance commits a write within `quota` or not at all, and
 * `margin` stands on top of it.
 */
export type InstanceTimeouts = z.infer<typeof InstanceTimeouts>;
/** How long a delivery to the identity manager may take, likewise: its client's time-out and five seconds. */
export type DeliveryTimeouts = z.infer<typeof DeliveryTimeouts>;
