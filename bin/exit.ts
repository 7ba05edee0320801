// How a command ends: 0 done, 1 it failed, 2 the command line or configuration is wrong, 3 no such request.
import { CommanderError } from 'commander';

/** A failure that says what happened and what to do, with the exit code that says whose fault it is. */
export class CommandFailure extends Error {
  readonly exitCode: 1 | 2 | 3;

  constructor(message: string, exitCode: 1 | 2 | 3) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

/** Prints `error: ...` to stderr and sets the exit code; a help text that was asked for is no failure. */
export function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${message}\n`);
  process.exitCode = error instanceof CommandFailure ? error.exitCode : 1;
}
