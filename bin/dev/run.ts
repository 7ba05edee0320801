// `dev` at work: Temporal, and a worker that is started again when it dies; all end together.
import { CommandFailure } from '../exit.ts';
import { createDeathCount } from './deaths.ts';
import { startTemporalServer, withoutTemporal, type TemporalServer } from './temporal-server.ts';
import type { TemporalServerOptions } from './temporal-server.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** What `dev` tells. */
export type DevEvent =
  | {
      event: 'ready';
      address: string;
      namespace: string;
      ui: string;
      databaseFile: string;
      temporalPid: number;
      workerPid: number;
    }
  | { event: 'worker-died'; pid: number; how: string }
  | { event: 'worker-started'; pid: number }
  | { event: 'stopping' };

export interface DevOptions extends TemporalServerOptions {
  config: string;
  /** Aborted: end everything. */
  signal: AbortSignal;
  tell: (event: DevEvent) => void;
}

/**
 * Resolves when `signal` was aborted and everything has ended.
 * @throws CommandFailure when Temporal dies, or the worker for the fourth time within a minute; then all has ended too.
 */
export async function runDev(options: DevOptions): Promise<void> {
  const stopped = new Promise<'stopped'>((resolve) => {
    if (options.signal.aborted) resolve('stopped');
    options.signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const temporal = await startTemporalServer(options, options.signal);
  try {
    if (options.signal.aborted) return;
    await superviseWorker(options, temporal, stopped);
  } finally {
    await temporal.stop();
  }
}

async function superviseWorker(
  options: DevOptions,
  temporal: TemporalServer,
  stopped: Promise<'stopped'>,
): Promise<void> {
  const { config, namespace, tell } = options;
  const env = environmentOf(temporal, namespace);
  const deaths = createDeathCount();
  const died = temporal.ended.then((how) => ({ temporal: how }));
  let ready = false;
  for (;;) {
    const worker = startWorkerProcess(config, env);
    void worker.running.then(() => {
      tell(
        ready ? { event: 'worker-started', pid: worker.pid } : readiness(options, temporal, worker),
      );
      ready = true;
    });
    const end = await Promise.race([stopped, died, worker.ended]);
    if (end === 'stopped') {
      tell({ event: 'stopping' });
      await worker.stop();
      return;
    }
    if (typeof end === 'object') {
      // Nothing that the worker still does could be reported.
      await worker.stop(0);
      throw new CommandFailure(
        `Temporal died (${end.temporal}); start dev again, its histories are kept`,
        1,
      );
    }
    tell({ event: 'worker-died', pid: worker.pid, how: end });
    if (deaths.tooMany(performance.now())) {
      throw new CommandFailure(
        'the worker died four times within a minute; its words are above, repair the cause and start dev again',
        1,
      );
    }
  }
}

/** A worker of this Temporal and of no other: no profile of the user has a say. */
const environmentOf = ({ address }: TemporalServer, namespace: string): NodeJS.ProcessEnv => ({
  ...withoutTemporal(),
  TEMPORAL_ADDRESS: address,
  TEMPORAL_NAMESPACE: namespace,
  TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml',
});

const readiness = (
  { namespace, databaseFile }: DevOptions,
  { address, ui, pid }: TemporalServer,
  worker: WorkerProcess,
): DevEvent => ({
  event: 'ready',
  address,
  namespace,
  ui,
  databaseFile,
  temporalPid: pid,
  workerPid: worker.pid,
});
