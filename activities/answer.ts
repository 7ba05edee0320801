// The body of an answer, read within bounds: bytes are counted as they arrive, JSON is measured before it is parsed.

/** The body of an answer; only JSON is read. `too-large` says which bound was passed. */
export type HttpBody =
  | { kind: 'json'; value: unknown }
  | { kind: 'empty' | 'unreadable' | 'unread' }
  | { kind: 'too-large'; bound: string };

/** What the Table API answers has 5 levels, and about 8,000 values for 100 records; no more are parsed than these. */
export const deepestJson = 64;
export const mostJsonValues = 100_000;
/** So many pieces in which a body may arrive while each has few bytes: each costs a hundred times what it carries. */
const smallPieces = { most: 2_000, bytes: 64 } as const;

/** Where the bytes of a body come from, decompressed. */
type Chunks = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read'>;

/** Reads a body to its end, or to the first byte that decides; whoever calls it cancels the rest. `largest` in bytes. */
export async function readBody(
  chunks: Chunks,
  contentType: string,
  largest: number,
): Promise<HttpBody> {
  const isJson = /^application\/([a-z0-9.+-]+\+)?json\b/i.test(contentType);
  const exceeded = jsonMeasure();
  const kept = createBuffer(largest);
  try {
    for (let pieces = 1; ; pieces += 1) {
      const { done, value: chunk } = await chunks.read();
      if (done) return parsed(kept.bytes());
      if (!isJson && !isBlank(chunk)) return { kind: 'unreadable' };
      const isCrumbled =
        pieces > smallPieces.most && kept.bytes().length < pieces * smallPieces.bytes;
      if (isCrumbled) return { kind: 'too-large', bound: `${smallPieces.most} small pieces` };
      const bound = kept.add(chunk) ? exceeded(chunk) : `${largest} bytes`;
      if (bound !== undefined) return { kind: 'too-large', bound };
    }
  } finally {
    kept.free();
  }
}

/**
 * Bytes that grow up to a limit, in one piece. What they outgrew, and the last piece, is given back at once and not when
 * garbage is collected.
 */
function createBuffer(largest: number) {
  let piece = new ArrayBuffer(Math.min(largest, 16_384));
  let length = 0;
  return {
    /** False, and nothing is added, where it would be too many. */
    add(chunk: Uint8Array): boolean {
      const needed = length + chunk.length;
      if (needed > largest) return false;
      if (needed > piece.byteLength) {
        piece = piece.transfer(Math.min(largest, Math.max(needed, 2 * piece.byteLength)));
      }
      new Uint8Array(piece).set(chunk, length);
      length = needed;
      return true;
    },
    bytes: () => new Uint8Array(piece, 0, length),
    free: () => void piece.transfer(0),
  };
}

function parsed(bytes: Uint8Array): HttpBody {
  if (isBlank(bytes)) return { kind: 'empty' };
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    return { kind: 'unreadable' };
  }
}

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte <= 0x20);

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Counts depth and values of JSON, chunk by chunk, and says which bound was passed. It looks at bytes: in UTF-8 no part of
 * another character equals a quote, a comma or a bracket.
 */
function jsonMeasure(): (chunk: Uint8Array) => string | undefined {
  let [depth, values] = [0, 1];
  let [inText, escaped] = [false, false];
  return (chunk) => {
    for (const byte of chunk) {
      if (escaped) escaped = false;
      else if (byte === quote) inText = !inText;
      else if (inText) escaped = byte === backslash;
      else if (byte === comma) values += 1;
      else if (byte === openList || byte === openObject) {
        values += 1;
        depth += 1;
        if (depth > deepestJson) return `${deepestJson} levels of JSON`;
      } else if (byte === closeList || byte === closeObject) depth -= 1;
    }
    return values > mostJsonValues ? `${mostJsonValues} values of JSON` : undefined;
  };
}
