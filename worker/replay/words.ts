// What the SDK says of a replay that failed, made readable.

/** The error of a replay in plain words; `eventId` where it names the event at which it failed. */
export interface ReplayWords {
  words: string;
  eventId?: number;
}

/** The SDK's message quotes a failure as its core prints it; what a person wants is the message inside. */
export function replayWords({ message }: Error): ReplayWords {
  const [, quoted] = /message: ("(?:[^"\\]|\\.)*")/.exec(message) ?? [];
  const [inner = ''] = unquoted(quoted ?? '', message).split('\n');
  const words = inner.replace(/^\[TMPRL\d+\] /, '').replace(/^Nondeterminism error: /, '');
  const [, eventId] = /HistoryEvent\(id: (\d+)/.exec(words) ?? [];
  return { words, ...(eventId === undefined ? {} : { eventId: Number(eventId) }) };
}

/** A string as Rust prints it, which is JSON but for what only control characters need. */
function unquoted(quoted: string, otherwise: string): string {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : otherwise;
  } catch {
    return quoted === '' ? otherwise : quoted;
  }
}
