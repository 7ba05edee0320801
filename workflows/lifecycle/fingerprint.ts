// Whether two messages of one id are the same: a short mark of their content, for the sandbox has no hashes.
import { canonicalJson } from '../../contract/json.ts';

const [seedA, seedB] = [0xdeadbeef, 0x41c6ce57];

/**
 * 14 hex digits of the content (53 bits, cyrb53 by bryc). No proof against who wants two contents to look alike: the same
 * sender could as well send two ids.
 */
export function fingerprint(content: unknown): string {
  let [a, b] = [seedA, seedB];
  const text = canonicalJson(content);
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return ((b & 0x1fffff) * 2 ** 32 + (a >>> 0)).toString(16).padStart(14, '0');
}
