// The project's documents as tests read them: their text, code blocks, links, titles and commands.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What GitHub shows of a document: `path` from the root of the project. */
export interface Document {
  path: string;
  text: string;
  /** The text without its code blocks. */
  prose: string;
}

/** Every document of the project: those of its root, and those of docs/. */
export async function documents(): Promise<Document[]> {
  const root = (await readdir('.')).filter((name) => name.endsWith('.md'));
  const docs = (await readdir('docs')).filter((name) => name.endsWith('.md'));
  return Promise.all([...root, ...docs.map((name) => join('docs', name))].map(documentAt));
}

/** One of them. */
export async function documentAt(path: string): Promise<Document> {
  const text = await readFile(path, 'utf8');
  return { path, text, prose: text.replaceAll(/^```.*?^```$/gms, '') };
}

/** All that a pattern finds in its first group. */
export const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

/** The contents of all code blocks of a language. */
export const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, content = '']) =>
    of === language ? [content] : [],
  );

/** The anchors of a document's titles, as GitHub makes them: the second of the same words has `-1`. */
export function anchorsOf({ prose }: Document): string[] {
  const seen = new Map<string, number>();
  return matches(prose, /^#+ (.*)$/gm).map((title) => {
    const words = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    const before = seen.get(anchor);
    seen.set(anchor, (before ?? 0) + 1);
    return before === undefined ? anchor : `${anchor}-${before}`;
  });
}
