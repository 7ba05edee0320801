// When a process dies too often to be started once more.

/** Counts deaths; `now` in milliseconds, of any clock that only goes forward. */
export function createDeathCount(limit = 4, within = 60_000) {
  let deaths: number[] = [];
  return {
    /** Notes a death; true when it is the last one that is borne. */
    tooMany: (now: number): boolean => {
      deaths = [...deaths.filter((death) => now - death < within), now];
      return deaths.length >= limit;
    },
  };
}
