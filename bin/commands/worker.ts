// `access-request worker`: one process that does the work; many may run beside each other.
import { Option, type Command } from 'commander';
import type { Running } from '../../worker/run.ts';
import { configOption, jsonOption, type ConfigOptions, type JsonOptions } from '../options.ts';

interface Flags extends ConfigOptions, JsonOptions {
  /** Started by `dev`, which holds the other end of a channel: ends with it. */
  underDev?: true;
}

/** Adds `worker`. */
export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('run workflows and activities; many of these may run at once')
    .addOption(configOption())
    .addOption(jsonOption())
    .addOption(new Option('--under-dev').hideHelp())
    .addHelpText(
      'after',
      `
Temporal is found as by its own CLI: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, temporal.toml.
The log is lines of JSON on stderr. SIGTERM and Ctrl-C let it finish what it has begun; a second one does not.

Example:
  TEMPORAL_ADDRESS=temporal.example:7233 access-request worker --config orchestrator.yaml`,
    )
    .action(run);
}

async function run({ config, json, underDev }: Flags): Promise<void> {
  const { stopSignal } = await import('../stop-signal.ts');
  const { endWithParent, tellParent } = await import('../dev/parent.ts');
  const signal = stopSignal();
  if (underDev) endWithParent();
  const { workerDependencies } = await import('../worker-dependencies.ts');
  const dependencies = await workerDependencies(config);
  const { runWorker } = await import('../../worker/run.ts');
  const onRunning = underDev ? tellParent : (running: Running) => announce(json, running);
  await runWorker({ ...dependencies, signal, development: underDev === true, onRunning });
}

function announce(json: true | undefined, running: Running): void {
  const { address, namespace, taskQueues } = running;
  const text = `Worker runs at ${address}, namespace ${namespace}, task queues ${taskQueues.join(', ')} (Ctrl-C ends it)`;
  process.stdout.write(`${json ? JSON.stringify(running) : text}\n`);
}
