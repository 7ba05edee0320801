// What zod found wrong, in words for the person who wrote the file: where, what is allowed, what was meant.
import { z } from 'zod';
import { nearMiss } from './near-miss.ts';

/** How many problems are told of one file: finding words takes longer than checking. */
export const mostProblems = 50;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const show = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const key = String(part).replace(/^(.{100}).+/s, '$1…');
    if (!/^[\w-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '') || 'the file';

/** The schema below wrappers such as `.prefault()`. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return bare(schema.unwrap());
  }
  return schema;
}

/** The keys that may stand at a path; of a union, those of every member. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const [key, ...rest] = path;
  const here = bare(schema);
  if (here instanceof z.ZodUnion) return here.options.flatMap((option) => keysAt(option, path));
  if (here instanceof z.ZodRecord) return key === undefined ? [] : keysAt(here.valueType, rest);
  if (here instanceof z.ZodArray) return key === undefined ? [] : keysAt(here.element, rest);
  if (!(here instanceof z.ZodObject)) return [];
  const shape: Record<string, z.core.$ZodType> = here.shape;
  if (key === undefined) return Object.keys(shape);
  const inner = shape[String(key)];
  return inner === undefined ? [] : keysAt(inner, rest);
}

const orElse = (guess: string | undefined, otherwise: string): string =>
  guess === undefined ? otherwise : `; did you mean ${guess}?`;

const kinds: Record<string, string> = {
  string: 'text',
  boolean: 'true or false',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
};

function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  const written = issue.input;
  const kind = kinds[issue.expected] ?? issue.expected;
  if (written === undefined || written === null) return `is missing: it must be ${kind}`;
  const scalar = typeof written === 'number' || typeof written === 'boolean';
  return `must be ${kind}${issue.expected === 'string' && scalar ? ': put it in quotes' : ''}`;
}

function wrongValue(issue: z.core.$ZodIssueInvalidValue): string {
  const written = issue.input;
  const allowed = issue.values.map(String);
  const guess = typeof written === 'string' ? nearMiss(written, allowed) : undefined;
  const missing = written === undefined || written === null ? 'is missing: it ' : '';
  return `${missing}must be ${allowed.join(' or ')}${orElse(guess, '')}`;
}

/** Of a union, the member that was meant: the only one that knows all the keys that were written. */
function meant(branches: readonly Issue[][]): Issue[] | undefined {
  const own = (issue: Issue): boolean =>
    issue.path.length === 0 && ['unrecognized_keys', 'invalid_type'].includes(issue.code);
  const left = branches.filter((issues) => !issues.some(own));
  return left.length === 1 ? left[0] : undefined;
}

/** A key that another member of the union knows is no unknown word. */
function unknownKey(key: string, allowed: readonly string[]): string {
  if (allowed.includes(key)) return 'cannot stand beside the other keys there: choose one';
  return `is unknown${orElse(nearMiss(key, allowed), `; allowed: ${allowed.join(', ')}`)}`;
}

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'invalid_value':
      return wrongValue(issue);
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      if (issue.origin === 'array') return `needs at least ${issue.minimum} in its list`;
      return `must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`;
      return `must be at most ${issue.maximum}`;
    case 'invalid_key':
      return issue.issues.map(wordsFor).join(', ');
    case 'invalid_union':
      return issue.input === undefined ? `is missing: it ${issue.message}` : issue.message;
    case 'invalid_format':
    case 'custom':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_element':
      return issue.message;
  }
}

function describe(issue: Issue, at: Path, schema: z.core.$ZodType): string[] {
  const path = [...at, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const allowed = [...new Set(keysAt(schema, path))];
    return issue.keys
      .slice(0, mostProblems + 1)
      .map((key) => `${show([...path, key])} ${unknownKey(key, allowed)}`);
  }
  if (issue.code === 'invalid_union' && issue.input !== undefined) {
    const branch = meant(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => describe(inner, path, schema));
  }
  return [`${show(path)} ${wordsFor(issue)}`];
}

/**
 * One line per problem of what was parsed with `reportInput`. Names keys, never what stands at them: that might be a secret
 * in the wrong place.
 */
export function problemsOf(error: z.ZodError, schema: z.core.$ZodType): readonly string[] {
  const issues = error.issues.slice(0, mostProblems + 1);
  const found = [...new Set(issues.flatMap((issue) => describe(issue, [], schema)))];
  if (found.length <= mostProblems) return found;
  return [...found.slice(0, mostProblems), 'and more, which are told when these are corrected'];
}
