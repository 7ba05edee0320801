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
  function live(client: string): Token | undefined {
    const token = tokens.get(client);
    return token !== undefined && token.expires > clock.now() ? token : undefined;
  }
  function basic(encoded: string): string | undefined {
    const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    return users.has(user) && users.get(user) === rest.join(':') ? user : undefined;
  }
  return {
    userOf(authorization = '') {
      const [scheme = '', value = ''] = authorization.split(' ');
      if (scheme.toLowerCase() === 'basic') return basic(value);
      if (scheme.toLowerCase() !== 'bearer') return undefined;
      const known = [...tokens.keys()].some((client) => live(client)?.value === value);
      return known ? applicationUser : undefined;
    },
    token(contentType = '', body) {
      const form = new URLSearchParams(body);
      const client = form.get('client_id') ?? '';
      const formed = contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
      if (!formed || form.get('grant_type') !== 'client_credentials') return refused;
      if (!clients.has(client) || clients.get(client) !== form.get('client_secret')) return refused;
      // A second request inside the lifetime gets the same token with what is left of it.
      const expires = clock.now() + options.tokenLifetime * 1000;
      const token = live(client) ?? { value: randomHex(random, 86), expires };
      tokens.set(client, token);
      const left = Math.max(0, Math.ceil((token.expires - clock.now()) / 1000) - 1);
      return {
        status: 200,
        body: {
          access_token: token.value,
          scope: 'useraccount',
          token_type: 'Bearer',
          expires_in: left,
        },
      };
    },
    expireTokens: () => {
      tokens.clear();
    },
    setPassword: (user, password) => void users.set(user, password),
    setClientSecret: (client, secret) => void clients.set(client, secret),
  };
}
