// One temporary folder for all that a run of the tests leaves behind in one; it goes with the run.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'access-request-tests-'));
  process.env['TMPDIR'] = folder;
  // A process that is about to end may still write into it.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
