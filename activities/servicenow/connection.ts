// The connection to one instance: few calls at once, nothing sent late, one replay after a refused token.
import pLimit from 'p-limit';
import type { InstanceConfiguration } from '../../config/schema.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { failure } from '../failure.ts';
import { createHttp, type HttpReply } from '../http.ts';
import { type Attempt, elapsed, unlessCancelled, usable } from '../attempt.ts';
import { createLanes, type Lanes } from '../lanes.ts';
import { createCredentials } from './credentials.ts';

/** One call of the REST API. `path` begins with a slash; `about` names the record by ids. */
export interface ApiCall {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  query: Record<string, string>;
  body?: Record<string, string>;
  about: string;
}

/** Sends a call. Rejects as the HTTP client does, or with `SentTooLate`, or when no credential can be had. */
export type Connection = (call: ApiCall, attempt: Attempt) => Promise<HttpReply>;

/** A connection of its own queue and credentials; an instance has one for the whole worker. */
export function createConnection(
  name: string,
  configuration: InstanceConfiguration,
  readSecret: ActivityDependencies['readSecret'],
  lanes: Lanes = createLanes(),
): Connection {
  const http = createHttp('ServiceNow', configuration.largestAnswer);
  const credentials = createCredentials({ name, configuration, http, readSecret });
  const limit = pLimit(configuration.calls);
  const { client, sendWithin } = configuration.timeouts;

  function send(call: ApiCall, authorization: string, attempt: Attempt) {
    const { signal } = attempt;
    signal?.throwIfAborted();
    const [spent, sendBy] = [elapsed(attempt), sendByOf(configuration, attempt)];
    if (spent > sendBy) throw sentTooLate(call, spent, sendBy);
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
    return http({
      method: call.method,
      url: addressOf(configuration.url, call),
      headers: { accept: 'application/json', 'content-type': 'application/json', authorization },
      ...body,
      timeout: Math.floor(Math.min(client, usable(attempt) - spent)),
      about: call.about,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async function sendAsUs(call: ApiCall, attempt: Attempt): Promise<HttpReply> {
    const authorization = await whileMaySend(credentials.header(), call, attempt);
    const reply = await send(call, authorization, attempt);
    if (reply.status !== 401) return reply;
    const renewed = await whileMaySend(credentials.renew(authorization), call, attempt);
    return renewed === undefined ? reply : send(call, renewed, attempt);
  }

  /**
   * Waits for a turn, a token or a secret no longer than the attempt may send and is wanted: a wait that outlasts it must not
   * keep a call from ending, nor its turn from the next one. What is waited for goes on, for it is shared.
   */
  async function whileMaySend<T>(waited: Promise<T>, call: ApiCall, attempt: Attempt): Promise<T> {
    const sendBy = sendByOf(configuration, attempt);
    const { promise: over, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(sentTooLate(call, elapsed(attempt), sendBy));
    const timer = setTimeout(giveUp, Math.max(0, sendBy - elapsed(attempt)));
    try {
      return await unlessCancelled(Promise.race([waited, over]), attempt);
    } finally {
      clearTimeout(timer);
    }
  }

  return async (call, attempt) => {
    const { promise: turn, resolve: begin } = Promise.withResolvers<undefined>();
    const sent = limit(async () => {
      begin(undefined);
      const release = lanes.hold(name, sendWithin + client);
      return sendAsUs(call, attempt).finally(release);
    });
    // Whoever gave up before its turn is not there to hear that it was not sent.
    sent.catch(() => undefined);
    await whileMaySend(turn, call, attempt);
    return unlessCancelled(sent, attempt);
  };
}

function sentTooLate({ method, about }: ApiCall, spent: number, sendBy: number) {
  const late = `${Math.max(1, Math.ceil(spent - sendBy))} ms beyond ${Math.floor(sendBy)} ms`;
  return failure('SentTooLate', `${method} of ${about} was not sent: ${late}`);
}

/**
 * Until when an attempt may send, in milliseconds after its beginning: what is sent later could outlive it,
 * and the workflow would look before it commits. A plan may have pinned a shorter `startToClose` than today's
 * client time-out needs; a quarter of it is left for sending, and the call is cut short instead.
 */
function sendByOf({ timeouts }: InstanceConfiguration, attempt: Attempt): number {
  const whole = usable(attempt);
  return Math.min(timeouts.sendWithin, Math.max(whole - timeouts.client, whole / 4));
}

function addressOf(url: string, { path, query }: ApiCall): string {
  const search = new URLSearchParams(query).toString();
  return `${url.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`;
}
