// Both workflow bundles of today's code, made once for a run of the tests and for every process that they start.
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const script = join(import.meta.dirname, '../../script/bundle-workflows.ts');

export async function setup(project: TestProject): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'workflow-bundles-'));
  const make = async () => {
    await promisify(execFile)(process.execPath, [script, folder]);
  };
  await make();
  project.onTestsRerun(make);
  process.env['ACCESS_REQUEST_BUNDLES'] = folder;
}
