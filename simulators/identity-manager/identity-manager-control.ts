// The control API from another process: the same acts as in-process, each a promise.
import { ask, isAdded, isAnything, isFaultAnswer } from '../control-http.ts';
import type { FaultCounts } from '../fault-book.ts';
import { isBoolean, isListOf, isNumber, isRecord, isString } from '../shape.ts';
import type { WebhookFault } from './webhook-faults.ts';
import type { Delivery } from './deliveries.ts';

/** A simulator in another process. */
export interface IdentityManagerControl {
  received(): Promise<Delivery[]>;
  deliveriesOf(requestId: string): Promise<Delivery[]>;
  fail(fault: WebhookFault): Promise<string>;
  clear(id?: string): Promise<void>;
  faultCounts(): Promise<FaultCounts>;
  setClock(time: string): Promise<void>;
  advanceClock(milliseconds: number): Promise<void>;
}

/** Connects to a simulator by its address. Nothing is asked until something is. */
export function connectControl(url: string): IdentityManagerControl {
  const base = `${url.replace(/\/$/, '')}/simulator`;
  const deliveries = (path: string) => ask(`${base}${path}`, 'GET', isListOf(isDelivery));
  return {
    received: () => deliveries('/deliveries'),
    deliveriesOf: (requestId) => deliveries(`/deliveries/${encodeURIComponent(requestId)}`),
    async fail(fault) {
      return (await ask(`${base}/faults`, 'POST', isAdded, fault)).id;
    },
    async clear(id = '') {
      await ask(`${base}/faults${id && `/${id}`}`, 'DELETE', isAnything);
    },
    async faultCounts() {
      return (await ask(`${base}/faults`, 'GET', isFaultAnswer)).counts;
    },
    async setClock(set) {
      await ask(`${base}/clock`, 'POST', isAnything, { set });
    },
    async advanceClock(advance) {
      await ask(`${base}/clock`, 'POST', isAnything, { advance });
    },
  };
}

function isDelivery(value: unknown): value is Delivery {
  return (
    isRecord(value) &&
    [value['id'], value['at'], value['type'], value['requestId'], value['raw']].every(isString) &&
    isNumber(value['repeats']) &&
    isBoolean(value['repeatDiffers'])
  );
}
