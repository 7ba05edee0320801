// The identity manager simulator: signatures, repeats, faults, its control API and its page.
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { connectControl } from '../../simulators/identity-manager/identity-manager-control.ts';
import type { WebhookFault } from '../../simulators/identity-manager/webhook-faults.ts';
import {
  type IdentityManagerOptions,
  type IdentityManagerSimulator,
  startIdentityManager,
} from '../../simulators/identity-manager/identity-manager-simulator.ts';

const secret = `whsec_${Buffer.from('a secret of the test').toString('base64')}`;
const other = Buffer.from('another secret').toString('base64');

async function identityManager(
  options: Partial<IdentityManagerOptions> = {},
): Promise<IdentityManagerSimulator> {
  const simulator = await startIdentityManager({ secrets: [secret], ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

interface Sending {
  id?: string;
  secret?: string;
  at?: Date;
  type?: 'progress' | 'outcome';
  requestId?: string;
  words?: string;
  headers?: Record<string, string>;
}

function signed(
  id: string,
  at: Date,
  type: string,
  requestId: string,
  words: string,
  key = secret,
) {
  const body = JSON.stringify({
    type: `access-request.${type}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    data: { requestId, words },
  });
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign(id, at, body),
  };
  return { method: 'POST', body, headers };
}

function deliver(simulator: IdentityManagerSimulator, sending: Sending = {}): Promise<Response> {
  const { id = 'msg_1', at = new Date(), type = 'progress', requestId = 'R1' } = sending;
  const delivery = signed(id, at, type, requestId, sending.words ?? '', sending.secret);
  return fetch(simulator.webhook, {
    ...delivery,
    headers: { ...delivery.headers, ...sending.headers },
  });
}

test('takes what Standard Webhooks signed, in the order of arrival', async () => {
  const simulator = await identityManager();
  expect((await deliver(simulator, { id: 'a' })).status).toBe(200);
  expect((await deliver(simulator, { id: 'b', type: 'outcome', requestId: 'R2' })).status).toBe(
    200,
  );
  expect(simulator.received()).toMatchObject([
    { id: 'a', type: 'access-request.progress', requestId: 'R1', repeats: 0 },
    { id: 'b', type: 'access-request.outcome', requestId: 'R2', body: { data: { words: '' } } },
  ]);
  expect(simulator.deliveriesOf('R2').map(({ id }) => id)).toEqual(['b']);
});

test('believes any of its secrets, with or without prefix, and any signature of several', async () => {
  const simulator = await identityManager({ secrets: [secret, other] });
  expect((await deliver(simulator, { id: 'a', secret: other })).status).toBe(200);
  const others = { 'webhook-signature': 'v1,bm9uc2Vuc2U= v2,eA==' };
  expect((await deliver(simulator, { id: 'b', headers: others })).status).toBe(401);
  const mine = signed('c', new Date(), 'progress', 'R1', '');
  const both = `${others['webhook-signature']} ${mine.headers['webhook-signature']}`;
  const response = await fetch(simulator.webhook, {
    ...mine,
    headers: { ...mine.headers, 'webhook-signature': both },
  });
  expect(response.status).toBe(200);
});

test.each<[string, Sending | (() => Sending)]>([
  ['another secret', { secret: other }],
  ['no id', { headers: { 'webhook-id': '' } }],
  ['no signature', { headers: { 'webhook-signature': '' } }],
  ['another id than was signed', { headers: { 'webhook-id': 'other' } }],
  ['a time that is no number', { headers: { 'webhook-timestamp': 'now' } }],
  ['a time long ago', () => ({ at: new Date(Date.now() - 301_000) })],
  ['a time to come', () => ({ at: new Date(Date.now() + 310_000) })],
])('refuses %s with 401', async (_, sending) => {
  const simulator = await identityManager();
  const sent = typeof sending === 'function' ? sending() : sending;
  expect((await deliver(simulator, sent)).status).toBe(401);
  expect(simulator.received()).toEqual([]);
  expect(simulator.rejected()).toBe(1);
});

test('checks times by its own clock, or not at all', async () => {
  const moved = await identityManager();
  moved.clock.advance(86_400_000);
  expect((await deliver(moved)).status).toBe(401);
  expect((await deliver(moved, { at: new Date(moved.clock.now()) })).status).toBe(200);
  const careless = await identityManager({ checkTimestamp: false });
  expect((await deliver(careless, { at: new Date(0) })).status).toBe(200);
});

test('takes each id once, and tells repeats with another body', async () => {
  const simulator = await identityManager();
  await deliver(simulator);
  expect((await deliver(simulator)).status).toBe(200);
  expect(simulator.received()).toMatchObject([{ repeats: 1, repeatDiffers: false }]);
  await deliver(simulator, { words: 'different' });
  expect(simulator.received()).toMatchObject([
    { repeats: 2, repeatDiffers: true, body: { data: { words: '' } } },
  ]);
});

test('fails with a status, so often, for one kind of delivery', async () => {
  const simulator = await identityManager();
  simulator.fail({ status: 503, retryAfter: 9, count: 1, on: 'outcome' });
  expect((await deliver(simulator, { id: 'a' })).status).toBe(200);
  const failed = await deliver(simulator, { id: 'b', type: 'outcome' });
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '9']);
  expect((await deliver(simulator, { id: 'b', type: 'outcome' })).status).toBe(200);
  expect(simulator.faultCounts().byKind).toEqual({ 'status-503': 1 });
  expect(simulator.received().map(({ id, repeats }) => [id, repeats])).toEqual([
    ['a', 0],
    ['b', 0],
  ]);
});

test('takes a delivery and loses the reply', async () => {
  const simulator = await identityManager();
  simulator.fail({ loseReply: true, count: 1 });
  await expect(deliver(simulator)).rejects.toThrow();
  expect(simulator.received()).toHaveLength(1);
  expect((await deliver(simulator)).status).toBe(200);
  expect(simulator.received()).toMatchObject([{ repeats: 1 }]);
});

test('waits before it fails or takes', async () => {
  const simulator = await identityManager();
  const id = simulator.fail({ delayMs: 5 });
  simulator.fail({ status: 429, count: 1 });
  expect((await deliver(simulator)).status).toBe(429);
  expect((await deliver(simulator)).status).toBe(200);
  expect(simulator.faultCounts().byId[id]).toBe(2);
  simulator.clear();
  expect((await deliver(simulator)).status).toBe(200);
  expect(simulator.faultCounts().byId[id]).toBe(2);
});

test('lets another process read, fail and move the clock', async () => {
  const simulator = await identityManager();
  const control = connectControl(simulator.url);
  const fault: WebhookFault = { status: 500, count: 1, probability: 1, on: 'progress' };
  const id = await control.fail(fault);
  expect((await deliver(simulator)).status).toBe(500);
  expect(await control.faultCounts()).toEqual({ byId: { [id]: 1 }, byKind: { 'status-500': 1 } });
  await control.clear(id);
  await control.clear();
  await deliver(simulator, { requestId: 'A:removal:1' });
  expect(await control.received()).toEqual(simulator.received());
  expect(await control.deliveriesOf('A:removal:1')).toHaveLength(1);
  await control.setClock('2030-01-01T00:00:00Z');
  await control.advanceClock(3_600_000);
  expect(new Date(simulator.clock.now()).toISOString()).toMatch(/^2030-01-01T01:00/);
});

test('says what is wrong with a fault', async () => {
  const simulator = await identityManager();
  const response = await fetch(`${simulator.url}/simulator/faults`, { method: 'POST', body: '{}' });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('status must be a status from 200 to 599');
});

test('shows each request with what was delivered, escaped', async () => {
  const simulator = await identityManager();
  const before = await (await fetch(simulator.url)).text();
  expect(before).toContain('Nothing was delivered yet');
  await deliver(simulator, { words: '<i>hello</i>' });
  await deliver(simulator, { words: 'other' });
  const shown = await (await fetch(simulator.url)).text();
  expect(shown).toContain('<h2>R1</h2>');
  expect(shown).toContain('&lt;i&gt;hello&lt;/i&gt;');
  expect(shown).toContain('repeated 1 times, with another body');
});

test('says which port is taken', async () => {
  const { port } = await identityManager();
  await expect(startIdentityManager({ port, secrets: [secret] })).rejects.toThrow(
    `port ${port} is taken`,
  );
});
