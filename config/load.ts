// orchestrator.yaml from disk to a checked configuration and its digest.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { canonicalJson } from '../contract/json.ts';
import { ConfigurationError } from './error.ts';
import { problemsOf } from './problems.ts';
import { configurationSchema, referencesSchema, type Configuration } from './schema.ts';

const maximumBytes = 1024 * 1024;

/** A checked configuration, and which one it is. */
export interface LoadedConfiguration {
  configuration: Configuration;
  /** First 12 hex digits of the SHA-256 of its canonical JSON; secrets are references, so none is in it. */
  digest: string;
}

/**
 * Reads and checks the whole file.
 * @throws ConfigurationError with every problem that was found.
 */
export async function loadConfiguration(path: string): Promise<LoadedConfiguration> {
  return parseConfiguration(path, await read(path));
}

/** The same for a text; `path` only names it in errors. */
export function parseConfiguration(path: string, text: string): LoadedConfiguration {
  const input = fromYaml(path, text);
  const parsed = configurationSchema.safeParse(input);
  if (parsed.success) return { configuration: parsed.data, digest: digestOf(parsed.data) };
  const references = referencesSchema.safeParse(input);
  throw new ConfigurationError(path, [
    ...new Set([
      ...problemsOf(parsed.error, configurationSchema, input),
      ...(references.success ? [] : problemsOf(references.error, referencesSchema, input)),
    ]),
  ]);
}

/** Which configuration this is, for `judgedBy` and the logs. */
export function digestOf(configuration: Configuration): string {
  return createHash('sha256').update(canonicalJson(configuration)).digest('hex').slice(0, 12);
}

async function read(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new ConfigurationError(path, [unreadable(error)], 'cannot be read');
  });
  if (bytes.length > maximumBytes) {
    throw new ConfigurationError(path, ['it is larger than 1 MiB']);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigurationError(path, ['it is not UTF-8 text']);
  }
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file; name it with --config or ACCESS_REQUEST_CONFIG';
    case 'EACCES':
      return 'it may not be read; give this user the right to read it';
    case 'EISDIR':
      return 'it is a folder, not a file';
    default:
      return `the system says ${String(code)}`;
  }
}

function fromYaml(path: string, text: string): unknown {
  const lineCounter = new LineCounter();
  // No excerpt of the text in errors: it might show a secret that stands in the wrong place.
  const document = parseDocument(text, { version: '1.2', prettyErrors: false, lineCounter });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      return `line ${line}, column ${col}: ${yamlProblem(error.code, error.message)}`;
    });
    throw new ConfigurationError(path, problems);
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new ConfigurationError(path, ['its YAML aliases name no anchor, or are too many']);
  }
}

const yamlProblem = (code: string, message: string): string =>
  code === 'DUPLICATE_KEY' ? 'the key stands here for the second time' : message;
