// A part of a document that is made of the code: it stands between two comments, all around it is written by hand.
import { format, resolveConfig } from 'prettier';

/** The document with new text between `<!-- NAME: npm run docs -->` and `<!-- end of NAME -->`. */
export function withPart(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: npm run docs -->`, `<!-- end of ${name} -->`];
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`it lacks ${begin} or ${end}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

/** The names of all such parts, in their order. */
export const partsOf = (document: string): string[] =>
  [...document.matchAll(/^<!-- (.*): npm run docs -->$/gm)].map(([, name = '']) => name);

/** The document as `npm run format` lays it out. */
export async function laidOut(document: string, file: URL): Promise<string> {
  return format(document, { ...(await resolveConfig(file)), parser: 'markdown' });
}
