// The faults that this simulator has: what it answers instead of taking a delivery, or after it.
import { createFaults, type DrawnFaults, type Trigger } from '../fault-book.ts';
import { field, isBoolean, isNumber, isOneOf, optional } from '../shape.ts';

/** What a delivery tells. */
export type DeliveryKind = 'progress' | 'outcome';

/** A fault: what it answers, to which deliveries (all without `on`), how often. */
export type WebhookFault = Trigger & {
  /** The status it answers, without taking the delivery. */
  status?: number;
  /** `Retry-After` in seconds. */
  retryAfter?: number;
  /** Real milliseconds before anything is done. */
  delayMs?: number;
  /** Takes the delivery, then cuts the connection. */
  loseReply?: boolean;
  on?: DeliveryKind;
};

/** An empty book of faults. */
export function createWebhookFaults(
  seed: number,
): DrawnFaults<WebhookFault, DeliveryKind | undefined> {
  return createFaults<WebhookFault, DeliveryKind | undefined>({
    seed,
    kindOf: ({ status, loseReply }) =>
      loseReply === true ? 'lose-reply' : status === undefined ? 'delay' : `status-${status}`,
    matches: ({ on }, kind) => on === undefined || on === kind,
    combines: ({ status, loseReply }) => status === undefined && loseReply !== true,
  });
}

/** Reads a fault from JSON, or throws what is wrong with it. */
export function readWebhookFault(body: unknown): WebhookFault {
  const fault = {
    ...optional(body, 'status', isStatus, 'a status from 200 to 599'),
    ...optional(body, 'retryAfter', isNumber, 'seconds'),
    ...optional(body, 'delayMs', isNumber, 'milliseconds'),
    ...optional(body, 'loseReply', isBoolean, 'true or false'),
    ...optional(body, 'count', isNumber, 'a number'),
    ...optional(body, 'probability', isNumber, 'a number from 0 to 1'),
    ...optional(body, 'on', isOneOf('progress', 'outcome'), 'progress or outcome'),
  };
  if (fault.status ?? fault.delayMs ?? fault.loseReply) return fault;
  // Says which key a fault cannot do without.
  field(body, 'status', isStatus, 'a status from 200 to 599, or give delayMs or loseReply');
  return fault;
}

function isStatus(value: unknown): value is number {
  return isNumber(value) && Number.isInteger(value) && value >= 200 && value <= 599;
}
