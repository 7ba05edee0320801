// The way to Temporal: what is said when it is not there, not ours, or set up wrongly.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { connect } from '../../client/access-requests.ts';
import { errorOf, temporal, testClient } from '../support/client.ts';
import { sampleRequest } from '../support/samples.ts';
import { freePort } from '../support/temporal-server.ts';

afterEach(() => vi.unstubAllEnvs());

const here = { environment: 'test', taskQueue: 'none' };

const at = (address: string) => ({
  ...here,
  temporal: { connectionOptions: { address, connectTimeout: 300 }, namespace: 'default' },
});

test('names the address where no server is', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const error = await errorOf(connect(at(address)));
  expect(error.kind).toBe('TemporalUnreachable');
  expect(error.message).toBe(
    `Temporal cannot be reached at ${address}; start it, or set TEMPORAL_ADDRESS`,
  );
});

test('names the address where something else listens', async () => {
  const server = createServer((socket) => socket.end('220 mail\r\n')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const error = await errorOf(connect(at(`127.0.0.1:${port}`)));
  server.close();
  expect(error.message).toMatch(/^Temporal cannot be reached at 127\.0\.0\.1:\d+; start it/);
});

test('names the namespace that is missing, whatever is asked', async () => {
  const all = await testClient({ temporal: temporal('nowhere') });
  const why = { by: 'x', reason: 'x' };
  const asked = [
    () => all.submit(sampleRequest()),
    () => all.status('R-1'),
    () => all.list(),
    () => all.cancel('R-1', why),
    () => all.retry('R-1', why),
  ];
  for (const ask of asked) {
    const error = await errorOf(ask());
    expect(error.kind).toBe('NamespaceMissing');
    expect(error.message).toMatch(
      /^Temporal at \S+ has no namespace nowhere; create it, or set TEMPORAL_NAMESPACE$/,
    );
  }
});

test('says that the settings of Temporal are wrong', async () => {
  vi.stubEnv('TEMPORAL_PROFILE', 'no-such-profile');
  const error = await errorOf(connect(here));
  expect(error.kind).toBe('TemporalSettingsInvalid');
  expect(error.message).toContain('no-such-profile');
});

test('tells a certificate that is none from a server that is not there', async () => {
  const tls = { clientCertPair: { crt: Buffer.from('no'), key: Buffer.from('no') } };
  const { connectionOptions, namespace } = temporal();
  const settings = { connectionOptions: { ...connectionOptions, tls }, namespace };
  const error = await errorOf(connect({ ...here, temporal: settings }));
  expect(error.kind).toBe('TemporalSettingsInvalid');
  expect(error.message).toMatch(/^Temporal's settings: .*PEM.*; correct the TEMPORAL_ variables/);
});
