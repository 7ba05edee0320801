// Text from files and streams, and YAML or JSON from text: bounded in size and depth, in time linear in the size.
import { open } from 'node:fs/promises';
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';

/** A text, or why there is none, in words such as `it is not UTF-8 text`. */
export type TextRead = { ok: true; text: string } | { ok: false; problem: string };

/** A value, or what is wrong and where. No problem quotes the text: it may hold secrets and names of people. */
export type DocumentRead = { ok: true; value: unknown } | { ok: false; problems: string[] };

/** Reads no more than one byte beyond `mostBytes`. Rejects with the error of the system, such as ENOENT. */
export async function readTextFile(path: string, mostBytes: number): Promise<TextRead> {
  const file = await open(path);
  const { size } = await file.stat();
  if (size <= mostBytes) return readText(file.createReadStream({ end: mostBytes }), mostBytes);
  await file.close();
  return { ok: false, problem: `it has ${size} bytes, and ${mostBytes} are the most` };
}

/** The same from a stream, which may be one that never ends. */
export async function readText(
  stream: AsyncIterable<Buffer>,
  mostBytes: number,
): Promise<TextRead> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > mostBytes) {
      return { ok: false, problem: `it has more than ${mostBytes} bytes, which are the most` };
    }
    chunks.push(chunk);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return { ok: true, text };
  } catch {
    return { ok: false, problem: 'it is not UTF-8 text' };
  }
}

/** The deepest nesting of lists and mappings; a configuration needs 9, a request 2. */
const mostLevels = 32;

/** How many problems are told of one document. */
const mostProblems = 50;

/**
 * Parses YAML 1.2 or JSON, which is YAML.
 * @param mostParts the most keys, values, comments, line breaks and signs such as `:` and `[` together; aliases count as
 * what they stand for
 */
export function parseDocument(text: string, mostParts: number): DocumentRead {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let parts = 0;
  for (const part of new Lexer().lex(text)) {
    if (++parts > mostParts) return failed(lines, [[parser.offset, tooMany(mostParts)]]);
    // The stack holds the document, what is open in it, and a value.
    if (parser.stack.length > mostLevels + 2) return failed(lines, [[parser.offset, tooDeep]]);
    tokens.push(...parser.next(part));
  }
  tokens.push(...parser.end());
  // The check for equal keys of the library compares each with all others: ours is in `mapping`.
  const composer = new Composer({ version: '1.2', uniqueKeys: false });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document === undefined) return { ok: true, value: null };
  const problems = document.errors.map(({ pos, message }): Problem => [pos[0], unquoted(message)]);
  if (second !== undefined) problems.push([second.range[0], 'a second document begins']);
  if (problems.length > 0) return failed(lines, problems);
  const reading: Reading = { anchors: new Map(), problems };
  const root = read(document.contents, reading);
  if (root.parts > mostParts) problems.push([0, tooMany(mostParts)]);
  if (root.levels > mostLevels) problems.push([0, tooDeep]);
  return problems.length > 0 ? failed(lines, problems) : { ok: true, value: root.value };
}

/** Where in the text, and what. */
type Problem = [offset: number, words: string];

const tooDeep = `it is nested deeper than ${mostLevels} levels, which are the most`;
const tooMany = (most: number): string =>
  `it has more than ${most} keys, values and signs, aliases counted as what they stand for, which are the most`;

/** Some messages of the library end in an excerpt of the text. */
const unquoted = (message: string): string => message.replace(/: .*/s, '');

function failed(lines: LineCounter, problems: readonly Problem[]): DocumentRead {
  const told = problems.slice(0, mostProblems).map(([offset, words]) => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}: ${words}`;
  });
  const more = problems.length - told.length;
  return { ok: false, problems: more > 0 ? [...told, `and ${more} more problems`] : told };
}

/** A value with what it counts for, whatever it shares with others by aliases. */
interface Measured {
  value: unknown;
  parts: number;
  levels: number;
}

interface Reading {
  anchors: Map<string, Measured>;
  problems: Problem[];
}

const empty: Measured = { value: null, parts: 1, levels: 0 };

function read(node: ParsedNode | null, reading: Reading): Measured {
  if (node === null) return empty;
  if (isAlias(node)) {
    const known = reading.anchors.get(node.source);
    if (known === undefined) reading.problems.push([node.range[0], 'this alias has no anchor']);
    return known ?? empty;
  }
  const measured = isScalar(node) ? { ...empty, value: node.value } : collection(node, reading);
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, measured);
  return measured;
}

function collection(node: ParsedNode, reading: Reading): Measured {
  if (isMap<ParsedNode, ParsedNode | null>(node)) return mapping(node, reading);
  if (!isSeq<ParsedNode>(node)) return empty;
  const items = node.items.map((item) => read(item, reading));
  const values = items.map(({ value }) => value);
  return around(items, values);
}

function mapping(node: YAMLMap<ParsedNode, ParsedNode | null>, reading: Reading): Measured {
  const items = new Map<string, Measured>();
  for (const { key, value } of node.items) {
    const name = nameOf(read(key, reading).value);
    const tell = (problem: string) => reading.problems.push([key.range[0], problem]);
    if (name === undefined) tell('a key must be a text');
    else if (items.has(name)) tell('the key stands here for the second time');
    items.set(name ?? '', read(value, reading));
  }
  const entries = [...items].map(([name, { value }]) => [name, value]);
  return around([...items.values()], Object.fromEntries(entries));
}

/** As a key of an object; none is an empty one. */
function nameOf(key: unknown): string | undefined {
  if (typeof key === 'object') return key === null ? '' : undefined;
  return typeof key === 'string' ? key : JSON.stringify(key);
}

const around = (items: readonly Measured[], value: unknown): Measured =>
  items.reduce<Measured>(
    (sum, { parts, levels }) => ({
      value,
      parts: sum.parts + parts,
      levels: Math.max(sum.levels, levels + 1),
    }),
    { value, parts: 1, levels: 1 },
  );
