// When a run is long enough that the request goes on in a new one.

/** How many events a run has before the request goes on in a new one; a worker replays so many in 0.2 s. */
const mostEvents = 400;

/** A request that waits quietly for months would never have so many: its run ends by age, so that it meets newer releases. */
const longestAge = 30 * 24 * 60 * 60 * 1000;

/**
 * By our own bounds, or where the server asks for it: a history that is large, or has many updates; or a newer release
 * where workers are versioned. `age` in milliseconds.
 */
export const isLongRun = (run: {
  events: number;
  suggested: boolean;
  newerRelease: boolean;
  age: number;
}): boolean =>
  run.events >= mostEvents || run.suggested || run.newerRelease || run.age >= longestAge;
