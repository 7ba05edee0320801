// Mutation tests of what decides: each change to it must make a test fail.
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.pure.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: ['workflows/lifecycle/*.ts'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 90, break: 85 },
  concurrency: 2,
  ignorePatterns: ['.cache', '.data'],
};
