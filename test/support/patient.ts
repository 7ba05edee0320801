// How long tests wait for anything: for machines that do other work as well. No test is about how long it takes.

/** The options of every project; a limit is met only by what never comes. */
export const patient = {
  pool: 'forks',
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 100_000, interval: 20 } },
} as const;
