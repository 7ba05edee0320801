// Whether this process does its work, for whoever supervises it: one address of loopback, 200 or 503.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { NativeConnection } from '@temporalio/worker';
import type { Workers } from './workers.ts';

/**
 * What is told. What is `waiting` heals by itself: a restart would only empty the cache of the worker. `held`: calls to an
 * instance do not end, which is a fault of the worker that a restart heals.
 */
export type Health =
  | { status: 'polling'; taskQueues: readonly string[] }
  | { status: 'starting' }
  | { status: 'ending' }
  | { status: 'held'; instances: readonly string[]; why: string }
  | { status: 'waiting'; why: string };

/** A supervisor gives up after some seconds; an answer in time says more. In milliseconds. */
const patience = 2_000;

/**
 * Polls need both: the SDK's word that each worker runs (one whose polls fail for good does not), and Temporal,
 * asked for the namespace over the connection that the polls use. The pollers that Temporal lists are no
 * measure: it lists those of one partition of a queue.
 */
export async function healthOf(
  connection: NativeConnection,
  namespace: string,
  workers: Pick<Workers, 'running' | 'taskQueues' | 'overdue'> | undefined,
): Promise<Health> {
  if (workers === undefined) return { status: 'starting' };
  if (!workers.running()) return { status: 'ending' };
  const instances = workers.overdue();
  if (instances.length > 0) {
    const why = `Calls to ${instances.join(', ')} go on beyond their limit: restart this worker.`;
    return { status: 'held', instances, why };
  }
  try {
    await connection.withDeadline(Date.now() + patience, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } catch {
    // Whatever gRPC says of it stands in the log of the worker, whose polls fail as well.
    return { status: 'waiting', why: `Temporal does not answer for the namespace ${namespace}.` };
  }
  return { status: 'polling', taskQueues: workers.taskQueues };
}

/** The address that tells, and what ends it. */
export interface HealthServer {
  url: string;
  close: () => void;
}

/** Answers GET /health on `port` of 127.0.0.1: with 200 while it polls, else with 503. Rejects where it cannot listen. */
export async function serveHealth(
  port: number,
  health: () => Promise<Health>,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const asked = request.method === 'GET' && request.url === '/health';
    if (asked) void health().then((told) => tell(response, told));
    else response.writeHead(404).end();
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${port}/health`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function tell(response: ServerResponse, health: Health): void {
  const status = health.status === 'polling' ? 200 : 503;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(health));
}
