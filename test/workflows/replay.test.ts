// Shows that every recorded history is replayed by today's code, and that a changed twin is caught.
import { fileURLToPath } from 'node:url';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { digests, recordedHistories } from '../support/histories.ts';
import { quiet } from '../support/quiet.ts';

quiet();

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const today: ReplayWorkerOptions = { workflowsPath: here('../../workflows/index.ts') };

/** Names of the recorded histories that the code does not replay, each with the kind of its error. */
async function broken(code: ReplayWorkerOptions): Promise<Record<string, string>> {
  const recorded = await recordedHistories();
  const names = new Map(recorded.map(({ workflowId, name }) => [workflowId, name]));
  const found: Record<string, string> = {};
  for await (const { workflowId, error } of Worker.runReplayHistories(code, recorded)) {
    if (error !== undefined) found[names.get(workflowId) ?? workflowId] = error.name;
  }
  return found;
}

test('there is a history for each scenario', async () => {
  const names = (await recordedHistories()).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'cancelled',
      'cancelled-in-temporal',
      'category-enabled-later',
      'hint',
      'identity-manager-down',
      'removal-not-done',
      'reply-lost',
      'story',
      'submitted-again',
      'unavailable',
      'unknown-state',
    ]),
  );
});

test('each recorded history is as it was recorded, and none is missing', async () => {
  const { recorded, found } = await digests();
  expect(found).toBe(recorded);
});

test("today's code replays every recorded history", async () => {
  expect(await broken(today)).toEqual({});
});

test('a twin with one command added is caught in every history', async () => {
  const recorded = await recordedHistories();
  const found = await broken({ workflowsPath: here('twins/added.ts') });
  expect(Object.keys(found)).toHaveLength(recorded.length);
  expect(new Set(Object.values(found))).toEqual(new Set(['DeterminismViolationError']));
});

test('a twin with one command moved is caught', async () => {
  const moved = { ...today, interceptors: { workflowModules: [here('twins/moved.ts')] } };
  expect(await broken(moved)).toMatchObject({ story: 'DeterminismViolationError' });
});
