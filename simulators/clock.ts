// A clock that can be set and moved on; it ticks like the real one, from wherever it was put.

/** The time of a simulator: what its records carry, not how long anything takes. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Puts the clock to an ISO 8601 time or to milliseconds since 1970. */
  set(time: string | number): void;
  /** Moves the clock on by so many milliseconds. */
  advance(milliseconds: number): void;
}

/** A clock that starts at the real time. */
export function createClock(): Clock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    set(time) {
      const wanted = typeof time === 'number' ? time : Date.parse(time);
      if (!Number.isFinite(wanted)) throw new Error(`${String(time)} is no time; use ISO 8601`);
      offset = wanted - Date.now();
    },
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds)) throw new Error('a clock advances by milliseconds');
      offset += milliseconds;
    },
  };
}
