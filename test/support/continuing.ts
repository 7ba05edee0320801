// A worker whose requests go on in a new run with each hint: what a client sees of a request that waits for long.
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { startScripted, type Scripted } from './scripted.ts';

/** Starts it; `taskQueue` is where requests for it go. */
export async function startContinuing(
  address: string,
): Promise<{ scripted: Scripted; taskQueue: string }> {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(import.meta.resolve('../workflows/twins/continuing.ts')),
    logger: new DefaultLogger('ERROR'),
  });
  let taskQueue = '';
  const scripted = await startScripted(address, workflowBundle, (queue) => {
    taskQueue = queue;
    return {};
  });
  return { scripted, taskQueue };
}
