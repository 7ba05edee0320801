// A note as journal entries: one, or numbered ones where it is longer than its column takes.
import { failure } from '../failure.ts';
import { noteMarker, type NotePart } from '../servicenow/marker.ts';

/** One journal entry: which part it is, and its text, the marker on the first line. */
export interface NoteEntry {
  part: NotePart;
  text: string;
}

/** More parts than messages of a lawful size can have; the marker leaves room for two digits each. */
const mostParts = 99;

/**
 * The entries of a note for a column of `limit` UTF-16 units. What follows the markers is the text as it was written, a
 * pair of surrogates never broken. Throws `TextTooLong` where that would take too many entries.
 */
export function entriesOf(
  text: string,
  { key, requestId, limit }: { key: string; requestId: string; limit: number },
): NoteEntry[] {
  const whole = entryOf({ key, number: 1, total: 1 }, text);
  if (whole.text.length <= limit) return [whole];
  const longest = noteMarker({ key, number: mostParts, total: mostParts }).length;
  const pieces = piecesOf(text, limit - longest - 1);
  if (pieces === undefined) {
    const sizes = `a note would have ${text.length} characters and an entry takes ${limit}`;
    throw failure('TextTooLong', `request ${requestId}: ${sizes}`);
  }
  const total = pieces.length;
  return pieces.map((piece, index) => entryOf({ key, number: index + 1, total }, piece));
}

const entryOf = (part: NotePart, text: string): NoteEntry => ({
  part,
  text: `${noteMarker(part)}\n${text}`,
});

function piecesOf(text: string, room: number): string[] | undefined {
  // A pair of surrogates needs two units.
  if (room < 2 || text.length > mostParts * (room - 1)) return undefined;
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + room;
    const piece = text.slice(at, end);
    const broken = end < text.length && /[\uD800-\uDBFF]$/.test(piece);
    pieces.push(broken ? piece.slice(0, -1) : piece);
    at += pieces.at(-1)?.length ?? room;
  }
  return pieces;
}
