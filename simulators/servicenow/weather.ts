// What the network and the platform do to a request on its way: the faults, and the transaction quota.
import type { Context } from 'hono';
import { hangUp, type ServerEnv } from '../listen.ts';
import { waited } from '../wait.ts';
import {
  abortedByRule,
  type Failure,
  notAuthenticated,
  rateLimited,
  transactionCancelled,
} from './refusals.ts';
import type { Fault, Weather } from './api-faults.ts';
import { refuse, type Reply } from './table-answers.ts';

/** One request under way: how it is done, and who must know how it ended. */
export interface Transaction {
  table: string;
  perform(): Reply;
  /** Hears the end of the transaction once, whether or not the client does. */
  note(reply: Reply): void;
  /** Milliseconds after which the platform ends it. */
  quota: number;
  /** Ends every wait; what still waits is never done. */
  closing: AbortSignal;
}

/** Takes a request through the faults that it met, and answers it, or does not. */
export async function throughWeather(
  c: Context<ServerEnv>,
  met: readonly Fault[],
  transaction: Transaction,
): Promise<Response> {
  const delay = met.reduce((sum, fault) => sum + (fault.kind === 'delay' ? fault.ms : 0), 0);
  const { quota, closing } = transaction;
  if (!(await waited(Math.min(delay, quota), closing))) return hangUp(c);
  if (delay > quota) return end(transaction, refuse(transactionCancelled));
  const fault = met.find(({ kind }) => kind !== 'delay');
  return fault === undefined ? respond(commit(transaction)) : strike(c, fault, transaction);
}

/** An answer on the wire, with the headers that live instances send. */
export function respond(reply: Reply): Response {
  const headers = new Headers({
    'x-is-logged-in': String(reply.status !== 401),
    pragma: 'no-store,no-cache',
    'cache-control': 'no-cache,no-store,must-revalidate,max-age=-1',
    expires: '0',
    'set-cookie': 'JSESSIONID=5C1F9B2E4D7A; Path=/; HttpOnly',
    ...(reply.status === 401 && { 'www-authenticate': 'BASIC realm="Service-now"' }),
    ...reply.headers,
  });
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  headers.set('content-type', 'application/json;charset=UTF-8');
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}

function strike(c: Context<ServerEnv>, fault: Weather, transaction: Transaction): Response {
  switch (fault.kind) {
    case 'lose-reply':
      commit(transaction);
      return hangUp(c);
    case 'commit-late':
      void commitLate(fault.delayMs, transaction);
      return hangUp(c);
    case 'cut-off':
      return cutOff(commit(transaction));
    case 'accepted':
      return end(transaction, { status: 202, committed: false });
    case 'unavailable':
      return end(transaction, { status: 503, committed: false });
    case 'hibernate':
      end(transaction, { status: 200, committed: false });
      return new Response(hibernating, { headers: { 'content-type': 'text/html;charset=UTF-8' } });
    case 'rate-limit':
      return end(transaction, refuse(rateLimited, rateHeaders(fault.retryAfter)));
    case 'delay':
      return respond(commit(transaction));
    case 'unauthorized':
    case 'refuse':
    case 'quota':
      return end(transaction, refuse(refusalOf(fault.kind, transaction.table)));
  }
}

function refusalOf(kind: 'unauthorized' | 'refuse' | 'quota', table: string): Failure {
  switch (kind) {
    case 'unauthorized':
      return notAuthenticated;
    case 'refuse':
      return abortedByRule(table, 'Simulated abort');
    case 'quota':
      return transactionCancelled;
  }
}

function commit(transaction: Transaction): Reply {
  const reply = transaction.perform();
  transaction.note(reply);
  return reply;
}

function end(transaction: Transaction, reply: Reply): Response {
  transaction.note(reply);
  return respond(reply);
}

async function commitLate(delay: number, transaction: Transaction): Promise<void> {
  const { quota, closing } = transaction;
  if (!(await waited(Math.min(delay, quota), closing))) return;
  if (delay > quota) transaction.note(refuse(transactionCancelled));
  else commit(transaction);
}

function cutOff(reply: Reply): Response {
  const whole = JSON.stringify(reply.body ?? {});
  return new Response(whole.slice(0, Math.ceil(whole.length / 2)), {
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  });
}

function rateHeaders(retryAfter: number | undefined): Record<string, string> {
  const reset = Math.ceil(Date.now() / 1000) + (retryAfter ?? 3600);
  return {
    'x-ratelimit-limit': '100',
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-rule': 'b3c1d5e7f9a0412e8d6c0b1a2f3e4d5c',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  };
}

const hibernating =
  '<html><head><title>Instance Hibernating page</title></head><body>Your instance is hibernating.</body></html>';
