// The tests that need no server: what mutation testing runs again and again.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/workflows/{cadence,ending,guards,lifecycle,lifecycle-model}.test.ts'],
    pool: 'forks',
  },
});
