// The one HTTP client: what it resolves to, how it fails, and what it never says.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, onTestFinished, test } from 'vitest';
import {
  createHttp,
  failureOfStatus,
  type HttpCall,
  longestRetryAfter,
  retryAfter,
} from '../../activities/http.ts';
import { failureOf } from '../support/activities.ts';
import { freePort } from '../support/temporal-server.ts';

const http = createHttp('ServiceNow', 1_000_000);

/** A server with one answer; counts the requests that reach it. */
async function startServer(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request.resume().on('end', () => answer(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/secret-path?q=secret-query`, port, requests };
}

function call(url: string, change: Partial<HttpCall> = {}): HttpCall {
  return {
    method: 'POST',
    url,
    headers: { authorization: 'Bearer secret-token', 'content-type': 'application/json' },
    body: '{"email":"secret@example.com"}',
    timeout: 5_000,
    about: 'incident 42',
    ...change,
  };
}

const json = { 'content-type': 'application/json;charset=UTF-8' };

test.each([200, 201, 302, 400, 401, 404, 429, 500, 503])(
  'resolves with status %i',
  async (status) => {
    const { url, requests } = await startServer((_, response) => {
      response.writeHead(status, json).end('{"a":1}');
    });
    const reply = await http(call(url));
    expect(reply).toMatchObject({ status, body: { kind: 'json', value: { a: 1 } } });
    expect(requests).toHaveLength(1);
  },
);

test.each([
  ['text/html', '<html>', 'unreadable'],
  ['text/html', '{}', 'unreadable'],
  ['application/json', '{"a":', 'unreadable'],
  ['application/json', '', 'empty'],
  ['application/problem+json', '{}', 'json'],
])('reads a body of type %s that holds %s as %s', async (type, body, kind) => {
  const { url } = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  expect((await http(call(url))).body.kind).toBe(kind);
});

test('follows no redirect and sends no cookie back', async () => {
  const { url, requests } = await startServer((_, response) => {
    response.writeHead(302, { location: '/login', 'set-cookie': 'JSESSIONID=1' }).end();
  });
  expect((await http(call(url))).status).toBe(302);
  await http(call(url));
  expect(requests.map(({ url: path, headers }) => [path, headers.cookie])).toEqual([
    ['/secret-path?q=secret-query', undefined],
    ['/secret-path?q=secret-query', undefined],
  ]);
});

test('a refused connection is unreachable', async () => {
  const error = await failureOf(http(call(`http://127.0.0.1:${await freePort()}/`)));
  expect(error).toMatchObject({ type: 'Unreachable', nonRetryable: false });
  expect(error.message).toContain('ECONNREFUSED');
});

test('a server that does not speak TLS is unreachable', async () => {
  const { url, requests } = await startServer((_, response) => response.end());
  const error = await failureOf(http(call(url.replace('http:', 'https:'))));
  expect(error.type).toBe('Unreachable');
  expect(requests).toHaveLength(0);
});

test('a silent server gives no answer within the limit', async () => {
  const { url, requests } = await startServer(() => undefined);
  const error = await failureOf(http(call(url, { timeout: 2_000 })));
  expect(error).toMatchObject({ type: 'NoAnswer', nonRetryable: false });
  expect(error.message).toContain('no answer within 2000 ms');
  expect(requests).toHaveLength(1);
});

test('the limit holds for the body too', async () => {
  const { url } = await startServer((_, response) => {
    response.writeHead(200, json).write('{"a":');
  });
  expect((await failureOf(http(call(url, { timeout: 200 })))).type).toBe('NoAnswer');
});

test('a broken connection gives no answer, and is tried once', async () => {
  const { url, requests } = await startServer((request) => request.socket.destroy());
  expect((await failureOf(http(call(url)))).type).toBe('NoAnswer');
  expect(requests).toHaveLength(1);
  const { body, ...get } = call(url, { method: 'GET' });
  expect((await failureOf(http(get))).type).toBe('NoAnswer');
  expect(requests).toHaveLength(2);
});

test('a cancelled activity rejects with the cancellation', async () => {
  const environment = new MockActivityEnvironment();
  const { url } = await startServer(() => environment.cancel());
  const calling = environment.run(() =>
    http(call(url, { signal: Context.current().cancellationSignal })),
  );
  await expect(calling).rejects.toBeInstanceOf(CancelledFailure);
});

test('a failure names system, host, method and record, and holds nothing else of the call', async () => {
  const { url, port } = await startServer((request) => request.socket.destroy());
  const broken = await failureOf(http(call(url)));
  const late = await failureOf(http(call(url, { timeout: 1 })));
  const unreachable = await failureOf(http(call(url.replace('http:', 'https:'))));
  for (const error of [broken, late, unreachable]) {
    expect(error.message).toContain(`ServiceNow at 127.0.0.1:${port}, POST of incident 42`);
    expect(error.cause).toBeUndefined();
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('secret');
  }
});

const rules = { slow: 60_000, refused: 'Refused' } as const;

function reply(status: number, headers: Record<string, string> = {}) {
  return { status, headers: new Headers(headers), body: { kind: 'empty' }, about: 'It' } as const;
}

test.each([
  [301, 'Unreadable', undefined],
  [302, 'Unreadable', undefined],
  [400, 'Refused', undefined],
  [401, 'CredentialsRefused', 60_000],
  [403, 'Refused', undefined],
  [404, 'Refused', undefined],
  [405, 'Refused', undefined],
  [406, 'Refused', undefined],
  [408, 'Unavailable', undefined],
  [415, 'Refused', undefined],
  [422, 'Refused', undefined],
  [429, 'RateLimited', undefined],
  [500, 'Unavailable', undefined],
  [502, 'Unavailable', undefined],
  [503, 'Unavailable', undefined],
])('status %i is %s', (status, type, nextRetryDelay) => {
  const error = failureOfStatus(reply(status), rules);
  expect(error).toMatchObject({ type, nonRetryable: type === 'Refused' });
  expect(error?.nextRetryDelay).toBe(nextRetryDelay);
});

test('a status of success is no failure', () => {
  expect(failureOfStatus(reply(204), rules)).toBeUndefined();
});

test('another system refuses under its own name, for its own reason', () => {
  const because = () => 'it says so';
  const error = failureOfStatus(reply(422), { ...rules, refused: 'DeliveryRefused', because });
  expect(error).toMatchObject({ type: 'DeliveryRefused', message: 'It: answered 422: it says so' });
});

test.each([
  ['7', 7_000],
  ['Tue, 24 Nov 2026 08:00:30 GMT', 30_000],
  ['Tue, 24 Nov 2026 07:00:00 GMT', undefined],
  ['0', undefined],
  ['3600', longestRetryAfter],
  ['soon', undefined],
  ['', undefined],
])('Retry-After %j is a wait of %s ms', (said, wait) => {
  const now = Date.parse('2026-11-24T08:00:00Z');
  expect(retryAfter(new Headers({ 'retry-after': said }), now)).toBe(wait);
});

test('a rate limit and an outage wait as long as they are told', () => {
  for (const status of [429, 503]) {
    expect(failureOfStatus(reply(status, { 'retry-after': '9' }), rules)?.nextRetryDelay).toBe(
      9_000,
    );
  }
});
