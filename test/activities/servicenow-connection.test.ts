// The connection to an instance: few calls at once, nothing sent late, one token for all, secrets read anew.
import { inspect } from 'node:util';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { createGetTicketStatus } from '../../activities/get-ticket-status.ts';
import { beginShared } from '../../activities/attempt.ts';
import {
  type BenchOptions,
  createInput,
  failureOf,
  keyOf,
  readInput,
  startBench,
} from '../support/activities.ts';

const oauth: BenchOptions = {
  simulator: { oauthClients: { orchestrator: 'old-secret' } },
  instance: { auth: { oauth: { clientId: 'orchestrator', clientSecret: { env: 'CLIENT' } } } },
  secrets: { CLIENT: 'old-secret' },
};

const keys = (count: number) => Array.from({ length: count }, (_, at) => keyOf(`R-${at}`));

test('has at most four calls in hand at once', async () => {
  const { simulator, client } = await startBench();
  simulator.faults.add({ kind: 'delay', ms: 20 });
  await Promise.all(keys(20).map((key) => client.api.look(key, beginShared())));
  expect(simulator.calls()).toMatchObject({ reads: 20, peakConcurrency: 4 });
});

test('has as many calls in hand as are configured', async () => {
  const { simulator, client } = await startBench({ instance: { calls: 2 } });
  simulator.faults.add({ kind: 'delay', ms: 20 });
  await Promise.all(keys(8).map((key) => client.api.look(key, beginShared())));
  expect(simulator.calls().peakConcurrency).toBe(2);
});

test('what waited too long for its turn is never sent', async () => {
  const timeouts = { client: '20s', sendWithin: '1s', startToClose: '22s' };
  const { simulator, client, create } = await startBench({ instance: { calls: 1, timeouts } });
  simulator.faults.add({ kind: 'delay', ms: 2_500, count: 1 });
  const first = client.api.look(keyOf('R-0'), beginShared());
  const error = await failureOf(create(createInput('R-1')));
  expect(error).toMatchObject({ type: 'SentTooLate', nonRetryable: false });
  expect(error.message).toContain('POST of incident');
  await first;
  expect(simulator.audit()).toHaveLength(0);
});

test('a write that waited too long for a token is never sent', async () => {
  const timeouts = { client: '5s', sendWithin: '100ms', startToClose: '6s' };
  const { simulator, create } = await startBench({
    ...oauth,
    instance: { ...oauth.instance, timeouts },
  });
  simulator.faults.add({ kind: 'delay', ms: 400, on: { operation: 'token' }, count: 1 });
  expect((await failureOf(create(createInput('R-1')))).type).toBe('SentTooLate');
  expect(simulator.table('incident')).toHaveLength(0);
});

const minute = 60_000;

test.each([
  ['the machine slept, its steady clock with it', { beganAt: Date.now() - minute }],
  ['the clock of the day was set back', { began: performance.now() - minute }],
])('nothing is sent late when %s', async (_, change) => {
  const { simulator, client } = await startBench();
  const attempt = { ...beginShared(), ...change };
  const error = await failureOf(client.api.insert(keyOf('R-1'), {}, attempt));
  expect(error).toMatchObject({ type: 'SentTooLate', nonRetryable: false });
  expect(simulator.calls().creates).toBe(0);
});

test('a plan that pinned a shorter attempt than today sends as early as that needs', async () => {
  const timeouts = { client: '5s', sendWithin: '5s', startToClose: '11s' };
  const { simulator, client } = await startBench({ instance: { timeouts } });
  // Of 10 s one is for the report, and five for the call: four are left for sending.
  const began = (ago: number) => ({
    began: performance.now() - ago,
    beganAt: Date.now(),
    startToClose: 10_000,
  });
  const error = await failureOf(client.api.look(keyOf('R-1'), began(4_000)));
  expect(error.type).toBe('SentTooLate');
  expect(error.message).toContain('beyond 4000 ms');
  expect(simulator.calls().reads).toBe(0);
  await expect(client.api.look(keyOf('R-1'), began(1_000))).resolves.toBeUndefined();
});

test('a client time-out longer than a pinned attempt leaves it a call that ends in time', async () => {
  const bench = await startBench({ startToClose: 3_000 });
  const { simulator, create } = bench;
  await create(createInput('R-1'));
  simulator.faults.add({ kind: 'delay', ms: 60_000, count: 1 });
  const error = await failureOf(create(createInput('R-2')));
  expect(error).toMatchObject({ type: 'NoAnswer', nonRetryable: false });
  expect(Number(/no answer within (\d+) ms/.exec(error.message)?.[1])).toBeLessThanOrEqual(2_700);
});

test('a hundred calls without a token ask for one', async () => {
  const { simulator, client } = await startBench(oauth);
  await Promise.all(keys(100).map((key) => client.api.look(key, beginShared())));
  expect(simulator.calls()).toMatchObject({ tokens: 1, reads: 100 });
});

