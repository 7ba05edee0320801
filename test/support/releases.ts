// Releases of the workflow code: today's, and ones that follow it, made by changing a copy of it as a developer would.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleForReplay, bundleWorkflows, type WorkflowCode } from '../../worker/bundle.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One change of a file: what stands there, and what shall. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

/** The bundles of one release. */
export interface Release {
  forWorkers: WorkflowBundleWithSourceMap;
  forReplay: WorkflowBundleWithSourceMap;
}

/** Today's code. */
export const today = (): Promise<Release> => bundles({});

/** A release that follows: today's code with these changes. Throws where one of them does not fit. */
export async function changed(edits: readonly Edit[]): Promise<Release> {
  // Below the root, so that the packages are found.
  const folder = await mkdtemp(join(root, '.cache', 'release-'));
  try {
    for (const room of ['workflows', 'contract']) {
      await cp(join(root, room), join(folder, room), { recursive: true });
    }
    for (const { file, from, to } of edits) {
      const path = join(folder, file);
      const text = await readFile(path, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
      await writeFile(path, text.replace(from, to));
    }
    const inFolder = (file: string) => join(folder, 'workflows', file);
    return await bundles({
      workflowsPath: inFolder('index.ts'),
      preloaded: inFolder('preloaded.ts'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundles(code: WorkflowCode): Promise<Release> {
  return { forWorkers: await bundleWorkflows(code), forReplay: await bundleForReplay(code) };
}
