// The kinds of values that others send: ids, lines, texts, dates, objects of them. Each says in plain words what is wrong.
//
// Schemas are made here and kept private by the modules that use them: Temporal freezes what preloaded modules export, and
// zod writes to the patterns of its schemas.
import { z } from 'zod';
import { dateForm, dateProblem } from './dates.ts';
import { isObject } from './json.ts';

/** Ids of requests and messages. No slash: a proxy that decodes `%2F` would hide the workflow in the UI. */
export const idPattern = /^[A-Za-z0-9._:-]{1,100}$/;

/** What is said of a value that is of another kind, or not there. */
const elseSay = (words: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : words),
});

const aText = elseSay('must be a text');

/** An id of a request or a message. */
export const id = () =>
  z.string(aText).regex(new RegExp(idPattern), {
    error: ({ input }) => (input === '' ? 'is empty' : 'must match [A-Za-z0-9._:-]{1,100}'),
  });

/** What is too large is told apart. zod would count characters; Temporal and ServiceNow count UTF-16 units, and so do we. */
function bounded(context: z.core.$RefinementCtx, size: number, maximum: number, where = ''): void {
  if (size <= maximum) return;
  const message = `is longer than ${maximum} characters${where}`;
  context.addIssue({ code: 'too_big', origin: 'string', maximum, message });
}

const written = (longest: number) =>
  z
    .string(aText)
    .superRefine((words, context) => bounded(context, words.length, longest))
    .refine((words) => words.isWellFormed(), 'holds half a character: a surrogate without its pair')
    .meta({ maxLength: longest });

/** One line that is not blank: an id of others, a name, an address. `longest` in UTF-16 units, here and below. */
export const line = (longest: number) =>
  written(longest)
    .regex(/\S/, 'is empty')
    .refine(
      (words) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(words),
      'holds a line break or control character',
    );

/** What people write: with line breaks and tabs, or nothing. */
export const text = (longest: number) =>
  written(longest).refine(
    (words) => !/[^\P{Cc}\t\n\r]/u.test(words),
    'holds a control character that is no line break or tab',
  );

/** `2026-12-31`, or a time with its zone. */
export const date = () =>
  z
    .string(aText)
    .refine((words) => dateProblem(words) === undefined, {
      error: ({ input }) => dateProblem(String(input)),
      abort: true,
    })
    .meta({ pattern: dateForm, description: 'A date, or a time with its zone' });

/** A time of our own clocks, and of ServiceNow's where that is said: ISO 8601 in UTC. */
export const time = () =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
    .meta({ format: 'date-time' });

/** A whole number from 1. */
export const ordinal = () => {
  const words = 'must be a whole number from 1';
  return z.int(elseSay(words)).min(1, words);
};

export const yesOrNo = () => z.boolean(elseSay('must be true or false'));

export const oneOf = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, elseSay(`must be one of ${words.join(', ')}`));

/** An object with these fields and no others. */
export function fields<Shape extends Record<string, z.core.$ZodType>>(shape: Shape) {
  const known = Object.keys(shape);
  const needed = known.filter((key) => shape[key]?._zod.optin === undefined);
  const { error } = elseSay(`must be an object with ${needed.join(', ')}`);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? unknownFields(issue.keys, known) : error(issue),
  });
}

/** The names of ten are told back, where they look like names. */
function unknownFields(keys: readonly string[], known: readonly string[]): string {
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[_-]/g, '');
  const names = keys.filter((key) => /^[A-Za-z0-9_-]{1,50}$/.test(key));
  const list = `known: ${known.join(', ')}`;
  const problems = names.slice(0, 10).map((key) => {
    const meant = known.find((one) => plain(one) === plain(key));
    return `has an unknown field ${key}; ${meant === undefined ? list : `did you mean ${meant}?`}`;
  });
  const more = Math.max(0, names.length - 10);
  return [
    ...problems,
    ...(more > 0 ? [`has ${more} more unknown fields`] : []),
    ...(names.length < keys.length ? [`has an unknown field; ${list}`] : []),
  ].join(' and ');
}

/** The most of an object of texts: its entries, the characters of one and of all together. */
export interface TextLimits {
  entries: number;
  text: number;
  all: number;
}

/** Texts by names of the sender, which templates may use. */
export const texts = (limits: TextLimits) =>
  z.preprocess(
    (value, context) => {
      if (!isObject(value) || Object.keys(value).length <= limits.entries) return value;
      context.addIssue({ code: 'custom', message: `has more than ${limits.entries} entries` });
      return z.NEVER;
    },
    z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,49}$/), text(limits.text), {
        error: ({ code }) =>
          code === 'invalid_key'
            ? 'has a key that does not match [A-Za-z_][A-Za-z0-9_]{0,49}'
            : 'must be an object of texts',
      })
      .superRefine((value, context) => {
        const size = Object.values(value).reduce((sum, { length }) => sum + length, 0);
        bounded(context, size, limits.all, ' in all');
      }),
  );

/** What is wrong, and where: `recipient.name`, or empty for the whole. Never holds a value of what was sent. */
export interface Problem {
  path: string;
  problem: string;
}

/** What was read, or everything that is wrong with it: each thing once, what is only too large last; of more than 50 it says so. */
export type Read<T> =
  { ok: true; value: T } | { ok: false; problems: Problem[]; onlyTooLarge: boolean };

/** Reads what anyone may have sent; never throws. Fields that are undefined count as absent, and so does null where it is said. */
export function read<T>(schema: z.ZodType<T>, input: unknown, isNullAbsent = false): Read<T> {
  const own = ownFields(input, isNullAbsent) ?? null;
  const parsed = schema.safeParse(
    isObject(own)
      ? Object.fromEntries(Object.entries(own).map(([key, value]) => [key, ownFields(value)]))
      : own,
  );
  if (parsed.success) return { ok: true, value: parsed.data };
  const { issues } = parsed.error;
  const wrong = issues.filter((issue) => !isSize(issue));
  const all = [...wrong, ...issues.filter(isSize)].map(problemOf);
  const problems = [...new Map(all.map((one) => [`${one.path} ${one.problem}`, one])).values()];
  const more = { path: '', problem: 'there is more, which is told when this is corrected' };
  const told = problems.length > 50 ? [...problems.slice(0, 50), more] : problems;
  return { ok: false, problems: told, onlyTooLarge: wrong.length === 0 };
}

const isSize = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'too_big' && issue.origin === 'string';

/** What is inherited does not count. zod would leave out a key `__proto__`, so it stands under a name that is none. */
function ownFields(value: unknown, isNullAbsent = false): unknown {
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(
    ([, one]) => one !== undefined && !(isNullAbsent && one === null),
  );
  return Object.fromEntries(
    present.map(([key, one]) => [key === '__proto__' ? '(prototype)' : key, one]),
  );
}

/** A key of the sender that is no name is not told back. */
function problemOf({ code, path, message }: z.core.$ZodIssue): Problem {
  const place = code === 'invalid_key' ? path.slice(0, -1) : path;
  return { path: place.map(String).join('.'), problem: message };
}
