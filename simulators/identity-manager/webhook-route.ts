// `POST /webhook`: checks the signature, meets the faults, takes the delivery.
import type { Context } from 'hono';
import type { Clock } from '../clock.ts';
import type { DrawnFaults } from '../fault-book.ts';
import { bodyOf, hangUp, maximumBody, type ServerEnv } from '../listen.ts';
import { waited } from '../wait.ts';
import type { DeliveryKind, WebhookFault } from './webhook-faults.ts';
import { type Inbox, kindOf } from './deliveries.ts';
import { signatureFault } from './signature-check.ts';

/** What the webhook needs. */
export interface WebhookParts {
  clock: Clock;
  faults: DrawnFaults<WebhookFault, DeliveryKind | undefined>;
  inbox: Inbox;
  secrets: readonly string[];
  checkTimestamp: boolean;
  /** Hears of every delivery that was not believed. */
  rejected(): void;
  closing: AbortSignal;
}

/** Answers one delivery. */
export async function serveWebhook(c: Context<ServerEnv>, parts: WebhookParts): Promise<Response> {
  const { clock, faults, inbox, closing } = parts;
  const raw = await bodyOf(c);
  if (raw === undefined) return c.json({ error: `a body may have ${maximumBody} bytes` }, 413);
  const met = faults.draw(kindOf(raw));
  const delay = met.reduce((sum, { delayMs = 0 }) => sum + delayMs, 0);
  if (!(await waited(delay, closing))) return hangUp(c);
  const fault = met.find(({ status, loseReply }) => status !== undefined || loseReply === true);
  if (fault?.status !== undefined && fault.loseReply !== true) return failed(fault, fault.status);
  const headers = headersOf(c);
  const why = signatureFault(headers, raw, {
    secrets: parts.secrets,
    now: parts.checkTimestamp ? clock.now() : undefined,
  });
  if (why !== undefined) {
    parts.rejected();
    return c.json({ error: why }, 401);
  }
  inbox.take(headers.id, raw, new Date(clock.now()).toISOString());
  return fault?.loseReply === true ? hangUp(c) : c.json({ taken: headers.id });
}

function failed({ retryAfter }: WebhookFault, status: number): Response {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return Response.json({ error: 'simulated' }, { status, headers });
}

function headersOf(c: Context): { id: string; timestamp: string; signature: string } {
  return {
    id: c.req.header('webhook-id') ?? '',
    timestamp: c.req.header('webhook-timestamp') ?? '',
    signature: c.req.header('webhook-signature') ?? '',
  };
}
