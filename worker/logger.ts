// The log of a worker: JSON lines on stderr, without what errors carry along.
import { ApplicationFailure } from '@temporalio/common';
import type { LogLevel, LogMetadata, Logger } from '@temporalio/worker';
import pino from 'pino';

/** Temporal's logger over pino. Errors are reduced to type and message: they may hold requests and headers. */
export function createLogger(level: 'debug' | 'info' | 'warn' | 'error' = 'info'): Logger {
  const log = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
  const levels = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  } as const;
  const write = (at: LogLevel, message: string, meta?: LogMetadata) =>
    log[levels[at]](withoutErrors(meta ?? {}), message);
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** Metadata as plain values; of an error only what our own table of failures has made of it. */
export function withoutErrors(meta: LogMetadata): Record<string, unknown> {
  const plain = Object.entries(meta).map(([key, value]): [string, unknown] => [key, safe(value)]);
  return Object.fromEntries(plain);
}

function safe(value: unknown): unknown {
  if (value instanceof ApplicationFailure) return { type: value.type, message: value.message };
  if (value instanceof Error) return { name: value.name };
  return typeof value === 'object' && value !== null ? undefined : value;
}
