// `access-request dev`: everything on one machine.
import type { Command } from 'commander';
import type { DevEvent } from '../dev/supervise.ts';
import { CommandFailure } from '../exit.ts';
import { configOption, examples, port, type ConfigOptions, type JsonOptions } from '../options.ts';

interface Flags extends ConfigOptions, JsonOptions {
  port: number;
  uiPort: number;
  dbFilename: string;
}

/** Adds `dev`. */
export function registerDev(program: Command): void {
  program
    .command('dev')
    .description('run everything on this machine: Temporal with its UI, and one worker')
    .addOption(configOption())
    .option('--port <number>', "Temporal's port on 127.0.0.1; 0 takes any free one", port, 7233)
    .option('--ui-port <number>', 'the port of its UI; 0 takes any free one', port, 8233)
    .option('--db-filename <file>', "file that keeps Temporal's histories", '.data/temporal.db')
    .option('--json', 'print events as lines of JSON')
    .addHelpText(
      'after',
      `
A worker that dies is started again. If it dies four times within a minute, or if Temporal dies, everything ends.
Temporal keeps closed requests for a year. For a deployment see: access-request worker --help
${examples('access-request dev --port 7233 --ui-port 8233 --db-filename .data/temporal.db')}`,
    )
    .action(run);
}

async function run({ config, json, dbFilename, ...ports }: Flags): Promise<void> {
  const { stopSignal } = await import('../stop-signal.ts');
  const signal = stopSignal();
  // First all that can be wrong, so that nothing is started in vain.
  const { workerDependencies } = await import('../worker-dependencies.ts');
  await workerDependencies(config);
  const { findTemporalCli } = await import('../dev/temporal-cli.ts');
  const cli = await findTemporalCli();
  const { runDev } = await import('../dev/supervise.ts');
  await runDev({
    cli,
    config,
    signal,
    tell: json ? tellJson : tellText,
    ...(await usablePorts(ports)),
    databaseFile: dbFilename,
    namespace: process.env['TEMPORAL_NAMESPACE'] ?? 'default',
  });
}

async function usablePorts(wanted: Pick<Flags, 'port' | 'uiPort'>) {
  if (wanted.port !== 0 && wanted.port === wanted.uiPort) {
    throw new CommandFailure('--port and --ui-port are the same; choose two', 2);
  }
  const { usablePort } = await import('../dev/ports.ts');
  return {
    port: await usablePort(wanted.port, 'Temporal', '--port'),
    uiPort: await usablePort(wanted.uiPort, "Temporal's UI", '--ui-port'),
  };
}

const tellJson = (event: DevEvent): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

const tellText = (event: DevEvent): void => void process.stdout.write(`${textOf(event)}\n`);

function textOf(event: DevEvent): string {
  switch (event.event) {
    case 'ready':
      return [
        'Everything runs (Ctrl-C ends it)',
        `  Temporal    ${event.address}, namespace ${event.namespace}, histories in ${event.databaseFile} (pid ${event.temporalPid})`,
        `  UI          ${event.ui}/namespaces/${event.namespace}/workflows`,
        `  Worker      pid ${event.workerPid}`,
      ].join('\n');
    case 'worker-died':
      return `The worker ${event.pid} died (${event.how}).`;
    case 'worker-started':
      return `A worker was started again: pid ${event.pid}.`;
    case 'stopping':
      return 'Ending ...';
  }
}
