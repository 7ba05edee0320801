// The tests of the lifecycle alone, which need no server: what mutation testing runs again and again.
import { defineConfig } from 'vitest/config';
import { patient } from './test/support/patient.ts';

export default defineConfig({
  test: {
    ...patient,
    include: [
      'test/workflows/{after-care,bursts,cadence,carried,deciding,details,ending,cancelling,interruptions,lifecycle,lifecycle-model,mirror,noting,readings,summaries,facts,status}.test.ts',
    ],
  },
});
