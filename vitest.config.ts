// How the tests run: processes of their own, and one Temporal server for all tests that need one.
import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { patient } from './test/support/patient.ts';
import { useOwnHome } from './test/support/home.ts';

useOwnHome();

// A test names the address of that server, or the client of it. Each file is in one of the two projects.
const all = globSync('test/**/*.test.ts').toSorted();
const isFast = (file: string) =>
  /^test\/(activities|bench|client|config|contract|simulators|workflows)\//.test(file) &&
  !/temporalAddress|testClient/.test(readFileSync(file, 'utf8'));

const temporary = 'test/support/temporary.ts';

export default defineConfig({
  test: {
    maxWorkers: 2,
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
