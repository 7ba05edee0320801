// How a command ends: 0 done, 1 it failed, 2 the command line or configuration is wrong, 3 no such request.
import { CommanderError } from 'commander';
import { AccessRequestError, type AccessRequestErrorKind } from '../client/errors.ts';
import { ConfigurationError, SecretError } from '../config/error.ts';
import { plain } from './plain.ts';

/** A failure that says what happened and what to do, with the exit code that says whose fault it is. */
export class CommandFailure extends Error {
  readonly exitCode: 1 | 2 | 3;

  constructor(message: string, exitCode: 1 | 2 | 3) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

/** Whatever is not here is a failure: 1. */
const exitCodes: Partial<Record<AccessRequestErrorKind, 2 | 3>> = {
  RequestInvalid: 2,
  MessageInvalid: 2,
  TemporalSettingsInvalid: 2,
  NotFound: 3,
};

/** Prints `error: ...` to stderr and sets the exit code; a help text that was asked for is no failure. */
export function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${plain(message)}\n`);
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (error instanceof CommandFailure) return error.exitCode;
  if (error instanceof AccessRequestError) return exitCodes[error.kind] ?? 1;
  return error instanceof ConfigurationError || error instanceof SecretError ? 2 : 1;
}
