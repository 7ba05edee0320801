// The one HTTP client: one attempt, one time limit, bounded answers, failures without secrets; alone in calling `fetch`.
import type { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../contract/failures.ts';
import { type HttpBody, readBody } from './answer.ts';
import { failure } from './failure.ts';

/** Who is called, in the words of failures. */
export type System = 'ServiceNow' | 'identity manager';

/** One call. `about` names the record in failures, so it holds ids only. `timeout` in milliseconds. */
export interface HttpCall {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  /** A `URLSearchParams` is sent form-encoded. */
  body?: string | URLSearchParams;
  /** From the call to the last byte of the answer. */
  timeout: number;
  about: string;
  /** Temporal's cancellation: what it was aborted with is what the call rejects with. */
  signal?: AbortSignal;
}

/** An answer of any status. `about` begins a failure message: who answered, and to what. */
export interface HttpReply {
  status: number;
  headers: Headers;
  body: HttpBody;
  about: string;
}

/** Resolves for every HTTP status; rejects with `Unreachable`, `NoAnswer` or the abort reason of the signal. */
export type HttpClient = (call: HttpCall) => Promise<HttpReply>;

/**
 * A client for one system. It follows no redirect (login pages), keeps no cookie and never tries again. `largestAnswer` is
 * how many bytes of an answer are read, decompressed; where it is not given, the status is all that counts.
 *
 * Limit and cancellation end the wait themselves, and then the connection. Signals that libraries derive from one another
 * are held by nobody and may be collected as garbage, and with them the limit; a running timer is held by Node.
 */
export function createHttp(system: System, largestAnswer?: number): HttpClient {
  return async (call) => {
    call.signal?.throwIfAborted();
    const about = `${system} at ${new URL(call.url).host}, ${call.method} of ${call.about}`;
    const { promise: over, reject: end } = Promise.withResolvers<never>();
    const late = new Error('late');
    const timer = setTimeout(() => end(late), call.timeout);
    const cancel = () => end(new Error('cancelled'));
    call.signal?.addEventListener('abort', cancel, { once: true });
    const exchange = beginExchange(call, largestAnswer);
    try {
      return { ...(await Promise.race([exchange.reply, over])), about };
    } catch (error) {
      exchange.abort();
      call.signal?.throwIfAborted();
      throw networkFailure(error, about, error === late ? call.timeout : undefined);
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', cancel);
    }
  };
}

/** One request and its answer. `abort` ends its connection, however far it is. */
function beginExchange(call: HttpCall, largestAnswer: number | undefined) {
  const aborting = new AbortController();
  let answer: ReadableStreamDefaultReader<Uint8Array> | undefined;
  // Of an answer that is read to its end nothing is left to cancel, and its connection is used again.
  const cancelRest = () => void answer?.cancel().catch(() => undefined);
  const run = async (): Promise<Omit<HttpReply, 'about'>> => {
    const { status, headers, body } = await fetch(call.url, {
      method: call.method,
      headers: call.headers,
      ...(call.body === undefined ? {} : { body: call.body }),
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: aborting.signal,
    });
    answer = body?.getReader();
    try {
      aborting.signal.throwIfAborted();
      return { status, headers, body: await bodyOf(answer, headers, largestAnswer) };
    } finally {
      cancelRest();
    }
  };
  const abort = () => {
    aborting.abort();
    cancelRest();
  };
  return { reply: run(), abort };
}

async function bodyOf(
  answer: ReadableStreamDefaultReader<Uint8Array> | undefined,
  headers: Headers,
  largest: number | undefined,
): Promise<HttpBody> {
  if (answer === undefined) return { kind: 'empty' };
  if (largest === undefined) return { kind: 'unread' };
  return readBody(answer, headers.get('content-type') ?? '', largest);
}

/** The failure of an answer of success that holds nothing to go on with; `slow` as for the status. */
export function failureOfBody(reply: HttpReply, slow: number, lacks: string): ApplicationFailure {
  const { about, body, status } = reply;
  const said = `${about}: answered ${status}`;
  if (body.kind !== 'too-large') return failure('Unreadable', `${said}${lacks}`);
  return failure('AnswerTooLarge', `${said} with more than ${body.bound}`, slow);
}

// Codes of Node and undici that say that no byte of the request was sent. Only such as cannot come up later: a host may
// also become unreachable, and TLS break, when the request is under way.
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|UNABLE_TO_\w+|\w*SELF_SIGNED\w*)$/;
const whileConnecting = /^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/;

/** The error is read for its code alone: its message and its request hold the URL and the headers. */
function networkFailure(error: unknown, about: string, after?: number): ApplicationFailure {
  if (after !== undefined) return failure('NoAnswer', `${about}: no answer within ${after} ms`);
  const { code, syscall } = causeOf(error);
  const connecting = syscall === 'connect' && whileConnecting.test(code ?? '');
  if (code !== undefined && (connecting || beforeSending.test(code))) {
    return failure('Unreachable', `${about}: cannot be reached (${code})`);
  }
  return failure('NoAnswer', `${about}: the connection broke (${code ?? 'no code'})`);
}

function causeOf(error: unknown): { code?: string; syscall?: string } {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (!('code' in at) || typeof at.code !== 'string' || !/^\w{1,60}$/.test(at.code)) continue;
    const { code } = at;
    return 'syscall' in at && typeof at.syscall === 'string'
      ? { code, syscall: at.syscall }
      : { code };
  }
  return {};
}

/** How a system's refusals are taken. `slow` is the longest interval between attempts, in milliseconds. */
export interface StatusRules {
  slow: number;
  refused: Extract<FailureType, 'Refused' | 'DeliveryRefused'>;
  /** Why it refuses, in our own words: a classification of the answer, never the answer. */
  because?: (reply: HttpReply) => string | undefined;
}

/** The failure that the status alone tells; nothing for 2xx. */
export function failureOfStatus(
  reply: HttpReply,
  rules: StatusRules,
): ApplicationFailure | undefined {
  const { status, about } = reply;
  const said = `${about}: answered ${status}`;
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) return failure('CredentialsRefused', said, rules.slow);
  if (status === 429) return failure('RateLimited', said, retryAfter(reply.headers));
  if (status < 400) return failure('Unreadable', `${said}, a redirect`);
  if (status >= 500 || status === 408 || status === 425) {
    return failure('Unavailable', said, retryAfter(reply.headers));
  }
  const why = rules.because?.(reply);
  return failure(rules.refused, why === undefined ? said : `${said}: ${why}`);
}

/** The longest that we let the other side make us wait, in milliseconds. */
export const longestRetryAfter = 300_000;

/** `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3); none if it is past. */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const said = headers.get('retry-after')?.trim() ?? '';
  const wait = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now;
  return wait > 0 ? Math.min(wait, longestRetryAfter) : undefined;
}
