// A process of its own for each thing that would cost what is measured: it answers questions, and ends with us.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isListOf, isNumber, isString } from '../simulators/shape.ts';

/**
 * CPU time so far, in milliseconds; heap after garbage collection, in KiB, of the main thread (needs `--expose-gc`) or of
 * all the others.
 */
export type Question = 'cpu' | 'heap' | 'heap of threads';

export interface Child {
  /** What it said once it was ready: addresses. */
  readonly told: readonly string[];
  ask: (question: Question) => Promise<number>;
  /** Lets it finish what it does. */
  stop: () => Promise<void>;
}

export interface ChildOptions {
  env?: Record<string, string>;
  /** Options of Node. */
  node?: readonly string[];
}

/** The longest that the end of a child is waited for, in milliseconds. */
const patience = 15_000;

/** Starts `processes/<name>.ts`. Rejects with the end of its log where it ends before it is ready. */
export async function startChild(
  name: string,
  args: readonly string[] = [],
  { env = {}, node = [] }: ChildOptions = {},
): Promise<Child> {
  const child = fork(fileURLToPath(new URL(`processes/${name}.ts`, import.meta.url)), args, {
    execArgv: [...node],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const log = tailOf(child);
  const died = once(child, 'exit').then(() => {
    throw new Error(`${name} ended while it was needed\n${log()}`);
  });
  died.catch(() => undefined);
  const answer = () => Promise.race([nextMessage(child), died]);
  const told = await answer();
  if (!isListOf(isString)(told)) throw new Error(`${name} said something else than addresses`);
  return {
    told,
    ask: async (question) => {
      const asked = answer();
      child.send(question);
      const value = await asked;
      if (!isNumber(value)) throw new Error(`${name} answered ${question} with no number`);
      return value;
    },
    stop: () => stop(child),
  };
}

const nextMessage = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => void child.once('message', resolve));

/** The last words of its log. */
function tailOf({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.setEncoding('utf8').on('data', (more: string) => (text = (text + more).slice(-4_000)));
  return () => text;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(timer);
}
