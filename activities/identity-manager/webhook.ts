// The identity manager by webhook: each message a signed POST (Standard Webhooks), taken when answered with 2xx.
import type { Secret } from '../../config/schema.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { elapsed, usable } from '../attempt.ts';
import { failure } from '../failure.ts';
import { createHttp, failureOfStatus } from '../http.ts';
import { webhookMessage } from './message.ts';
import type { IdentityManager } from './port.ts';
import { keyOfSecret, signatureOf } from './signature.ts';

/** The adapter for any receiver of the webhook. Secrets are read at each delivery, so a renewed one is found. */
export function createWebhook({
  configuration,
  readSecret,
}: ActivityDependencies): IdentityManager {
  const { webhook, retry } = configuration.identityManager;
  const http = createHttp('identity manager');
  const slow = retry.maximum;
  const keyOf = async (secret: Secret, position: number): Promise<Buffer> => {
    const where = `identityManager.webhook.secrets[${position}]`;
    const text = await readSecret(secret).catch(() => {
      throw failure('CredentialsRefused', `${where} cannot be read from ${placeOf(secret)}`, slow);
    });
    const key = keyOfSecret(text);
    if (key !== undefined) return key;
    throw failure('CredentialsRefused', `${where} (${placeOf(secret)}) is no base64`, slow);
  };
  return {
    async deliver(message, attempt) {
      const { id, body, about } = webhookMessage(message);
      const keys = await Promise.all(webhook.secrets.map(keyOf));
      // The plan may have pinned a shorter attempt than today's time-out needs.
      const left = usable(attempt) - elapsed(attempt);
      if (left < 1) throw failure('SentTooLate', `${about} was not sent: its attempt is over`);
      const { signal } = attempt;
      const timestamp = Math.floor(Date.now() / 1000);
      const reply = await http({
        method: 'POST',
        url: webhook.url,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signatureOf({ id, timestamp, body }, keys),
        },
        body,
        timeout: Math.floor(Math.min(webhook.timeout, left)),
        about,
        ...(signal && { signal }),
      });
      const refusal = failureOfStatus(reply, { slow, refused: 'DeliveryRefused' });
      if (refusal !== undefined) throw refusal;
    },
  };
}

function placeOf(secret: Secret): string {
  return 'env' in secret ? `the environment variable ${secret.env}` : `the file ${secret.file}`;
}
