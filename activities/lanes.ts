// How long the calls under way have had their turn at an instance: health tells where one goes on beyond its limit.

/** The calls under way of one worker, by the instance whose turns they hold. */
export interface Lanes {
  /** Tells that a call has its turn, which must end within `limit` milliseconds; the result tells that it did. */
  hold(instance: string, limit: number): () => void;
  /** The instances that have a call beyond its limit, at a time of `performance.now()`. */
  overdue(now?: number): string[];
}

/** What a busy process may need beyond the limit to take note that a call has ended, in milliseconds. */
const allowance = 10_000;

export function createLanes(): Lanes {
  const held = new Set<{ instance: string; until: number }>();
  return {
    hold(instance, limit) {
      const call = { instance, until: performance.now() + limit + allowance };
      held.add(call);
      return () => void held.delete(call);
    },
    overdue(now = performance.now()) {
      const late = [...held].filter(({ until }) => until < now);
      return [...new Set(late.map(({ instance }) => instance))].sort();
    },
  };
}
