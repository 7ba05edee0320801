// The executable as a person runs it: its own process, its output and its exit code.
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { surroundings } from './surroundings.ts';

const executable = fileURLToPath(new URL('../../bin/access-request.ts', import.meta.url));

/** What a finished run said. */
export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** How to run it beside its arguments. */
export interface RunOptions {
  env?: Record<string, string>;
  /** What it reads on stdin, as much of it as it wants; nothing where unset. */
  input?: string | Readable;
  /** Milliseconds after which it is killed, and its code is null. */
  killAfter?: number;
  /** Options for Node itself. */
  node?: readonly string[];
}

/** Runs `access-request` with the arguments and waits for its end. */
export async function accessRequest(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const { env = {}, input = '', node = [], killAfter } = options;
  const child = spawn(process.execPath, [...node, executable, ...args], {
    env: surroundings(env),
    stdio: 'pipe',
    ...(killAfter === undefined ? {} : { timeout: killAfter, killSignal: 'SIGKILL' }),
  });
  const run: Run = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  // It may end before it has read all.
  pipeline(typeof input === 'string' ? Readable.from([input]) : input, child.stdin).catch(
    () => undefined,
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...run, code }));
  });
}
