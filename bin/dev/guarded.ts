// A program that dies with us: also when we are killed in a way that leaves us no last word.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Starts "$0" with its arguments and prints its pid. Its own stdin is a pipe that we hold: when that ends,
 * because we closed it or because we are no more, the program is killed. It ends when the program does.
 */
const guardScript = `
exec 3<&0 </dev/null
"$0" "$@" 3<&- >/dev/null &
program=$!
echo "$program"
(while read -r line <&3; do :; done; kill -9 "$program") 2>/dev/null &
watch=$!
exec 3<&-
wait "$program" 2>/dev/null
status=$?
kill "$watch" 2>/dev/null
exit "$status"`;

/** A program that runs, or ran. */
export interface Guarded {
  /** Of the program itself. */
  readonly pid: number;
  /** Resolves with words on how it ended: `SIGKILL`, `exit code 1`. */
  readonly ended: Promise<string>;
  /** Asks it to end; after `patience` milliseconds it is killed. */
  stop: (patience?: number) => Promise<void>;
}

export interface GuardedOptions {
  env?: NodeJS.ProcessEnv;
  /** Where its stderr goes: a file descriptor; ours where unset. */
  stderr?: number;
}

/** Its stdout is dropped. Rejects where no shell can be started. */
export async function startGuarded(
  program: string,
  args: readonly string[],
  { env = process.env, stderr = 2 }: GuardedOptions = {},
): Promise<Guarded> {
  const guard = spawn('/bin/sh', ['-c', guardScript, program, ...args], {
    stdio: ['pipe', 'pipe', stderr],
    env,
    detached: true, // Ctrl-C in a terminal reaches us alone: we say who ends when.
  });
  const ended = once(guard, 'exit').then(() => howItEnded(guard));
  const leash = guard.stdin;
  leash?.on('error', () => undefined); // It has ended already.
  const pid = await firstLine(guard);
  return {
    pid,
    ended,
    stop: async (patience = 5_000) => {
      if (guard.exitCode === null && guard.signalCode === null) kill(pid, 'SIGTERM');
      await Promise.race([ended, pause(patience, undefined, { ref: false })]);
      leash?.end();
      await ended;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<number> {
  if (stdout === null) throw new Error('the guard has no stdout');
  for await (const line of createInterface(stdout)) return Number(line);
  throw new Error('the guard ended before it started anything');
}

/** A shell reports a program that a signal ended by 128 and its number. */
function howItEnded({ exitCode, signalCode }: ChildProcess): string {
  if (exitCode === 137) return 'SIGKILL';
  if (exitCode === 143) return 'SIGTERM';
  return signalCode ?? `exit code ${String(exitCode)}`;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}
