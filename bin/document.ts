// A JSON or YAML document from a file or stdin.
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { LineCounter, parseDocument } from 'yaml';
import { CommandFailure } from './exit.ts';

const maximumBytes = 1024 * 1024;

/** `-` is stdin. JSON is YAML, so one parser reads both, and finds a key that stands twice. */
export async function readDocument(file: string): Promise<unknown> {
  const name = file === '-' ? 'stdin' : file;
  const text = file === '-' ? await fromStdin() : await fromFile(file);
  const lineCounter = new LineCounter();
  // No excerpt of the text in errors: it holds names of people.
  const document = parseDocument(text, { version: '1.2', prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const where = `line ${line}, column ${col}`;
    throw new CommandFailure(
      `${name} is neither JSON nor YAML (${where}: ${error.code}); correct it`,
      2,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new CommandFailure(`${name} has aliases that cannot be resolved; correct them`, 2);
  }
}

async function fromFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new CommandFailure(
      `${file} cannot be read (${code}); name a file that can, or - for stdin`,
      2,
    );
  });
  return decoded(bytes, file);
}

async function fromStdin(): Promise<string> {
  return decoded(await buffer(process.stdin), 'stdin');
}

function decoded(bytes: Buffer, name: string): string {
  if (bytes.length > maximumBytes) {
    throw new CommandFailure(`${name} is larger than 1 MiB; a request is far smaller`, 2);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CommandFailure(`${name} is not UTF-8 text; save it as such`, 2);
  }
}
