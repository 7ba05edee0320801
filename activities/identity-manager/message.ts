// A message as the webhook sends it: id and body, the same bytes on every attempt.
import { createHash } from 'node:crypto';
import type { DeliveryInput } from '../../contract/activities.ts';
import type { IdentityManagerMessage } from './port.ts';

/** `about` names the message in failures: ids only. */
export interface WebhookMessage {
  id: string;
  body: string;
  about: string;
}

/**
 * The message in Standard Webhooks form: `type`, `timestamp`, `data`. The id is derived from what the message is and says,
 * so that the receiver knows a repeat by it, and takes no other content for one: after a reset in Temporal other
 * content may have the same sequence. The timestamp is the event's own.
 */
export function webhookMessage(message: IdentityManagerMessage): WebhookMessage {
  const { requestId, environment, action, firstRunId, kind } = message;
  const { at, sequence, content } = contentOf(message);
  const reference = referenceOf(message.reference);
  const data = { requestId, environment, action, reference, sequence, ...content };
  const body = JSON.stringify({ type: `access-request.${kind}`, timestamp: at, data });
  const key = JSON.stringify([environment, requestId, firstRunId, kind, sequence, sha256(body)]);
  return {
    id: `msg_${sha256(key).slice(0, 32)}`,
    body,
    about: `${kind} ${sequence} of request ${requestId}`,
  };
}

/** Whoever reaches Temporal can start a request without one; it is told as far as it is there. */
function referenceOf(told: Partial<DeliveryInput['reference']> | null | undefined) {
  return { id: told?.id, url: told?.url };
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

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
