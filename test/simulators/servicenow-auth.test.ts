// Who may call the ServiceNow simulator: Basic accounts and OAuth client credentials.
import { expect, test } from 'vitest';
import type { ServiceNowSimulator } from '../../simulators/servicenow/servicenow-simulator.ts';
import { isRecord } from '../../simulators/shape.ts';
import { ask, serviceNow } from './support.ts';

const refused = { error_description: 'access_denied', error: 'server_error' };
const good = { grant_type: 'client_credentials', client_id: 'app', client_secret: 'secret' };

async function token(simulator: ServiceNowSimulator, form: Record<string, string>) {
  const response = await fetch(`${simulator.url}/oauth_token.do`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const body: unknown = await response.json();
  if (!isRecord(body)) throw new Error('no object');
  return { status: response.status, body, bearer: `Bearer ${String(body['access_token'])}` };
}

function withAuth(simulator: ServiceNowSimulator, authorization: string) {
  return ask(simulator, 'POST', 'table/incident', {}, { authorization });
}

test.each(['', 'Basic bm9ib2R5Om5vYm9keQ==', 'Bearer nonsense', 'Digest x'])(
  'refuses the authorization "%s"',
  async (authorization) => {
    const simulator = await serviceNow();
    const { status, body, headers } = await withAuth(simulator, authorization);
    expect(status).toBe(401);
    expect(body).toEqual({
      error: {
        message: 'User Not Authenticated',
        detail: 'Required to provide Auth information',
      },
      status: 'failure',
    });
    expect(headers.get('x-is-logged-in')).toBe('false');
    expect(simulator.audit()).toMatchObject([{ user: '', committed: false, status: 401 }]);
  },
);

test('refuses a password once it was changed', async () => {
  const simulator = await serviceNow({ users: { api: 'a:b' } });
  const basic = (password: string) => `Basic ${Buffer.from(`api:${password}`).toString('base64')}`;
  expect((await withAuth(simulator, basic('a:b'))).status).toBe(201);
  simulator.credentials.setPassword('api', 'new');
  expect((await withAuth(simulator, basic('a:b'))).status).toBe(401);
  expect((await withAuth(simulator, basic('new'))).status).toBe(201);
  expect(simulator.table('incident')[0]?.['sys_created_by']).toBe('api');
});

test('gives the same token again with what is left of its lifetime', async () => {
  const simulator = await serviceNow({ oauthClients: { app: 'secret' } });
  const first = await token(simulator, good);
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ scope: 'useraccount', token_type: 'Bearer' });
  expect(first.body['expires_in']).toBe(1799);
  simulator.clock.advance(1_000_000);
  const second = await token(simulator, good);
  expect(second.bearer).toBe(first.bearer);
  expect(Number(second.body['expires_in'])).toBeLessThanOrEqual(799);
  expect((await withAuth(simulator, first.bearer)).status).toBe(201);
  simulator.clock.advance(800_000);
  expect((await withAuth(simulator, first.bearer)).status).toBe(401);
  expect((await token(simulator, good)).bearer).not.toBe(first.bearer);
});

test('refuses a token that was made to expire', async () => {
  const simulator = await serviceNow({ oauthClients: { app: 'secret' }, tokenLifetime: 60 });
  const { bearer, body } = await token(simulator, good);
  expect(body['expires_in']).toBe(59);
  simulator.credentials.expireTokens();
  expect((await withAuth(simulator, bearer)).status).toBe(401);
  expect(simulator.calls().tokens).toBe(1);
});

test.each([
  { ...good, client_secret: 'wrong' },
  { ...good, client_id: 'other' },
  { ...good, grant_type: 'password' },
  {},
])('refuses the token request %j like every other', async (form) => {
  const simulator = await serviceNow({ oauthClients: { app: 'secret' } });
  const { status, body } = await token(simulator, form);
  expect([status, body]).toEqual([401, refused]);
});

test('refuses a token request in JSON', async () => {
  const simulator = await serviceNow({ oauthClients: { app: 'secret' } });
  const response = await fetch(`${simulator.url}/oauth_token.do`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(good),
  });
  expect([response.status, await response.json()]).toEqual([401, refused]);
});

test('fails token requests only by faults that are set for them', async () => {
  const simulator = await serviceNow({ oauthClients: { app: 'secret' } });
  simulator.faults.add({ kind: 'quota' });
  expect((await token(simulator, good)).status).toBe(200);
  simulator.faults.add({ kind: 'quota', on: { operation: 'token' } });
  expect((await token(simulator, good)).status).toBe(500);
});
