// Listening, on loopback unless said otherwise: in plain words when that cannot be, and an end that waits for nobody.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What Hono hands to every route: Node's own request and response. */
export interface ServerEnv {
  Bindings: HttpBindings;
}

/** Where to listen. */
export interface ListenOptions {
  /** 0, the default, takes any free one. */
  port?: number;
  /** An address of this machine; 0.0.0.0 is all of them. The default is 127.0.0.1: whoever reaches it may do everything. */
  host?: string;
}

/** A server that listens. */
export interface Listening {
  /** Reaches it from this machine. */
  url: string;
  port: number;
  /** Ends at once, with every open connection. */
  close(): Promise<void>;
}

/** Another process listens on the port, or this one may not. */
export class PortUnusable extends Error {
  override readonly name = 'PortUnusable';

  constructor(port: number, code: 'EADDRINUSE' | 'EACCES') {
    super(
      code === 'EADDRINUSE'
        ? `port ${port} is taken`
        : `this process may not listen on port ${port} (${code})`,
    );
  }
}

/** No such address on this machine. */
export class HostUnusable extends Error {
  override readonly name = 'HostUnusable';

  constructor(host: string, code: string) {
    super(`cannot listen on ${host} (${code})`);
  }
}

type Fetch = (request: Request, bindings: HttpBindings) => Promise<Response> | Response;

/** Serves `fetch`. @throws PortUnusable, HostUnusable */
export async function listen(
  fetch: Fetch,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Listening> {
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
  await opened(server, port, host);
  const bound = addressOf(server).port;
  return { url: urlOf(host, bound), port: bound, close: () => closed(server) };
}

/** The longest body that is read, in bytes: that of an instance (`glide.rest.max_content_length`). */
export const maximumBody = 10_485_760;

/** The body of a request as text; undefined when it is longer than `maximumBody`, the rest is then not read. */
export async function bodyOf(c: Context<ServerEnv>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: ReadableStream<Uint8Array> | null = c.req.raw.body;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maximumBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
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

function urlOf(host: string, port: number): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** What is wrong by the code of the system: the port, or else the host. */
export const unusable = (code: string, host: string, port: number): Error =>
  code === 'EADDRINUSE' || code === 'EACCES'
    ? new PortUnusable(port, code)
    : new HostUnusable(host, code);

function opened(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
      reject(unusable(code, host, port));
    });
    server.listen(port, host, resolve);
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
