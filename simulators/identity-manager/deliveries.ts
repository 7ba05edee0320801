// The deliveries that were taken, in the order of first arrival; each id is taken once.
import { isRecord, isString } from '../shape.ts';
import type { DeliveryKind } from './webhook-faults.ts';

/** A delivery as it was first taken. */
export interface Delivery {
  /** `webhook-id`. */
  id: string;
  /** When it first arrived, ISO 8601, the simulator's clock. */
  at: string;
  /** `access-request.progress` or `access-request.outcome`. */
  type: string;
  requestId: string;
  /** The body as it was sent, and as JSON. */
  raw: string;
  body: unknown;
  /** How often the same id arrived again, and whether a repeat ever had another body. */
  repeats: number;
  repeatDiffers: boolean;
}

/** The deliveries of one simulator. */
export interface Inbox {
  /** Takes a delivery, or counts it as a repeat of one that was taken. */
  take(id: string, raw: string, at: string): void;
  received(): Delivery[];
  clear(): void;
}

/** Nothing received yet. */
export function createInbox(): Inbox {
  const deliveries = new Map<string, Delivery>();
  return {
    take(id, raw, at) {
      const known = deliveries.get(id);
      if (known === undefined) {
        const { type, requestId, body } = readDelivery(raw);
        deliveries.set(id, {
          id,
          at,
          type,
          requestId,
          raw,
          body,
          repeats: 0,
          repeatDiffers: false,
        });
        return;
      }
      known.repeats += 1;
      known.repeatDiffers ||= known.raw !== raw;
    },
    received: () => structuredClone([...deliveries.values()]),
    clear: () => {
      deliveries.clear();
    },
  };
}

/** What a body says of itself; empty texts where it says nothing. */
export function readDelivery(raw: string): { type: string; requestId: string; body: unknown } {
  const body = parsed(raw);
  const data = isRecord(body) ? body['data'] : undefined;
  const type = isRecord(body) ? body['type'] : undefined;
  const requestId = isRecord(data) ? data['requestId'] : undefined;
  return {
    type: isString(type) ? type : '',
    requestId: isString(requestId) ? requestId : '',
    body,
  };
}

/** Whether a body tells of progress or of an outcome; undefined for neither. */
export function kindOf(raw: string): DeliveryKind | undefined {
  const { type } = readDelivery(raw);
  if (type === 'access-request.progress') return 'progress';
  return type === 'access-request.outcome' ? 'outcome' : undefined;
}

/** What nests without bound can be parsed, but neither copied nor written. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

function parsed(raw: string): unknown {
  try {
    const body: unknown = JSON.parse(raw);
    return isDeeper(body, 100) ? undefined : body;
  } catch {
    return undefined;
  }
}
