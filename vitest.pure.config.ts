// The tests that need no server: what mutation testing runs again and again.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/workflows/{after-care,bursts,cadence,carried,deciding,ending,guards,cancelling,interruptions,lifecycle,lifecycle-model,mirror,noting,readings}.test.ts',
    ],
    pool: 'forks',
  },
});
