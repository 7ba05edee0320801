// Who calls: Basic accounts, OAuth client credentials, and the tokens that are out.
import type { Clock } from '../clock.ts';
import { randomHex, randomStream } from '../random.ts';

/** Credentials on command. */
export interface Credentials {
  /** Makes every token that is out worthless. */
  expireTokens(): void;
  setPassword(user: string, password: string): void;
  setClientSecret(client: string, secret: string): void;
}

/** What the token endpoint answers. */
export interface TokenReply {
  status: 200 | 401;
  body: Record<string, string | number>;
}

/** Checks who calls. */
export interface Authentication extends Credentials {
  /** The user name behind an `Authorization` header; undefined when it is not accepted. */
  userOf(authorization: string | undefined): string | undefined;
  /** Answers `POST /oauth_token.do`. */
  token(contentType: string | undefined, body: string): TokenReply;
}

/** Accounts at the start. `tokenLifetime` is in seconds. */
export interface AuthOptions {
  users: Record<string, string>;
  oauthClients: Record<string, string>;
  tokenLifetime: number;
  seed: number;
}

interface Token {
  value: string;
  expires: number;
}

/** Every failure of the token endpoint looks like this; it does not follow RFC 6749. */
const refused: TokenReply = {
  status: 401,
  body: { error_description: 'access_denied', error: 'server_error' },
};

/** Authentication with its own accounts; an OAuth client acts as the first Basic user. */
export function createAuth(options: AuthOptions, clock: Clock): Authentication {
  const users = new Map(Object.entries(options.users));
  const clients = new Map(Object.entries(options.oauthClients));
  const tokens = new Map<string, Token>();
  const random = randomStream(options.seed, 1);
  const applicationUser = Object.keys(options.users)[0] ?? 'orchestrator';
  const isLive = (token: Token | undefined): token is Token =>
    token !== undefined && token.expires > clock.now();
  return {
    userOf(authorization = '') {
      const [scheme = '', value = ''] = authorization.split(' ');
      if (scheme.toLowerCase() === 'basic') return basicUser(users, value);
      if (scheme.toLowerCase() !== 'bearer') return undefined;
      const known = [...tokens.values()].some((token) => token.value === value && isLive(token));
      return known ? applicationUser : undefined;
    },
    token(contentType = '', body) {
      const client = clientOf(clients, contentType, body);
      if (client === undefined) return refused;
      // A second request inside the lifetime gets the same token with what is left of it.
      const current = tokens.get(client);
      const expires = clock.now() + options.tokenLifetime * 1000;
      const token = isLive(current) ? current : { value: randomHex(random, 86), expires };
      tokens.set(client, token);
      return granted(token, clock.now());
    },
    expireTokens: () => {
      tokens.clear();
    },
    setPassword: (user, password) => void users.set(user, password),
    setClientSecret: (client, secret) => void clients.set(client, secret),
  };
}

function basicUser(users: ReadonlyMap<string, string>, encoded: string): string | undefined {
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return users.has(user) && users.get(user) === rest.join(':') ? user : undefined;
}

/** The client that asks for a token by its form; undefined when anything about the form is wrong. */
function clientOf(
  clients: ReadonlyMap<string, string>,
  contentType: string,
  body: string,
): string | undefined {
  const form = new URLSearchParams(body);
  const client = form.get('client_id') ?? '';
  const formed = contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
  if (!formed || form.get('grant_type') !== 'client_credentials') return undefined;
  return clients.has(client) && clients.get(client) === form.get('client_secret')
    ? client
    : undefined;
}

function granted({ value, expires }: Token, now: number): TokenReply {
  return {
    status: 200,
    body: {
      access_token: value,
      scope: 'useraccount',
      token_type: 'Bearer',
      // One second less than there is: live instances answer 1799 to a fresh token of 1800.
      expires_in: Math.max(0, Math.ceil((expires - now) / 1000) - 1),
    },
  };
}
