// What script/test runs, what it shows of a failure, and its last line.
import { expect, test } from 'vitest';
import { createMachine, npm, type Machine } from './machine.ts';

const report = (passed: number) =>
  `{ "numTotalTests": 5, "numPassedTests": ${passed}, "testResults": [] }`;

/** A machine whose package scripts do what a test says; what is not named succeeds. */
function withSteps(steps: Record<string, string>): Machine {
  const machine = createMachine();
  const cases = Object.entries(steps).map(([name, script]) => `${name}) ${script} ;;`);
  machine.install(
    'npm',
    `if [ "$1" = run ]; then case $3 in ${cases.join(' ')} esac; else ${npm}; fi`,
  );
  machine.install('node', `exec '${process.execPath}' "$@"`);
  return machine;
}

const writes = (words: string) => `echo '${words}' >.cache/test-report.json`;
const lastLine = (out: string) => out.trimEnd().split('\n').at(-1);

test('runs each step after bootstrap, and ends with the count of the runner', async () => {
  const machine = withSteps({ test: writes(report(5)) });
  const { status, out } = await machine.run('script/test');
  expect(status).toBe(0);
  expect(lastLine(out)).toBe('5 passed, 0 failed');
  const steps = machine.calls().map((call) => /^npm run --silent (\S+)/.exec(call)?.[1]);
  const expected = ['format:check', 'lint', 'types', 'boundaries', 'unused', 'test'];
  expect(steps.filter((step) => step !== undefined)).toEqual(expected);
});

test('goes on after a step that failed, names it, and counts it', async () => {
  const machine = withSteps({ lint: 'exit 1', types: 'exit 2', test: writes(report(5)) });
  const { status, out, err } = await machine.run('script/test');
  expect(status).toBe(1);
  expect(err).toBe('== lint failed\n== types failed\n');
  expect(out).toContain('failed: lint types\n');
  expect(lastLine(out)).toBe('5 passed, 2 failed');
});

test('counts the tests that did not pass', async () => {
  const machine = withSteps({ test: `${writes(report(3))}; exit 1` });
  const { status, out } = await machine.run('script/test');
  expect(status).toBe(1);
  expect(lastLine(out)).toBe('3 passed, 2 failed');
});

test('takes no old report for a new one', async () => {
  const machine = withSteps({ test: writes(report(5)) });
  await machine.run('script/test');
  const silent = withSteps({ test: 'exit 0' });
  machine.install('npm', `if [ "$1" != run ]; then ${npm}; fi`);
  for (const each of [machine, silent]) {
    const { status, out } = await each.run('script/test');
    expect(status).toBe(1);
    expect(lastLine(out)).toBe('0 passed, 1 failed');
  }
});

test('says so when bootstrap fails, and runs nothing', async () => {
  const machine = createMachine();
  machine.remove('python3');
  const { status, out } = await machine.run('script/test');
  expect(status).toBe(1);
  expect(lastLine(out)).toBe('0 passed, 1 failed');
  expect(machine.calls().filter((call) => call.startsWith('npm run'))).toEqual([]);
});
