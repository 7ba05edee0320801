// How the tests run: processes of their own, and one Temporal server for all tests that need one.
import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { useOwnHome } from './test/support/home.ts';
import { LongestFirst } from './test/support/order.ts';
import { patient } from './test/support/patient.ts';

useOwnHome();

// A test names the address of that server, or the client of it. Each file is in one of the two projects.
const all = globSync('test/**/*.test.ts').toSorted();
const isFast = (file: string) =>
  /^test\/(activities|bench|client|config|contract|simulators|workflows)\//.test(file) &&
  !/temporalAddress|testClient/.test(readFileSync(file, 'utf8'));
const temporary = 'test/support/temporary.ts';

export default defineConfig({
  test: {
    // More than two cores have work for: most tests of the project `system` wait for most of their time.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...patient,
          name: 'fast',
          include: all.filter(isFast),
          globalSetup: [temporary],
        },
      },
      {
        test: {
          ...patient,
          name: 'system',
          include: all.filter((file) => !isFast(file)),
          globalSetup: [temporary, 'test/support/bundles.ts', 'test/support/temporal-server.ts'],
        },
      },
    ],
  },
});
