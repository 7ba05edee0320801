// A message as the webhook sends it: id and body, the same bytes on every attempt.
import { createHash } from 'node:crypto';
import type { IdentityManagerMessage } from './port.ts';

/** `about` names the message in failures: ids only. */
export interface WebhookMessage {
  id: string;
  body: string;
  about: string;
}

/**
 * The message in Standard Webhooks form: `type`, `timestamp`, `data`. The id is derived from what the message is, so that
 * the receiver knows a repeat by it; the timestamp is the event's own.
 */
export function webhookMessage(message: IdentityManagerMessage): WebhookMessage {
  const { requestId, environment, action, chain, kind } = message;
  const { at, sequence, content } = contentOf(message);
  const reference = { id: message.reference.id, url: message.reference.url };
  const data = { requestId, environment, action, reference, sequence, ...content };
  return {
    id: `msg_${digest([environment, requestId, chain, kind, sequence])}`,
    body: JSON.stringify({ type: `access-request.${kind}`, timestamp: at, data }),
    about: `${kind} ${sequence} of request ${requestId}`,
  };
}

function contentOf(message: IdentityManagerMessage) {
  switch (message.kind) {
    case 'progress': {
      const { progress } = message;
      return { at: progress.at, sequence: progress.sequence, content: { progress } };
    }
    case 'outcome': {
      const { outcome, sequence } = message;
      return { at: outcome.at, sequence, content: { outcome } };
    }
  }
}

function digest(parts: (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
