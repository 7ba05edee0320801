// Puts the workflow code beside the compiled code, as one bundle for workers and one for replays.
import { writeFile } from 'node:fs/promises';
import { bundleForReplay, bundleWorkflows } from '../worker/bundle.ts';

const dist = new URL('../dist/', import.meta.url);
await writeFile(new URL('workflow-bundle.js', dist), (await bundleWorkflows()).code);
await writeFile(new URL('replay-bundle.js', dist), (await bundleForReplay()).code);
