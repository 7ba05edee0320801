// A message as the webhook sends it: id and body, the same bytes on every attempt.
import { createHash } from 'node:crypto';
import type { WebhookBody } from '../../contract/webhook.ts';
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
  const { requestId, environment, firstRunId, kind } = message;
  const told = bodyOf(message);
  const body = JSON.stringify(told);
  const { sequence } = told.data;
  const key = JSON.stringify([environment, requestId, firstRunId, kind, sequence, sha256(body)]);
  return {
    id: `msg_${sha256(key).slice(0, 32)}`,
    body,
    about: `${kind} ${sequence} of request ${requestId}`,
  };
}

function bodyOf(message: IdentityManagerMessage): WebhookBody {
  const { requestId, environment, action } = message;
  const reference = { id: message.reference.id, url: message.reference.url };
  const about = { requestId, environment, action, reference };
  switch (message.kind) {
    case 'progress': {
      const { progress } = message;
      const { sequence, at: timestamp } = progress;
      const data = { ...about, sequence, progress };
      return { type: 'access-request.progress', timestamp, data };
    }
    case 'outcome': {
      const { outcome, sequence } = message;
      const data = { ...about, sequence, outcome };
      return { type: 'access-request.outcome', timestamp: outcome.at, data };
    }
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
