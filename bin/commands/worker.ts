// `access-request worker`: one process that does the work; many may run beside each other.
import { Option, type Command } from 'commander';
import type { Running } from '../../worker/run-worker.ts';
import {
  configOption,
  examples,
  jsonOption,
  port,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';

interface Flags extends ConfigOptions, JsonOptions {
  /** Started by `dev`, which holds the other end of a channel: ends with it. */
  underDev?: true;
  healthPort?: number;
}

/** Adds `worker`. */
export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('run one worker, the process that does the work; many may run side by side')
    .addOption(configOption())
    .addOption(jsonOption())
    .option('--health-port <number>', 'answer GET /health on this port of 127.0.0.1', port)
    .addOption(new Option('--under-dev').hideHelp())
    .addHelpText(
      'after',
      `
Temporal is found by the settings of its own CLI: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY,
temporal.toml. With --health-port, /health answers 200 while the worker polls and Temporal answers, else 503.
The log is lines of JSON on stderr. SIGTERM or Ctrl-C lets the worker finish what it has begun; a second one ends it
at once.
${examples('TEMPORAL_ADDRESS=temporal.example:7233 access-request worker --health-port 9090')}`,
    )
    .action(run);
}

async function run({ config, json, underDev, healthPort }: Flags): Promise<void> {
  const { stopSignal } = await import('../stop-signal.ts');
  const { endWithParent, tellParent } = await import('../dev/worker-process.ts');
  const signal = stopSignal();
  if (underDev) endWithParent();
  const { workerDependencies } = await import('../worker-dependencies.ts');
  const dependencies = await workerDependencies(config);
  const health = await usableHealthPort(healthPort);
  const { runWorker } = await import('../../worker/run-worker.ts');
  const onRunning = underDev ? tellParent : (running: Running) => announce(json, running);
  await runWorker({
    ...dependencies,
    ...health,
    signal,
    development: underDev === true,
    onRunning,
  });
}

/** Asked for before Temporal is: a taken port is a matter of the command line. */
async function usableHealthPort(wanted: number | undefined): Promise<{ healthPort?: number }> {
  if (wanted === undefined) return {};
  const { usablePort } = await import('../dev/ports.ts');
  return { healthPort: await usablePort(wanted, 'the health of the worker', '--health-port') };
}

function announce(json: true | undefined, running: Running): void {
  const { address, namespace, taskQueues } = running;
  const text = `Worker runs at ${address}, namespace ${namespace}, task queues ${taskQueues.join(', ')} (Ctrl-C ends it)`;
  process.stdout.write(`${json ? JSON.stringify(running) : text}\n`);
}
