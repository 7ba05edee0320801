// Standard Webhooks signatures: by every secret at once, so that a secret can be replaced without a gap.
import { createHmac } from 'node:crypto';

/** What is signed. `timestamp` in seconds. */
export interface Signed {
  id: string;
  timestamp: number;
  body: string;
}

/** The key of a secret: base64, with or without `whsec_`. Undefined when it is neither. */
export function keyOfSecret(secret: string): Buffer | undefined {
  const text = secret.trim().replace(/^whsec_/, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)) {
    return undefined;
  }
  const key = Buffer.from(text, 'base64');
  return key.length === 0 ? undefined : key;
}

/** The header `webhook-signature`: one `v1,<base64>` a key, separated by spaces. */
export function signatureOf({ id, timestamp, body }: Signed, keys: readonly Buffer[]): string {
  const content = `${id}.${timestamp}.${body}`;
  return keys
    .map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`)
    .join(' ');
}
