// One temporary folder for all that a run of the tests leaves behind in one; it goes with the run.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const name = 'access-request-tests-';

/** For the run as a whole: the second project finds it made by the first. */
export async function setup(): Promise<() => Promise<void>> {
  if (basename(tmpdir()).startsWith(name)) return () => Promise.resolve();
  const folder = await mkdtemp(join(await realpath(tmpdir()), name));
  process.env['TMPDIR'] = folder;
  // A process that is about to end may still write into it.
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
