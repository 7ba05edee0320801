// A server that means no good: it stops at any stage of an answer, or answers with more than anybody should read.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** How one request is answered. */
export type Answer = (response: ServerResponse) => void;

const json = { 'content-type': 'application/json' };
const whole =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(200, { ...json, ...headers }).end(body);

/** Where an answer stops for good. */
export const stages = {
  'before headers': () => undefined,
  'after headers': (response) => response.writeHead(200, json).flushHeaders(),
  'mid body': (response) => void response.writeHead(200, json).write('{'),
} as const satisfies Record<string, Answer>;

/** 150 MB of one JSON text; about 150 KB compressed. */
const bomb = gzipSync(Buffer.concat([Buffer.from('{"result":"'), Buffer.alloc(150_000_000, 'a')]));

function pour(response: ServerResponse, chunk: string): void {
  response.writeHead(200, json).write('{"result":["');
  const more = () => {
    while (!response.destroyed && response.write(chunk)) continue;
  };
  response.on('drain', more);
  more();
}

/** Answers of 200 that are too large in one way each. */
export const bodies = {
  'a gzip bomb': whole(bomb, { 'content-encoding': 'gzip' }),
  'an endless body': (response) => pour(response, 'a'.repeat(65_536)),
  'chunks of one byte': (response) => {
    response.writeHead(200, json).flushHeaders();
    const { socket } = response;
    const more = () => {
      while (socket?.write('1\r\na\r\n'.repeat(10_000)) === true) continue;
    };
    socket?.on('drain', more);
    more();
  },
  'deep JSON': whole('['.repeat(1_000_000)),
  'many values': whole(`[${'0,'.repeat(1_000_000)}0]`),
  'many objects': whole(`[${'{},'.repeat(1_000_000)}0]`),
} as const satisfies Record<string, Answer>;

const token = JSON.stringify({ access_token: 'a-token', expires_in: 1_800 });

/** A ServiceNow that it stands before: requests are passed on, and the answers to one method spoilt. */
interface Neighbour {
  before: string;
  spoils: string;
}

/** Starts one that answers as ServiceNow without a record does, until `answer` is told otherwise. */
export async function startHostile(neighbour?: Neighbour) {
  let answer: Answer | undefined;
  let [open, answered] = [0, 0];
  const server = createServer((request, response) => {
    const usual = whole(request.url === '/oauth_token.do' ? token : '{"result":[]}');
    const end = async () => {
      answered += 1;
      const passed = neighbour && whole(await passedOn(request, neighbour.before));
      const spoilt = neighbour === undefined || neighbour.spoils === request.method;
      ((spoilt ? answer : undefined) ?? passed ?? usual)(response);
    };
    if (neighbour === undefined) request.resume().on('end', () => void end());
    else void end();
    open += 1;
    response.on('close', () => (open -= 1));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (next: Answer | undefined) => (answer = next),
    /** How many answers are under way. */
    open: () => open,
    answered: () => answered,
    /** Breaks off what is under way. */
    drop: () => server.closeAllConnections(),
  };
}

async function passedOn(request: IncomingMessage, to: string): Promise<string> {
  const { method = 'GET', url = '', headers } = request;
  const [{ authorization = '' }, body] = [headers, await text(request)];
  const answer = await fetch(`${to}${url}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === '' ? {} : { body }),
  });
  return answer.text();
}

/** Collects all garbage, again and again until told to stop or the test has finished; `collected` after some rounds. */
export function collectGarbage(): { collected: Promise<void>; stop: () => void } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { promise: collected, resolve } = Promise.withResolvers<undefined>();
  let rounds = 0;
  const timer = setInterval(() => {
    collect();
    rounds += 1;
    if (rounds === 5) resolve(undefined);
  }, 50);
  const stop = () => clearInterval(timer);
  onTestFinished(stop);
  return { collected, stop };
}
