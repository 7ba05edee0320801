// What a column takes of a text, and what of it goes on in the creation note.
import { cut } from '../servicenow/text.ts';

/** A text in its column, and how the creation note goes on with it if it did not fit. */
export interface Fitted {
  column: string;
  /** `whole`: the column shows a beginning that ends with an ellipsis, the note has the whole text. */
  overflow?: { kind: 'continued' | 'whole'; text: string };
}

/**
 * Fits a text into `limit` UTF-16 units, a pair of surrogates never broken. A title is shortened for the eye and told
 * whole in the note; of any other column, column and note together are the text as it was written.
 */
export function fit(text: string, limit: number, title: boolean): Fitted {
  if (text.length <= limit) return { column: text };
  if (title) return { column: cut(text, limit), overflow: { kind: 'whole', text } };
  const column = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
  return { column, overflow: { kind: 'continued', text: text.slice(column.length) } };
}

/** One numbered part of the creation note. The length, in UTF-16 units, says where it ends. */
export function notePart(
  number: number,
  column: string,
  { kind, text }: Exclude<Fitted['overflow'], undefined>,
): string {
  return `${number}) ${column}, ${kind} (${text.length} characters):\n${text}`;
}
