// What is measured on: a Temporal of its own, workers and simulators of the tests, a worker of the bare workflows.
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startGuarded } from '../bin/dev/guarded.ts';
import { usablePort } from '../bin/dev/ports.ts';
import { attributeFlags } from '../client/temporal/attributes.ts';
import { findTemporalCli } from '../bin/dev/temporal-cli.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { startScripted } from '../test/support/scripted.ts';
import { startSystem } from '../test/support/system.ts';
import { workflowLimits } from '../worker/limits.ts';

/** The queue of the bare workflows. */
export const bareQueue = 'bare';

/** Tickets that are born closed, so that nobody has to close them. */
const fields = { state: '7', close_code: 'Solution provided', close_notes: 'Done' };

export type Setting = Awaited<ReturnType<typeof startSetting>>;

/**
 * Starts everything; all but Temporal is in this process. `waiting` runs requests that poll for ever with
 * activities that answer at once, `system` runs whole ones with both simulators.
 */
export async function startSetting() {
  const port = String(await usablePort(0, 'Temporal', 'TEMPORAL_CLI_PATH'));
  const flags = ['--headless', '--ip', '127.0.0.1', '--port', port, '--log-level', 'never'];
  const start = ['server', 'start-dev', ...attributeFlags(), ...flags];
  const temporal = await startGuarded(await findTemporalCli(), start);
  try {
    const address = `127.0.0.1:${port}`;
    await (await Connection.connect({ address, connectTimeout: '30s' })).close();
    const workflowBundle = await bundleWorkflows();
    const waiting = await startScripted(address, workflowBundle);
    const instance = { timeouts: {} };
    const system = await startSystem({ address, workflowBundle, instance, category: { fields } });
    const stopBare = await startBare(address);
    return {
      address,
      waiting,
      system,
      close: async () => {
        await Promise.all([waiting.close(), system.close(), stopBare()]);
        await temporal.stop(0);
      },
    };
  } catch (error) {
    await temporal.stop(0);
    throw error;
  }
}

/** With the limits of our own worker. */
async function startBare(address: string): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    ...workflowLimits,
    connection,
    taskQueue: bareQueue,
    workflowsPath: fileURLToPath(import.meta.resolve('./bare.ts')),
    activities: { nothing: () => Promise.resolve() },
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
