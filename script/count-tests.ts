// Reads the test runner's own report and prints `N passed, N failed`: a test that was skipped has failed.
import { readFileSync } from 'node:fs';

interface Counts {
  passed: number;
  failed: number;
}

/**
 * What ran, from a report of vitest's JSON reporter and the names of the steps that failed.
 * A step that failed counts as one; the step `test` only where the report shows no failure itself,
 * so that what the runner held against the run as a whole is not lost. No test at all is a failure.
 */
export function count(report: unknown, failedSteps: readonly string[]): Counts {
  const { passed, failed } = countTests(report);
  const ran = passed + failed > 0;
  const untold = failed === 0 && (!ran || failedSteps.includes('test')) ? 1 : 0;
  const steps = failedSteps.filter((step) => step !== 'test').length;
  return { passed, failed: failed + untold + steps };
}

function countTests(report: unknown): Counts {
  if (!isReport(report)) return { passed: 0, failed: 0 };
  const { numTotalTests: total, numPassedTests: passed, testResults } = report;
  return { passed, failed: total - passed + testResults.filter(failedAsAWhole).length };
}

/** A file that could not be loaded, or whose hooks failed, may have no failed test. */
function failedAsAWhole(file: unknown): boolean {
  if (!isObject(file) || file['status'] !== 'failed') return false;
  const tests: unknown = file['assertionResults'];
  const someFailed = (test: unknown) => isObject(test) && test['status'] === 'failed';
  return !(Array.isArray(tests) && tests.some(someFailed));
}

interface Report {
  numTotalTests: number;
  numPassedTests: number;
  testResults: unknown[];
}

const isReport = (value: unknown): value is Report =>
  isObject(value) &&
  Number.isInteger(value['numTotalTests']) &&
  Number.isInteger(value['numPassedTests']) &&
  Array.isArray(value['testResults']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // Counted as a run without tests.
  }
}

if (import.meta.main) {
  const [path = '', ...failedSteps] = process.argv.slice(2);
  const { passed, failed } = count(read(path), failedSteps);
  process.exitCode = failed === 0 ? 0 : 1;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
}
