// The faults that this simulator has: their kinds, which requests they strike, how they are read from JSON.
import { createFaults, type DrawnFaults, type FaultBook, type Trigger } from '../fault-book.ts';
import { field, isNumber, isOneOf, isRecord, isString, optional } from '../shape.ts';
import type { Operation } from './call-log.ts';

/** What happens to a request. Delays are real milliseconds. */
export type Weather =
  /** Done, then the connection is cut. */
  | { kind: 'lose-reply' }
  /** The connection is cut at once, and the write is done so much later; beyond the quota, never. */
  | { kind: 'commit-late'; delayMs: number }
  /** Waits before it is done; beyond the quota it is not done and answers 500. */
  | { kind: 'delay'; ms: number }
  /** 429, with `Retry-After` in seconds where given. */
  | { kind: 'rate-limit'; retryAfter?: number }
  /** 503 without a body. */
  | { kind: 'unavailable' }
  /** 401 as for wrong credentials. */
  | { kind: 'unauthorized' }
  /** 200 with the page of a hibernating developer instance. */
  | { kind: 'hibernate' }
  /** 202, and nothing is done. */
  | { kind: 'accepted' }
  /** Done, and answered 200 with the first half of the JSON. */
  | { kind: 'cut-off' }
  /** 403: a business rule aborts. */
  | { kind: 'refuse' }
  /** 500 at once: the transaction quota ended it, and nothing is done. */
  | { kind: 'quota' };

/** Which requests a fault strikes. Token requests are struck by `operation: 'token'` only. */
export interface Target {
  method?: string;
  table?: string;
  operation?: Operation;
}

/** A fault: what happens, to which requests (all without `on`), how often. */
export type Fault = Weather & Trigger & { on?: Target };

/** What a fault looks at. */
export interface Struck {
  method: string;
  table: string;
  operation: Operation;
}

/** The faults of the simulator as callers set them. */
export type Faults = FaultBook<Fault>;

/** An empty book of faults. */
export function createServiceNowFaults(seed: number): DrawnFaults<Fault, Struck> {
  return createFaults<Fault, Struck>({
    seed,
    kindOf: ({ kind }) => kind,
    matches({ on = {} }, { method, table, operation }) {
      if (operation === 'token' && on.operation !== 'token') return false;
      return (
        (on.method === undefined || on.method.toUpperCase() === method) &&
        (on.table === undefined || on.table === table) &&
        (on.operation === undefined || on.operation === operation)
      );
    },
    combines: ({ kind }) => kind === 'delay',
  });
}

const kinds = [
  'lose-reply',
  'commit-late',
  'delay',
  'rate-limit',
  'unavailable',
  'unauthorized',
  'hibernate',
  'accepted',
  'cut-off',
  'refuse',
  'quota',
] as const;

const operations = ['create', 'update', 'delete', 'read', 'token'] as const;

/** Reads a fault from JSON, or throws what is wrong with it. */
export function readFault(body: unknown): Fault {
  const on = isRecord(body) ? body['on'] : undefined;
  return {
    ...readWeather(body),
    ...optional(body, 'count', isNumber, 'a number'),
    ...optional(body, 'probability', isNumber, 'a number from 0 to 1'),
    ...(on !== undefined && { on: readTarget(on) }),
  };
}

function readWeather(body: unknown): Weather {
  const kind = field(body, 'kind', isOneOf(...kinds), `one of ${kinds.join(', ')}`);
  switch (kind) {
    case 'commit-late':
      return { kind, delayMs: field(body, 'delayMs', isNumber, 'milliseconds') };
    case 'delay':
      return { kind, ms: field(body, 'ms', isNumber, 'milliseconds') };
    case 'rate-limit':
      return { kind, ...optional(body, 'retryAfter', isNumber, 'seconds') };
    default:
      return { kind };
  }
}

function readTarget(body: unknown): Target {
  return {
    ...optional(body, 'method', isString, 'a method'),
    ...optional(body, 'table', isString, 'a table'),
    ...optional(body, 'operation', isOneOf(...operations), `one of ${operations.join(', ')}`),
  };
}
