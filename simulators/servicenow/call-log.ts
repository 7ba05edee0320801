// The record of what was asked: every request that writes, committed or not, and how many calls there were.
import type { Clock } from '../clock.ts';

/** What a request does. A token request is `token`. */
export type Operation = 'create' | 'update' | 'delete' | 'read' | 'token';

/** One request that writes. Times are ISO 8601, the simulator's clock. */
export interface AuditEntry {
  seq: number;
  at: string;
  method: string;
  operation: Operation;
  table: string;
  /** The record; empty for a create that made none and chose none. */
  sysId: string;
  /** The account; empty when it was not accepted. */
  user: string;
  /** What was sent, as texts. */
  fields: Record<string, string>;
  /** Whether the write reached the database. */
  committed: boolean;
  committedAt?: string;
  /** The kinds of the faults that it met, joined by a comma. */
  fault?: string;
  /** The status of the answer, whether or not it arrived. */
  status?: number;
}

/** How many calls of each kind there were. */
export interface CallTally {
  reads: number;
  creates: number;
  updates: number;
  deletes: number;
}

/** All calls since the start, or since `resetCalls`. */
export interface Calls extends CallTally {
  tokens: number;
  byTable: Record<string, CallTally>;
  /** The most Table API requests that were in hand at once. */
  peakConcurrency: number;
}

/** What the API tells the record. */
export interface AuditLog {
  /** Notes the arrival of a call; the function that it returns notes its end. */
  arrive(operation: Operation, table: string): () => void;
  /** Notes a request that writes; the entry is completed by `settle`. */
  write(entry: Omit<AuditEntry, 'seq' | 'at' | 'committed'>): AuditEntry;
  settle(entry: AuditEntry, result: { committed: boolean; status: number; sysId?: string }): void;
  entries(): AuditEntry[];
  calls(): Calls;
  resetCalls(): void;
}

const plural = { create: 'creates', update: 'updates', delete: 'deletes', read: 'reads' } as const;

function tally(): CallTally {
  return { reads: 0, creates: 0, updates: 0, deletes: 0 };
}

/** An empty record. */
export function createAudit(clock: Clock): AuditLog {
  const log: AuditEntry[] = [];
  let calls: Calls = { ...tally(), tokens: 0, byTable: {}, peakConcurrency: 0 };
  let inHand = 0;
  const now = () => new Date(clock.now()).toISOString();
  return {
    arrive(operation, table) {
      if (operation === 'token') {
        calls.tokens += 1;
        return () => undefined;
      }
      calls[plural[operation]] += 1;
      (calls.byTable[table] ??= tally())[plural[operation]] += 1;
      inHand += 1;
      calls.peakConcurrency = Math.max(calls.peakConcurrency, inHand);
      let open = true;
      return () => {
        if (open) inHand -= 1;
        open = false;
      };
    },
    write(entry) {
      const added = { ...entry, seq: log.length + 1, at: now(), committed: false };
      log.push(added);
      return added;
    },
    settle(entry, { committed, status, sysId }) {
      entry.status = status;
      if (sysId !== undefined) entry.sysId = sysId;
      if (!committed) return;
      entry.committed = true;
      entry.committedAt = now();
    },
    entries: () => structuredClone(log),
    calls: () => structuredClone(calls),
    resetCalls() {
      calls = { ...tally(), tokens: 0, byTable: {}, peakConcurrency: inHand };
    },
  };
}
