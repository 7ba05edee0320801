// Bodies that never end or nest without bound: the simulators answer, and go on.
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { startIdentityManager } from '../../simulators/identity-manager/identity-manager-simulator.ts';
import { basic, serviceNow } from './support.ts';

const secret = Buffer.from('a secret of the test').toString('base64');

async function identityManager() {
  const simulator = await startIdentityManager({ secrets: [secret] });
  onTestFinished(() => simulator.close());
  return simulator;
}

function* endless(): Generator<string> {
  for (;;) yield ' '.repeat(65_536);
}

/** The status of the answer to a POST whose body goes on until there is one. */
function answerTo(url: string): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json', authorization: basic };
  const sent = request(url, { method: 'POST', headers });
  void pipeline(Readable.from(endless()), sent).catch(() => undefined);
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      resolve(response.statusCode);
      sent.destroy();
    });
  });
}

test('ServiceNow answers before the end of a body that is too long', async () => {
  const simulator = await serviceNow();
  const { url } = simulator;
  expect(await answerTo(`${url}/api/now/table/incident`)).toBe(400);
  expect(await answerTo(`${url}/oauth_token.do`)).toBe(401);
  expect(await answerTo(`${url}/agent/incident/none`)).toBe(303);
  expect(await answerTo(`${url}/simulator/faults`)).toBe(400);
  expect(simulator.table('incident')).toEqual([]);
});

test('the identity manager answers before the end of a body that is too long', async () => {
  const simulator = await identityManager();
  const { url, webhook } = simulator;
  expect(await answerTo(webhook)).toBe(413);
  expect(await answerTo(`${url}/simulator/faults`)).toBe(400);
  expect(simulator.received()).toEqual([]);
});

test('a delivery that nests without bound is kept as text alone', async () => {
  const simulator = await identityManager();
  const { url, webhook } = simulator;
  const body = '['.repeat(100_000) + ']'.repeat(100_000);
  const now = new Date();
  const headers = {
    'webhook-id': 'deep',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('deep', now, body),
  };
  expect((await fetch(webhook, { method: 'POST', body, headers })).status).toBe(200);
  expect(simulator.received()).toMatchObject([{ id: 'deep', raw: body }]);
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(`${url}/simulator/deliveries`)).status).toBe(200);
});

test('a record that nests without bound is refused', async () => {
  const { url } = await serviceNow();
  const description = '['.repeat(100_000) + ']'.repeat(100_000);
  const answer = await fetch(`${url}/api/now/table/incident`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: basic },
    body: `{"description":${description}}`,
  });
  expect(answer.status).toBe(400);
});
