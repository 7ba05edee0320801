// Documents that are far too large or too deep: each command refuses them soon, and says why.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { accessRequest, type Run } from '../support/executable.ts';

const folder = await mkdtemp(join(tmpdir(), 'access-request-large-'));

/** Parsing that takes more than linear time takes minutes for these. */
const run = (args: string[], input: string | Readable = ''): Promise<Run> =>
  accessRequest(args, { input, killAfter: 20_000 });

async function saved(text: string): Promise<string> {
  const file = join(folder, 'document');
  await writeFile(file, text);
  return file;
}

const brackets = '['.repeat(1_000_000);
const manyKeys = `{${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join()}}`;
const unknownKeys = Array.from({ length: 20_000 }, (_, n) => `k${n}: 1\n`).join('');

function* endless(): Generator<string> {
  for (;;) yield ' '.repeat(65_536);
}

test.each([
  ['a million brackets', brackets, /line 1, column \d+: it is nested deeper than 32 levels/],
  ['60,000 keys', manyKeys, /: it has more than 20000 keys, values and signs, aliases /],
  ['4 MB', '['.repeat(4_000_000), /^error: stdin .* it has more than 1356000 bytes, which/],
  ['what never ends', Readable.from(endless()), /it has more than 1356000 bytes, which/],
])('submit refuses %s', async (_case, input, message) => {
  const { code, stderr } = await run(['submit', '-'], input);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.length).toBeLessThan(20_000);
});

test.each([
  ['a million brackets', brackets, /it is nested deeper than 32 levels, which are the most\n$/],
  ['60,000 keys', manyKeys, /it has more than 200000 keys, values and signs, aliases counted/],
  ['20,000 unknown keys', unknownKeys, /\n {2}and more, which are told when/],
  ['8 MB', '['.repeat(8_000_000), /it has 8000000 bytes, and 4194304 are the most\n$/],
])('check refuses a configuration of %s', async (_case, text, message) => {
  const { code, stderr } = await run(['check', '--config', await saved(text)]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('replay refuses a history that is nested deeper than any is', async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  const file = await saved(`{"events":[{"eventId":"1","x":${deep}}]}`);
  const { code, stderr } = await run(['replay', '--file', file]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/is nested deeper than 500 levels, as no event history of Temporal is/);
});

test('files that never end are read to the bound alone', async () => {
  const [request, configuration] = await Promise.all([
    run(['submit', '/dev/zero']),
    run(['check', '--config', '/dev/zero']),
  ]);
  expect(request.stderr).toContain('/dev/zero cannot be used: it has more than 1356000 bytes');
  expect(configuration.stderr).toContain('it has more than 4194304 bytes, which are the most');
});
