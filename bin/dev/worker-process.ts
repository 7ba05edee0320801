// One worker as a child process of `dev`, and its own end of the channel: it ends with `dev`, whatever ends that.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What a worker under `dev` says once it takes work. */
const runningMessage = 'running';

/** A worker that was started. */
export interface WorkerProcess {
  readonly pid: number;
  /** Resolves once it takes work; never, when it ends before. */
  readonly running: Promise<void>;
  /** Resolves with words on how it ended. */
  readonly ended: Promise<string>;
  /** Lets it drain; after `patience` milliseconds it is killed. */
  stop: (patience?: number) => Promise<void>;
}

/** The same executable that runs now, from source or from a build. */
const executable = fileURLToPath(
  new URL(`../access-request${extname(import.meta.filename)}`, import.meta.url),
);

/** Node's own choice follows the machine: too little on a small one, more than a developer can spare on a large one. */
const heap = '--max-old-space-size=1024';

/** What Node is told of the heap of the worker: nothing where `NODE_OPTIONS` says it. */
export const heapOptions = ({ NODE_OPTIONS: options = '' }: NodeJS.ProcessEnv): string[] =>
  /--max[-_](old[-_]space|heap)[-_]size/.test(options) ? [] : [heap];

/** Its output goes to our stderr, for our stdout is for what `dev` says; or to another open file, or nowhere. */
export function startWorkerProcess(
  config: string,
  env: NodeJS.ProcessEnv,
  output: number | 'ignore' = 2,
): WorkerProcess {
  const command = [executable, 'worker', '--under-dev', '--config', config];
  const child = spawn(process.execPath, [...heapOptions(env), ...command], {
    stdio: ['ignore', output, output, 'ipc'],
    env,
    detached: true, // Ctrl-C in a terminal reaches us alone: we say who ends when.
  });
  const ended = once(child, 'exit').then(() => howItEnded(child));
  const running = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (message === runningMessage) resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    running,
    ended,
    stop: async (patience = 8_000) => {
      child.kill('SIGTERM');
      await Promise.race([ended, pause(patience, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const howItEnded = ({ exitCode, signalCode }: ChildProcess): string =>
  signalCode ?? `exit code ${String(exitCode)}`;

/** Ends this process when the process that started it is gone, killed or not. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(1));
  // The channel alone keeps no process alive, so that a worker that has drained ends.
  process.channel?.unref();
}

/** Tells `dev` that this process takes work. */
export function tellParent(): void {
  process.send?.(runningMessage);
}
