// The log of a worker: one JSON object a line on stderr, with nothing in it that was not meant to be.
import type { LogLevel, LogMetadata, Logger } from '@temporalio/worker';
import pino from 'pino';
import { errorWords } from './error-words.ts';
import type { Redactor } from './redactor.ts';

/** Where a logger writes; a test may read along. */
export interface LoggerOptions {
  level: 'debug' | 'info' | 'warn' | 'error';
  redactor: Redactor;
  destination?: { write: (line: string) => void };
}

/** Metadata of the SDK that says nothing to a reader. */
const noise = new Set(['taskToken', 'options']);

/** The workers of ServiceNow instances are meant to have none. */
const meant = 'No workflows registered, not polling for workflow tasks';

/** Temporal's logger over pino. */
export function createLogger({ level, redactor, destination }: LoggerOptions): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // At once: the last line before a crash is the one that matters.
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
  const levels = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  } as const satisfies Record<LogLevel, string>;
  const write = (at: LogLevel, message: string, meta: LogMetadata = {}) => {
    // Asked first: the SDK says a great deal at DEBUG, which would be redacted for nobody.
    if (message === meant || !log.isLevelEnabled(levels[at])) return;
    log[levels[at]](plain(meta, redactor), redactor.redact(message));
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** Texts, numbers and lists of texts; errors by their words. Any other object may hold a request or a payload. */
function plain(meta: LogMetadata, redactor: Redactor): Record<string, unknown> {
  const entries = Object.entries(meta).flatMap(([key, value]: [string, unknown]) => {
    const kept = noise.has(key) ? undefined : plainValue(value, redactor);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return Object.fromEntries(entries);
}

function plainValue(value: unknown, redactor: Redactor): unknown {
  switch (typeof value) {
    case 'string':
      return redactor.redact(value);
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      return plainObject(value, redactor);
    default:
      return undefined;
  }
}

function plainObject(value: object | null, redactor: Redactor): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => typeof item === 'string').map((item) => redactor.redact(item));
  }
  const words = errorWords(value);
  if (words === undefined) return undefined;
  return JSON.parse(JSON.stringify(words), (_key, inner: unknown) =>
    typeof inner === 'string' ? redactor.redact(inner) : inner,
  );
}
