// The tests that need no server: what mutation testing runs again and again.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/workflows/{bursts,cadence,ending,guards,cancelling,interruptions,lifecycle,lifecycle-model,readings}.test.ts',
    ],
    pool: 'forks',
  },
});
