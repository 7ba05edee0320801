// What a log line may say of an error: its name and place; its words only where they are known to be harmless.
import { TemporalFailure } from '@temporalio/common';
import { placesOf } from '../activities/attempt.ts';

/** An error as it is logged. */
export interface ErrorWords {
  name: string;
  message?: string;
  /** The places of the stack, without the message that a stack begins with. */
  at?: string[];
  cause?: ErrorWords;
}

const deepest = 5;
const places = 10;

/**
 * An error of HTTP carries the request with its headers, and the words of any unknown one may quote what it
 * was about. So: no property but name and stack, and words only of failures that we made from our table,
 * and of the SDK about itself.
 */
export function errorWords(error: unknown, depth = 0): ErrorWords | undefined {
  if (!isError(error)) return undefined;
  const at = placesOf(error.stack, places);
  const cause = depth < deepest ? errorWords(error.cause, depth + 1) : undefined;
  return {
    name: nameOf(error),
    ...(hasHarmlessWords(error) ? { message: error.message } : {}),
    ...(at.length === 0 ? {} : { at }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function nameOf(error: Error): string {
  const type: unknown =
    'type' in error && error instanceof TemporalFailure ? error.type : undefined;
  const name = typeof type === 'string' ? type : error.name;
  return /^\w{1,100}$/.test(name) ? name : 'Error';
}

/** The SDK about itself; some of these classes it does not export. */
const harmless = new Set([
  'TransportError',
  'IllegalStateError',
  'GracefulShutdownPeriodExpiredError',
  'DeterminismViolationError',
]);

const hasHarmlessWords = (error: Error): boolean =>
  error instanceof TemporalFailure || harmless.has(error.name);

/** Workflow code runs in a context of its own, whose errors are no instances of our `Error`. */
const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
