// Faults on command: which ones a request meets, by count or by chance, the same for the same seed.
import { randomStream } from './random.ts';

/** How often a fault fires: `count` times, with a `probability`, or (neither) until it is cleared. */
export interface Trigger {
  count?: number;
  probability?: number;
}

/** How often each fault fired, also those that were cleared since. */
export interface FaultCounts {
  byId: Record<string, number>;
  byKind: Record<string, number>;
}

/** The faults that are set, and how often each fired. */
export interface FaultBook<F> {
  /** Sets a fault and gives its id. */
  add(fault: F): string;
  /** Takes back one fault, or all. */
  clear(id?: string): void;
  counts(): FaultCounts;
  /** The faults that are set, by id, in the order they were added. */
  list(): Record<string, F>;
}

/** What a simulator does with its faults beside setting them. */
export interface DrawnFaults<F, R> extends FaultBook<F> {
  /** The faults that a request meets, in the order they were added; to be called at arrival. */
  draw(request: R): F[];
}

interface Entry<F> {
  id: string;
  fault: F;
  next: () => number;
  fired: number;
}

/** How to treat the faults of one simulator. */
export interface FaultRules<F, R> {
  seed: number;
  kindOf(fault: F): string;
  matches(fault: F, request: R): boolean;
  /** Faults that leave room for others on the same request, such as a delay. */
  combines(fault: F): boolean;
}

/** A book of faults, each with a random stream of its own that matching requests draw from in turn. */
export function createFaults<F extends Trigger, R>(rules: FaultRules<F, R>): DrawnFaults<F, R> {
  const set = new Map<string, Entry<F>>();
  const byId: Record<string, number> = {};
  const byKind: Record<string, number> = {};
  let added = 0;
  return {
    add(fault) {
      const id = `fault-${String(++added)}`;
      set.set(id, { id, fault, next: randomStream(rules.seed, added), fired: 0 });
      byId[id] = 0;
      return id;
    },
    clear(id) {
      if (id === undefined) set.clear();
      else set.delete(id);
    },
    counts: () => ({ byId: { ...byId }, byKind: { ...byKind } }),
    list: () => Object.fromEntries([...set].map(([id, { fault }]) => [id, fault])),
    draw(request) {
      const met: F[] = [];
      let struck = false;
      for (const entry of set.values()) {
        if (!rules.matches(entry.fault, request)) continue;
        // Drawn even when another fault has struck: what one fault does never shifts another's stream.
        if (!wants(entry) || (struck && !rules.combines(entry.fault))) continue;
        struck ||= !rules.combines(entry.fault);
        entry.fired += 1;
        byId[entry.id] = entry.fired;
        const kind = rules.kindOf(entry.fault);
        byKind[kind] = (byKind[kind] ?? 0) + 1;
        met.push(entry.fault);
      }
      return met;
    },
  };
}

function wants<F extends Trigger>({ fault, next, fired }: Entry<F>): boolean {
  const drawn = next();
  if (fault.count !== undefined && fired >= fault.count) return false;
  return fault.probability === undefined || drawn < fault.probability;
}
