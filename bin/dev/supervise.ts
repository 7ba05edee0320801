// `dev` at work: Temporal, and a worker that is started again when it dies; all end together.
import { CommandFailure } from '../exit.ts';
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
  /** An open file for what workers print; our stderr unless said otherwise. */
  workerOutput?: number;
}

/** What ended, or was told to. */
type End = { of: 'dev' } | { of: 'temporal' | 'worker'; how: string };

/**
 * Resolves when `signal` was aborted and everything has ended.
 * @throws CommandFailure when Temporal dies, or the worker for the fourth time within a minute; then all has ended too.
 */
export async function runDev(options: DevOptions): Promise<void> {
  const { signal } = options;
  const stopped = new Promise<End>((resolve) => {
    signal.addEventListener('abort', () => resolve({ of: 'dev' }), { once: true });
  });
  const temporal = await startTemporalServer(options, signal);
  try {
    if (!signal.aborted) await superviseWorker(options, temporal, stopped);
  } finally {
    await temporal.stop();
  }
}

async function superviseWorker(
  options: DevOptions,
  temporal: TemporalServer,
  stopped: Promise<End>,
): Promise<void> {
  const { config, namespace, tell, workerOutput } = options;
  const env = environmentOf(temporal, namespace);
  const deaths = createDeathCount();
  const temporalEnded = temporal.ended.then((how): End => ({ of: 'temporal', how }));
  let told = false;
  for (;;) {
    const worker = startWorkerProcess(config, env, workerOutput);
    void worker.running.then(() => {
      tell(told ? { event: 'worker-started', pid: worker.pid } : ready(options, temporal, worker));
      told = true;
    });
    const workerEnded = worker.ended.then((how): End => ({ of: 'worker', how }));
    const end = await Promise.race([stopped, temporalEnded, workerEnded]);
    if (end.of !== 'worker') return endWorker(worker, end, temporal, tell);
    tell({ event: 'worker-died', pid: worker.pid, how: end.how });
    if (deaths.tooMany(performance.now())) throw diedTooOften();
  }
}

/** How many deaths of the worker are too many, and within how many milliseconds. */
const [tooMany, minute] = [4, 60_000];

/** Counts deaths; `now` in milliseconds, of any clock that only goes forward. */
export function createDeathCount() {
  let deaths: number[] = [];
  return {
    /** Notes a death; true when it is the last one that is borne. */
    tooMany: (now: number): boolean => {
      deaths = [...deaths.filter((death) => now - death < minute), now];
      return deaths.length >= tooMany;
    },
  };
}

async function endWorker(
  worker: WorkerProcess,
  end: End,
  { log }: TemporalServer,
  tell: DevOptions['tell'],
): Promise<void> {
  if (end.of === 'dev') {
    tell({ event: 'stopping' });
    await worker.stop();
    return;
  }
  // Nothing that the worker still does could be reported.
  await worker.stop(0);
  throw new CommandFailure(
    `Temporal died (${end.how}), its words are in ${log}; start dev again, the histories are kept`,
    1,
  );
}

const diedTooOften = (): CommandFailure =>
  new CommandFailure(
    'the worker died four times within a minute; its words are above, repair the cause and start dev again',
    1,
  );

/** A worker of this Temporal and of no other: no profile of the user has a say. */
const environmentOf = ({ address }: TemporalServer, namespace: string): NodeJS.ProcessEnv => ({
  ...withoutTemporal(),
  TEMPORAL_ADDRESS: address,
  TEMPORAL_NAMESPACE: namespace,
  TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml',
});

const ready = (
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
