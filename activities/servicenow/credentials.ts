// How calls to one instance prove who calls: basic, or OAuth client credentials with one token for all.
import { z } from 'zod';
import type { InstanceConfiguration } from '../../config/schema.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { failure } from '../failure.ts';
import { failureOfBody, failureOfStatus, type HttpClient, type HttpReply } from '../http.ts';

/** The `Authorization` header of one instance. */
export interface Credentials {
  header(): Promise<string>;
  /** After a 401 to `refused`: another try is worth it with what this returns, if anything. */
  renew(refused: string): Promise<string | undefined>;
}

/** What credentials need of the instance they are for. */
export interface CredentialsOf {
  name: string;
  configuration: InstanceConfiguration;
  http: HttpClient;
  readSecret: ActivityDependencies['readSecret'];
}

/** Credentials as the configuration of the instance says. Secrets are read anew after a refusal. */
export function createCredentials(of: CredentialsOf): Credentials {
  const { auth } = of.configuration;
  if ('oauth' in auth) {
    const { clientId, clientSecret } = auth.oauth;
    return tokenCache(async () => requestToken(of, clientId, await secretOf(of, clientSecret)));
  }
  const { user, password } = auth.basic;
  let known: Promise<string> | undefined;
  const read = async () => {
    const pair = `${user}:${await secretOf(of, password)}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  };
  const header = () => (known ??= read().catch(forget));
  const forget = (error: unknown): never => {
    known = undefined;
    throw error;
  };
  return {
    header,
    async renew(refused) {
      if ((await header()) === refused) known = undefined;
      const renewed = await header();
      return renewed === refused ? undefined : renewed;
    },
  };
}

async function secretOf(
  { name, configuration, readSecret }: CredentialsOf,
  secret: Parameters<ActivityDependencies['readSecret']>[0],
): Promise<string> {
  try {
    return await readSecret(secret);
  } catch {
    const where = 'env' in secret ? `environment variable ${secret.env}` : `file ${secret.file}`;
    const message = `the secret of instance ${name} cannot be read from ${where}`;
    throw failure('CredentialsRefused', message, configuration.retry.maximum);
  }
}

interface Token {
  header: string;
  /** Of `performance.now()`. */
  renewAt: number;
}

/** One token for all calls, one request for a token at a time. */
function tokenCache(request: () => Promise<Token>): Credentials {
  let token: Token | undefined;
  let underway: Promise<Token> | undefined;
  const fetchToken = () =>
    (underway ??= request()
      .then((fetched) => (token = fetched))
      .finally(() => (underway = undefined)));
  return {
    async header() {
      if (token !== undefined && token.renewAt > performance.now()) return token.header;
      return (await fetchToken()).header;
    },
    async renew(refused) {
      if (token !== undefined && token.header !== refused) return token.header;
      token = undefined;
      return (await fetchToken()).header;
    },
  };
}

// Inside its lifetime ServiceNow gives the current token again with what is left of it.
const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().nonnegative(),
});

/** `POST /oauth_token.do`, form-encoded (ServiceNow docs, "OAuth client credentials grant"). */
async function requestToken(of: CredentialsOf, clientId: string, secret: string): Promise<Token> {
  const { url, timeouts, retry } = of.configuration;
  const asked = performance.now();
  const reply = await of.http({
    method: 'POST',
    url: `${url.replace(/\/+$/, '')}/oauth_token.do`,
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
    }),
    timeout: timeouts.client,
    about: `an OAuth token for instance ${of.name}`,
  });
  refuseToken(reply, retry.maximum);
  const parsed = tokenSchema.safeParse(reply.body.kind === 'json' ? reply.body.value : undefined);
  if (!parsed.success) throw failureOfBody(reply, retry.maximum, ', and without a token');
  const lifetime = parsed.data.expires_in * 1000;
  return {
    header: `Bearer ${parsed.data.access_token}`,
    renewAt: asked + lifetime - Math.min(30_000, lifetime / 4),
  };
}

/** A wrong secret, a disabled client and a race all answer 401; other servers say 400 or 403. */
function refuseToken(reply: HttpReply, slow: number): void {
  if (reply.status === 400 || reply.status === 403) {
    throw failure('CredentialsRefused', `${reply.about}: answered ${reply.status}`, slow);
  }
  const refusal = failureOfStatus(reply, { slow, refused: 'Refused' });
  if (refusal !== undefined) throw refusal;
}
