// The worker process: connects to Temporal, runs the workers until it is told to stop, and lets them drain.
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime, type Logger } from '@temporalio/worker';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { namesOf } from '../client/temporal/attributes.ts';
import { attributesMissing } from '../client/temporal/calls.ts';
import { askTemporal } from '../client/temporal/namespace.ts';
import { healthOf, serveHealth, type HealthServer } from './health.ts';
import { patientEnding, promptEnding } from './limits.ts';
import { createLogger } from './logger.ts';
import { createRedactor } from './redactor.ts';
import { createWorkers, type Workers } from './workers.ts';

/** Where a worker runs. */
export interface Running {
  address: string;
  namespace: string;
  taskQueues: readonly string[];
  /** The address that tells whether it polls. */
  health?: string;
}

export interface WorkerProcessOptions extends ActivityDependencies {
  /** Aborted: finish what is at work, take nothing new, and end. */
  signal: AbortSignal;
  /** On a developer's machine: a killed worker costs a second, the end is prompt, the log shows only trouble. */
  development?: boolean;
  onRunning?: (running: Running) => void;
  /** The port of 127.0.0.1 that tells whether it polls; none where unset. */
  healthPort?: number;
}

/**
 * Runs the workers of the configuration until `signal` is aborted; once in a process.
 * The log goes to stderr as lines of JSON.
 * @throws AccessRequestError where Temporal cannot be reached, or refuses us, or lacks the namespace
 */
export async function runWorker(options: WorkerProcessOptions): Promise<void> {
  const { development = false, signal, onRunning, healthPort } = options;
  const redactor = createRedactor();
  const readSecret = redactor.watch(options.readSecret);
  // Asked before the native client is, whose errors are made for its own log.
  const { address, namespace, missing } = await askTemporal();
  // Without them every task of a workflow would fail when it has something to tell.
  if (missing.length > 0) throw attributesMissing({ address, namespace }, namesOf(missing));
  installRuntime(createLogger({ level: development ? 'warn' : 'info', redactor }));
  const connection = await NativeConnection.connect(loadClientConnectConfig().connectionOptions);
  let workers: Workers | undefined;
  const tell = () => healthOf(connection, namespace, workers);
  let health: HealthServer | undefined;
  try {
    if (healthPort !== undefined) health = await serveHealth(healthPort, tell);
    workers = await createWorkers({
      ...options,
      readSecret,
      connection,
      namespace,
      stickyTimeout: development ? '1s' : '10s',
      ending: development ? promptEnding : patientEnding,
    });
    const { taskQueues } = workers;
    await runUntil(signal, workers, () =>
      onRunning?.({ address, namespace, taskQueues, ...(health && { health: health.url }) }),
    );
  } finally {
    health?.close();
    await connection.close();
  }
}

async function runUntil(signal: AbortSignal, workers: Workers, running: () => void): Promise<void> {
  const ended = workers.run();
  if (signal.aborted) workers.shutdown();
  else {
    signal.addEventListener('abort', workers.shutdown, { once: true });
    running();
  }
  await ended;
}

/** Signals are ours to handle: they may come before there is a worker to tell. */
function installRuntime(logger: Logger): void {
  Runtime.install({
    logger,
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'WARN' }, forward: {} } },
  });
}
