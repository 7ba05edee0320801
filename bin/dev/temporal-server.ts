// Temporal's dev server for one machine: histories in a file, kept for a year, and its UI.
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { attributeFlags } from '../../client/temporal/attributes.ts';
import { grpcStatusOf } from '../../client/temporal/calls.ts';
import { CommandFailure } from '../exit.ts';
import { startGuarded, type Guarded } from './guarded.ts';

export interface TemporalServerOptions {
  cli: string;
  port: number;
  uiPort: number;
  databaseFile: string;
  namespace: string;
}

/** A Temporal that answers. */
export interface TemporalServer extends Guarded {
  address: string;
  ui: string;
  /** The file with its words. */
  log: string;
}

/** Its own default of a day would delete the trail of a request that still waits. */
const retention = '365 days';
/** A loaded machine takes seconds, a large file of histories more. */
const patience = 60_000;

/**
 * Starts it, and waits until it answers and keeps histories for a year, or until `signal` is aborted.
 * @throws CommandFailure
 */
export async function startTemporalServer(
  options: TemporalServerOptions,
  signal: AbortSignal,
): Promise<TemporalServer> {
  const { port, uiPort, namespace } = options;
  await mkdir(dirname(options.databaseFile), { recursive: true });
  const server = await startLogged(options);
  const done = new AbortController();
  const early = server.ended.then((how) => {
    throw new CommandFailure(
      `Temporal ended while it started (${how}); its words are in ${server.log}`,
      1,
    );
  });
  try {
    await Promise.race([prepare(port, namespace, AbortSignal.any([signal, done.signal])), early]);
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    done.abort();
  }
  return { ...server, address: `127.0.0.1:${port}`, ui: `http://127.0.0.1:${uiPort}` };
}

/** Its words go to a file: each poll of a worker that was killed is an error to it, and would only worry a reader. */
async function startLogged(options: TemporalServerOptions): Promise<Guarded & { log: string }> {
  const log = join(dirname(options.databaseFile), 'temporal.log');
  const file = await open(log, 'w');
  try {
    const env = withoutTemporal();
    const server = await startGuarded(options.cli, argumentsFor(options), { env, stderr: file.fd });
    return { ...server, log };
  } finally {
    await file.close();
  }
}

function argumentsFor({ port, uiPort, databaseFile, namespace }: TemporalServerOptions): string[] {
  const flags = {
    ip: '127.0.0.1',
    port: String(port),
    'ui-port': String(uiPort),
    'db-filename': databaseFile,
    namespace,
    'log-level': 'warn',
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  return ['server', 'start-dev', '--ui-disable-news-fetch', ...attributeFlags(), ...args];
}

/** The environment without Temporal's own variables, which may point to a Temporal elsewhere. */
export function withoutTemporal(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return Object.fromEntries(others);
}

async function prepare(port: number, namespace: string, signal: AbortSignal): Promise<void> {
  await attempt(signal, () => listens(port));
  if (signal.aborted) return;
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  try {
    const config = { workflowExecutionRetentionTtl: msToTs(retention) };
    await attempt(signal, () => connection.workflowService.updateNamespace({ namespace, config }));
  } finally {
    await connection.close();
  }
}

/** The gRPC client would wait a second after a first refusal. */
async function listens(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

/** Tries until it succeeds: the server listens before it answers, and answers before it has the namespace. */
async function attempt(signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + patience;
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > until) throw inWords(error);
      await pause(50);
    }
  }
}

function inWords(error: unknown): CommandFailure {
  const status = grpcStatusOf(error);
  const details = status === undefined ? 'no connection' : `gRPC status ${status.code}`;
  return new CommandFailure(
    `Temporal was started and does not answer after a minute (${details}); try again, with another --db-filename if it lasts`,
    1,
  );
}
