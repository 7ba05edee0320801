// What the last line of script/test says for each kind of report.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { count } from '../../script/count-tests.ts';

const report = (total: number, passed: number, testResults: unknown[] = []) => ({
  numTotalTests: total,
  numPassedTests: passed,
  testResults,
});

test('counts what passed', () => {
  expect(count(report(7, 7), [])).toEqual({ passed: 7, failed: 0 });
});

test('counts a test that did not pass as failed, skipped ones with it', () => {
  expect(count(report(7, 4), ['test'])).toEqual({ passed: 4, failed: 3 });
  expect(count(report(7, 6), [])).toEqual({ passed: 6, failed: 1 });
});

test('counts each failed step once', () => {
  expect(count(report(7, 7), ['lint', 'types'])).toEqual({ passed: 7, failed: 2 });
  expect(count(report(7, 6), ['lint', 'test'])).toEqual({ passed: 6, failed: 2 });
});

test('counts a run that failed although each test passed', () => {
  expect(count(report(7, 7), ['test'])).toEqual({ passed: 7, failed: 1 });
});

test('counts a file that could not be loaded, and one whose failed tests are counted only by these', () => {
  const unloadable = { status: 'failed', assertionResults: [] };
  const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(count(report(3, 2, [unloadable, failing]), ['test'])).toEqual({ passed: 2, failed: 2 });
});

test('counts no test as a failure', () => {
  expect(count(report(0, 0), [])).toEqual({ passed: 0, failed: 1 });
});

test('never says 0 failed without a report that it understands', () => {
  for (const unreadable of [undefined, null, {}, { numTotalTests: '3' }]) {
    expect(count(unreadable, [])).toEqual({ passed: 0, failed: 1 });
    expect(count(unreadable, ['lint', 'test'])).toEqual({ passed: 0, failed: 2 });
  }
});

test('prints one line and exits as it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'count-tests-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(report(2, 2)));
  const script = 'script/count-tests.ts';
  expect(execFileSync(process.execPath, [script, path], { encoding: 'utf8' })).toBe(
    '2 passed, 0 failed\n',
  );
  const missing = spawnSync(process.execPath, [script, join(folder, 'none.json')]);
  expect(missing.status).toBe(1);
  expect(missing.stdout.toString()).toBe('0 passed, 1 failed\n');
});
