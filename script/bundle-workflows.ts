// Puts the workflow code as one bundle beside the compiled code, where the worker of a build takes it from.
import { writeFile } from 'node:fs/promises';
import { bundleWorkflows } from '../worker/bundle.ts';

const { code } = await bundleWorkflows();
await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), code);
