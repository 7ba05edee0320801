// Puts the workflow code beside the compiled code, or into another folder, as one bundle for workers and one for replays.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleForReplay, bundleWorkflows } from '../worker/bundle.ts';

const [folder = join(import.meta.dirname, '../dist')] = process.argv.slice(2);
await writeFile(join(folder, 'workflow-bundle.js'), (await bundleWorkflows()).code);
await writeFile(join(folder, 'replay-bundle.js'), (await bundleForReplay()).code);
