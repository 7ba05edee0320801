// The executable as a person runs it: its own process, its output and its exit code.
import { spawn } from 'node:child_process';
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
  /** What it reads on stdin; nothing where unset. */
  input?: string;
  /** Options for Node itself. */
  node?: readonly string[];
}

/** Runs `access-request` with the arguments and waits for its end. */
export async function accessRequest(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const { env = {}, input = '', node = [] } = options;
  const child = spawn(process.execPath, [...node, executable, ...args], {
    env: surroundings(env),
    stdio: 'pipe',
  });
  const run: Run = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...run, code }));
  });
}
