// Listening on loopback: the port in plain words when it is taken, and an end that waits for nobody.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What Hono hands to every route: Node's own request and response. */
export interface ServerEnv {
  Bindings: HttpBindings;
}

/** A server that listens on 127.0.0.1. */
export interface Listening {
  url: string;
  port: number;
  /** Ends at once, with every open connection. */
  close(): Promise<void>;
}

/** Another process listens on the port. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(port: number) {
    super(`port ${port} is taken`);
  }
}

type Fetch = (request: Request, bindings: HttpBindings) => Promise<Response> | Response;

/** Serves `fetch` on `port` of 127.0.0.1; 0 takes any free one. Rejects when the port is taken. */
export async function listen(fetch: Fetch, port = 0): Promise<Listening> {
  const listener = getRequestListener(
    (request, bindings) => {
      if (!isHttp1(bindings)) throw new Error('the simulators speak HTTP/1.1');
      return fetch(request, bindings);
    },
    // The test process keeps its own Request and Response.
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  // A client that keeps a connection for long must not meet its end by chance: only faults cut.
  server.keepAliveTimeout = 120_000;
  await opened(server, port);
  const bound = addressOf(server).port;
  return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => closed(server) };
}

/** Cuts the connection of a request; the client sees a reset. */
export function hangUp(c: Context<ServerEnv>): Response {
  c.env.incoming.socket.destroy();
  // Tells the adapter that there is nothing left to answer.
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
}

function isHttp1(bindings: { incoming: object }): bindings is HttpBindings {
  return 'socket' in bindings.incoming;
}

function opened(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new PortTaken(port) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}
