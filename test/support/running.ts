// The executable while it runs: what it says line by line, and what is left of it afterwards.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Run } from './executable.ts';
import { surroundings } from './surroundings.ts';

const executable = fileURLToPath(new URL('../../bin/access-request.ts', import.meta.url));

/** A command that was started. */
export interface RunningCommand {
  pid: number;
  /** The next line of stdout that nobody has read, once there is one; fails when the command ends before. */
  line: () => Promise<string>;
  /** What it has said on stderr so far. */
  stderr: () => string;
  /** Resolves when it has ended. */
  ended: Promise<Run>;
  kill: (signal: NodeJS.Signals) => void;
}

/** Starts `access-request` from source; what still runs when the test has finished is killed. */
export const startAccessRequest = (
  args: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): RunningCommand => startProgram(process.execPath, [executable, ...args], env, cwd);

/** As `startAccessRequest`, any program. */
export function startProgram(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): RunningCommand {
  const child = spawn(file, args, {
    env: surroundings(env),
    ...(cwd === undefined ? {} : { cwd }),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Run>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  let read = 0;
  const line = async (): Promise<string> => {
    for (;;) {
      const end = stdout.indexOf('\n', read);
      if (end >= 0) {
        const next = stdout.slice(read, end);
        read = end + 1;
        return next;
      }
      if (child.stdout.readableEnded) throw new Error(`it said no more: ${stdout}${stderr}`);
      await new Promise((resolve) => {
        child.stdout.once('data', resolve).once('end', resolve);
      });
    }
  };
  return {
    pid: child.pid ?? 0,
    line,
    stderr: () => stderr,
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** An empty folder for one test. */
export function folderOfTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'access-request-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The processes that a process has started, and those that they have. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid: child, parent } of processes()) {
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const below = (parent: number): number[] =>
    (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** Which of these still run. */
export function stillRunning(pids: readonly number[]): number[] {
  const running = new Set(processes().map(({ pid }) => pid));
  return pids.filter((pid) => running.has(pid));
}

function processes(): { pid: number; parent: number }[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return rows.split('\n').flatMap((row) => {
    const [pid, parent, state = 'Z'] = row.trim().split(/\s+/);
    // One that is dead and not yet buried by its parent runs no more.
    return state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent) }];
  });
}
