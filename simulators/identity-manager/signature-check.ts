// Standard Webhooks: whether a delivery was signed by someone who knows one of the secrets.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the sender's clock may be away, in seconds (Standard Webhooks, "Verifying webhook authenticity"). */
const tolerance = 300;

/** The headers of one delivery. */
export interface SignedHeaders {
  id: string;
  timestamp: string;
  /** `v1,<base64>` and more of them, separated by spaces. */
  signature: string;
}

/** What a delivery is checked against. `now` is in milliseconds; undefined skips the check of the time. */
export interface Verification {
  secrets: readonly string[];
  now: number | undefined;
}

/** Why a delivery is not believed; undefined when it is. */
export function signatureFault(
  headers: SignedHeaders,
  body: string,
  { secrets, now }: Verification,
): string | undefined {
  const { id, timestamp, signature } = headers;
  if (id === '' || timestamp === '' || signature === '') return 'Missing required headers';
  if (!/^\d+$/.test(timestamp)) return 'Invalid timestamp';
  if (now !== undefined && Math.abs(now / 1000 - Number(timestamp)) > tolerance) {
    return 'Message timestamp too old or too new';
  }
  const offered = signature.split(' ').flatMap((one) => {
    const [version, value = ''] = one.split(',');
    return version === 'v1' ? [Buffer.from(value, 'base64')] : [];
  });
  const signed = secrets.map((secret) =>
    createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest(),
  );
  const believed = signed.some((mine) =>
    offered.some((theirs) => theirs.length === mine.length && timingSafeEqual(theirs, mine)),
  );
  return believed ? undefined : 'No matching signature found';
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}
