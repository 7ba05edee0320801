// What is decided once for a request, before its ticket is created.
import type { Master } from './access-request.ts';
import type { JudgedBy, Cadence } from './ticket.ts';

/** What `PlanTicket` decides and the rest of the request keeps to. Times in milliseconds. */
export interface Plan {
  master: Master;
  instance: string;
  /** The task queue of the instance, for every activity that talks to ServiceNow. */
  taskQueue: string;
  table: string;
  /** Derived from environment, instance, request id and ordinal, so that creating twice is impossible. */
  sysId: string;
  ordinal: number;
  /** The columns and the creation note, as they will be sent; dropped once the ticket exists. */
  rendered?: RenderedTicket;
  timeouts: InstanceTimeouts;
  delivery: DeliveryTimeouts;
  cadence: Cadence;
  /** Counted from submission. */
  expireAfter?: number;
  /** With the identity manager as master: what keeps the ticket from being worked on before the final decision. */
  undecided: 'approval' | 'on-hold';
  /** With the identity manager as master: what closes the ticket after a final approval. */
  closeWhen: 'assigned' | 'decided';
  /** How long a message waits for those of a lower sequence. */
  gapWithin: number;
  /** How long the run stays open after the outcome was taken, to see a ticket reopened or a late decision. */
  afterCare: number;
  judgedBy: JudgedBy;
}

/** Exactly what `CreateTicket` sends beside its keys. */
export interface RenderedTicket {
  fields: Record<string, string>;
  note: { column: 'work_notes' | 'comments'; text: string };
}

/** How long things may take at one ServiceNow instance, in milliseconds. */
export interface InstanceTimeouts {
  /** `startToCloseTimeout` of an activity: what a killed worker costs. */
  startToClose: number;
  /** `scheduleToCloseTimeout`: how long Temporal retries before the workflow takes note. */
  burst: number;
  retryInitial: number;
  retryMaximum: number;
  /** Nothing is sent later than this after its attempt began. */
  sendWithin: number;
  /** The instance commits a write within `quota` or not at all; `margin` on top of it. */
  quota: number;
  margin: number;
}

/** How long a delivery to the identity manager may take, in milliseconds; as in `InstanceTimeouts`. */
export interface DeliveryTimeouts {
  /** The client's time-out of the webhook and five seconds. */
  startToClose: number;
  burst: number;
  retryInitial: number;
  retryMaximum: number;
}
