// orchestrator.yaml from disk to a checked configuration and its digest.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../contract/json.ts';
import { parseDocument, readTextFile } from './bounded-yaml.ts';
import { ConfigurationError } from './error.ts';
import { problemsOf } from './problems.ts';
import { configurationSchema, referencesSchema, type Configuration } from './schema.ts';

/** A thousand categories of twenty lines have some 0.5 MB and 120,000 parts. */
const mostBytes = 4 * 1024 * 1024;
const mostParts = 200_000;

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
  const read = parseDocument(text, mostParts);
  if (!read.ok) throw new ConfigurationError(path, read.problems);
  const parsed = configurationSchema.safeParse(read.value, { reportInput: true });
  if (parsed.success) return { configuration: parsed.data, digest: digestOf(parsed.data) };
  const references = referencesSchema.safeParse(read.value, { reportInput: true });
  throw new ConfigurationError(path, [
    ...new Set([
      ...problemsOf(parsed.error, configurationSchema),
      ...(references.success ? [] : problemsOf(references.error, referencesSchema)),
    ]),
  ]);
}

/** Which configuration this is, for `judgedBy` and the logs. */
export function digestOf(configuration: Configuration): string {
  return createHash('sha256').update(canonicalJson(configuration)).digest('hex').slice(0, 12);
}

async function read(path: string): Promise<string> {
  const read = await readTextFile(path, mostBytes).catch((error: unknown) => {
    throw new ConfigurationError(path, [unreadable(error)], 'cannot be read');
  });
  if (!read.ok) throw new ConfigurationError(path, [read.problem]);
  return read.text;
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
