// Terminals as the README has them: each a bash in the checkout that is given the lines of a document.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from './executable.ts';

/** A command that goes on until it is stopped. */
export interface Started {
  /** Resolves when it has printed the words; rejects when it ends before. */
  says: (words: string) => Promise<void>;
  /** What it has printed so far. */
  said: () => string;
  ended: Promise<Run>;
  /** Ctrl-C. */
  stop: () => Promise<Run>;
}

export interface Terminals {
  /** Where the lines are run, after the beginning of each terminal was run in the checkout. */
  folder: string;
  run: (lines: string) => Promise<Run>;
  start: (lines: string) => Started;
  /** Ends what still runs, and removes the folder. */
  close: () => Promise<void>;
}

/** @param beginning what is typed in each terminal first */
export function openTerminals(beginning: string, env: Record<string, string>): Terminals {
  const folder = mkdtempSync(join(tmpdir(), 'terminals-'));
  const running = new Set<Started>();
  let scripts = 0;
  const start = (lines: string): Started => {
    const script = join(folder, `.lines-${(scripts += 1)}`);
    const temporal = 'temporal() { "$TEMPORAL_CLI_PATH" "$@"; }';
    const before = `set -e\nshopt -s expand_aliases\n${beginning}\n${temporal}\ncd '${folder}'`;
    writeFileSync(script, `${before}\n${lines}\n`);
    // A process group of its own, which Ctrl-C reaches as a whole.
    const child = spawn('bash', [script], { env: { ...process.env, ...env }, detached: true });
    const run: Run = { code: null, stdout: '', stderr: '' };
    let heard = (): void => undefined;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      run.stdout += text;
      heard();
    });
    child.stdout.once('end', () => heard());
    child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
    const ended = new Promise<Run>((resolve) => {
      child.once('close', (code) => {
        running.delete(started);
        resolve({ ...run, code });
      });
    });
    const started: Started = {
      ended,
      said: () => run.stdout,
      async says(words) {
        while (!run.stdout.includes(words)) {
          if (child.stdout.readableEnded) {
            throw new Error(`it ended without "${words}": ${run.stdout}${run.stderr}`);
          }
          await new Promise<void>((resolve) => (heard = resolve));
        }
      },
      stop: () => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
        return ended;
      },
    };
    running.add(started);
    return started;
  };
  return {
    folder,
    start,
    run: (lines) => start(lines).ended,
    async close() {
      await Promise.all([...running].map((started) => started.stop()));
      rmSync(folder, { recursive: true });
    },
  };
}
