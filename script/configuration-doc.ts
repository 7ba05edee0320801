// `npm run docs`: writes the reference of every key into docs/configuration.md, from what the schema says of itself.
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { configurationSchema } from '../config/schema.ts';
import { laidOut, withPart } from './made-part.ts';

/** The document; its part `keys` is made by this script. */
const file = new URL('../docs/configuration.md', import.meta.url);

/** All that config/meaning.ts says of a key; a group of keys has no `taken`. */
const meaningSchema = z
  .object({
    description: z.string(),
    taken: z.enum(['plan', 'live', 'both']),
    allowed: z.string(),
    unset: z.string(),
    each: z.string(),
  })
  .partial();
type Meaning = z.output<typeof meaningSchema>;

/** What a schema, or the one that it was made from, says of itself. */
const meaningOf = (schema: z.ZodType): Meaning => meaningSchema.parse(schema.meta() ?? {});

/** A key that takes a value. */
interface Value {
  key: string;
  allowed: string;
  /** As it is written in the file; undefined where a value is required. */
  default?: string;
  meaning: Meaning;
}

/** A group of keys: a section of the reference. */
export interface Section {
  path: string;
  meaning: Meaning;
  values: Value[];
}

/** The schema of what is written, and what is said where it is left out. */
interface Unwrapped {
  schema: z.ZodType;
  meaning: Meaning;
  default?: string;
}

const code = (text: unknown): string => `\`${String(text)}\``;

/** What is said outside counts before what is said within. */
function unwrap(schema: z.core.$ZodType): Unwrapped {
  if (!(schema instanceof z.ZodType)) throw new Error('a schema of another kind than zod has');
  const meaning = meaningOf(schema);
  if (schema instanceof z.ZodOptional) {
    const inner = unwrap(schema.unwrap());
    return { ...inner, meaning: { ...inner.meaning, ...meaning }, default: 'none' };
  }
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner = unwrap(schema.unwrap());
    const value: unknown = schema.def.defaultValue;
    const plain = typeof value === 'string' || typeof value === 'number' ? code(value) : 'none';
    return { ...inner, meaning: { ...inner.meaning, ...meaning }, default: plain };
  }
  return { schema, meaning };
}

/** What may stand at a key, where the schema does not say it in words. */
function allowedIn(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.map(code).join(', ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(code).join(', ');
  if (schema instanceof z.ZodBoolean) return '`true`, `false`';
  if (schema instanceof z.ZodString) return 'a text';
  if (!(schema instanceof z.ZodNumber)) throw new Error(`no words for a ${schema.type}`);
  const { minValue, maxValue } = schema;
  const most =
    maxValue === null || maxValue >= Number.MAX_SAFE_INTEGER ? ' or more' : ` to ${maxValue}`;
  return `a whole number, ${minValue}${most}`;
}

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Every group of keys of the schema, in its order. Of a union, all members are one group. */
export function sectionsOf(
  schema: z.core.$ZodType = configurationSchema,
  path = '',
  wholes: readonly string[] = [],
): Section[] {
  const { schema: here, meaning } = unwrap(schema);
  const section: Section = { path, meaning: after(wholes, meaning), values: [] };
  const sections: Section[] = [];
  for (const [key, inner] of shapesOf(here).flatMap((shape) => Object.entries(shape))) {
    const place = placeOf(inner, key);
    if (place.kind === 'value') addValue(section.values, place.value);
    else sections.push(...sectionsOf(place.group, below(path, place.key), place.wholes));
  }
  return [section, ...sections];
}

/** The words about a mapping or a list come before those about one of its entries. */
function after(wholes: readonly string[], meaning: Meaning): Meaning {
  const { description = '' } = meaning;
  return wholes.length === 0
    ? meaning
    : { ...meaning, description: [...wholes, description].join(' ').trim() };
}

/** Another member of a union may allow more at the same key. */
function addValue(values: Value[], value: Value): void {
  const known = values.find(({ key }) => key === value.key);
  if (known === undefined) values.push(value);
  else known.allowed = [...new Set([...known.allowed.split(', '), value.allowed])].join(', ');
}

function shapesOf(schema: z.ZodType): Readonly<Record<string, z.core.$ZodType>>[] {
  if (schema instanceof z.ZodObject) return [schema.shape];
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((one) => shapesOf(unwrap(one).schema));
  return [];
}

/** Where a key leads: to a group of its own or to a value; a mapping or a list of either shows in the key. */
type Place =
  | { kind: 'group'; key: string; group: z.core.$ZodType; wholes: string[] }
  | { kind: 'value'; value: Value };

function placeOf(schema: z.core.$ZodType, key: string): Place {
  const { schema: here, meaning, default: otherwise } = unwrap(schema);
  const unset = meaning.unset ?? otherwise;
  if (here instanceof z.ZodRecord) {
    return entryOf(placeOf(here.valueType, `${key}.<${meaning.each ?? 'key'}>`), meaning, unset);
  }
  if (here instanceof z.ZodArray) return entryOf(placeOf(here.element, `${key}[]`), meaning, unset);
  if (meaning.allowed === undefined && shapesOf(here).length > 0) {
    return { kind: 'group', key, group: schema, wholes: [] };
  }
  const { allowed = allowedIn(here) } = meaning;
  return {
    kind: 'value',
    value: { key, allowed, meaning, ...(unset !== undefined && { default: unset }) },
  };
}

/** An entry of a mapping or list, with what is said of the whole. */
function entryOf(place: Place, meaning: Meaning, unset: string | undefined): Place {
  const { description } = meaning;
  const wholes = description === undefined ? [] : [description];
  if (place.kind === 'group') return { ...place, wholes: [...wholes, ...place.wholes] };
  const { value } = place;
  const said = {
    ...after(wholes, value.meaning),
    ...(meaning.taken !== undefined && { taken: meaning.taken }),
  };
  return {
    kind: 'value',
    value: { ...value, meaning: said, ...(unset !== undefined && { default: unset }) },
  };
}

function textOf({ path, meaning, values }: Section): string {
  const head = path === '' ? [] : [`### \`${path}\``, '', meaning.description ?? '', ''];
  if (values.length === 0) return head.join('\n');
  const rows = values.map(
    ({
      key,
      allowed,
      default: otherwise = 'required',
      meaning: { taken = '', description = '' },
    }) => [`\`${key}\``, allowed, otherwise, taken, description].join(' | '),
  );
  const table = [
    'key | what may stand there | default | taken | what it means',
    '--- | --- | --- | --- | ---',
    ...rows,
  ];
  return [...head, ...table.map((row) => `| ${row} |`), ''].join('\n');
}

/** The document with its reference as the schema has it today. */
export const withReference = (document: string): Promise<string> =>
  laidOut(withPart(document, 'keys', sectionsOf().map(textOf).join('\n')), file);

if (import.meta.main) await writeFile(file, await withReference(await readFile(file, 'utf8')));