test('a hundred calls with an expired token ask for one, and each is sent again once', async () => {
  const { simulator, client } = await startBench(oauth);
  await client.api.look(keyOf('R-0'), beginShared());
  simulator.credentials.expireTokens();
  simulator.resetCalls();
  await Promise.all(keys(100).map((key) => client.api.look(key, beginShared())));
  const { tokens, reads } = simulator.calls();
  expect(tokens).toBe(1);
  expect(reads).toBeLessThanOrEqual(104);
});

test('a token that is about to expire is replaced before it is used', async () => {
  const { simulator, client } = await startBench({
    ...oauth,
    simulator: { ...oauth.simulator, tokenLifetime: 1 },
  });
  await client.api.look(keyOf('R-0'), beginShared());
  await client.api.look(keyOf('R-0'), beginShared());
  expect(simulator.calls()).toMatchObject({ tokens: 2, reads: 2 });
});

test('a call refused twice fails, and is sent no third time', async () => {
  const { simulator, client } = await startBench(oauth);
  simulator.faults.add({ kind: 'unauthorized' });
  const error = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  expect(error).toMatchObject({
    type: 'CredentialsRefused',
    nonRetryable: false,
    nextRetryDelay: 60_000,
  });
  expect(simulator.calls()).toMatchObject({ reads: 2, tokens: 2 });
});

test('an expired token does not create twice', async () => {
  const { simulator, create } = await startBench(oauth);
  await create(createInput('R-1'));
  simulator.credentials.expireTokens();
  await create(createInput('R-2'));
  expect(simulator.table('incident')).toHaveLength(2);
  expect(simulator.calls()).toMatchObject({ creates: 3, tokens: 2 });
});

test('a renewed client secret is read when the token is refused', async () => {
  const { simulator, client, secrets } = await startBench(oauth);
  await client.api.look(keyOf('R-0'), beginShared());
  simulator.credentials.setClientSecret('orchestrator', 'new-secret');
  simulator.credentials.expireTokens();
  const error = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  expect(error).toMatchObject({ type: 'CredentialsRefused', nextRetryDelay: 60_000 });
  secrets['CLIENT'] = 'new-secret';
  await expect(client.api.look(keyOf('R-0'), beginShared())).resolves.toBeUndefined();
});

test('a renewed password is read when it is refused, and the call is sent again', async () => {
  const { simulator, client, secrets } = await startBench();
  await client.api.look(keyOf('R-0'), beginShared());
  simulator.credentials.setPassword('orchestrator', 'new-password');
  const error = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  expect(error.type).toBe('CredentialsRefused');
  secrets['PASSWORD'] = 'new-password';
  await expect(client.api.look(keyOf('R-0'), beginShared())).resolves.toBeUndefined();
});

test('a secret that cannot be read waits, and names where it should be', async () => {
  const { client, secrets } = await startBench();
  delete secrets['PASSWORD'];
  const error = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  expect(error).toMatchObject({ type: 'CredentialsRefused', nonRetryable: false });
  expect(error.message).toContain('environment variable PASSWORD');
  secrets['PASSWORD'] = 'orchestrator';
  await expect(client.api.look(keyOf('R-0'), beginShared())).resolves.toBeUndefined();
});

test.each([
  ['unavailable', 'Unavailable'],
  ['hibernate', 'Unreadable'],
  ['lose-reply', 'NoAnswer'],
  ['rate-limit', 'RateLimited'],
] as const)('a token endpoint that meets %s delays the call', async (kind, type) => {
  const { simulator, client } = await startBench(oauth);
  simulator.faults.add({ kind, on: { operation: 'token' }, count: 1 });
  const error = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  expect(error).toMatchObject({ type, nonRetryable: false });
  await expect(client.api.look(keyOf('R-0'), beginShared())).resolves.toBeUndefined();
});

test('no failure holds a token or a client secret', async () => {
  const { simulator, client, secrets } = await startBench(oauth);
  simulator.faults.add({ kind: 'lose-reply', on: { operation: 'token' }, count: 1 });
  const lost = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  simulator.faults.add({ kind: 'unauthorized' });
  const refused = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  secrets['CLIENT'] = 'wrong-secret';
  simulator.credentials.expireTokens();
  const wrong = await failureOf(client.api.look(keyOf('R-0'), beginShared()));
  const shown = inspect([lost, refused, wrong], { depth: null, showHidden: true });
  expect(shown).not.toMatch(/-secret|Bearer|client_secret|sysparm/);
});

test('a cancelled poll ends at once, and the call that it shared goes on', async () => {
  const { simulator, servicenow, read } = await startBench();
  simulator.faults.add({ kind: 'delay', ms: 1_500 });
  const environment = new MockActivityEnvironment();
  const poll = createGetTicketStatus(servicenow);
  const cancelled = environment.run(() => poll(readInput('R-1')));
  const other = read(readInput('R-2'));
  await expect.poll(() => simulator.calls().reads).toBe(1);
  environment.cancel();
  await expect(cancelled).rejects.toBeInstanceOf(CancelledFailure);
  expect((await other).kind).toBe('missing');
  expect(simulator.calls().reads).toBe(1);
});
