// Liquid, fenced in: strict, bounded, without other templates; failures that hold no value of a request.
import { Liquid, type Template } from 'liquidjs';

/** Why a template cannot be used. The message holds names and places of the template, no value. */
export class TemplateProblem extends Error {
  override readonly name = 'TemplateProblem';
}

const engine = new Liquid({
  strictVariables: true,
  // What may be absent can be tested: `{% if request.data.room %}`, `| default: "none"`.
  lenientIf: true,
  strictFilters: true,
  ownPropertyOnly: true,
  // The disk is never asked: `include`, `render` and `layout` find nothing.
  templates: {},
  relativeReference: false,
  parseLimit: 50_000,
  // Milliseconds; a ticket takes a few. Memory, counted in items and characters, stops a loop long before.
  renderLimit: 2_000,
  memoryLimit: 1_000_000,
  // The same text on every worker.
  timezoneOffset: 0,
  preserveTimezones: true,
  locale: 'en',
  // Nothing is escaped: a column is no HTML.
  outputEscape: plainText,
});

// They read an argument as an expression, and an argument may be a text of the request.
for (const filter of Object.keys(engine.filters)) {
  if (filter.endsWith('_exp')) Reflect.deleteProperty(engine.filters, filter);
}

class NoText extends Error {}

/** An object would become `[object Object]`. */
function plainText(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    default:
      if (value === null) return '';
      if (Array.isArray(value)) return value.map(plainText).join('');
      throw new NoText();
  }
}

/** A template as it was read, and its text. */
interface ParsedTemplate {
  source: string;
  parsed: Template[];
}

/** Reads a template. Throws `TemplateProblem`. One line break at its end is YAML's, not meant. */
export function parseTemplate(template: string): ParsedTemplate {
  const source = template.replace(/\r?\n$/, '');
  try {
    return { source, parsed: engine.parse(source) };
  } catch (error) {
    // No value of the request is known yet: the message can hold nothing but the template.
    const message = error instanceof Error ? error.message : 'cannot be read';
    throw new TemplateProblem(message.slice(0, 300));
  }
}

/** By their texts: as many as the configuration has, each rendered for every request of its category. */
const known = new Map<string, ParsedTemplate>();

function knownTemplate(template: string): ParsedTemplate {
  const before = known.get(template);
  if (before !== undefined) return before;
  const now = parseTemplate(template);
  known.set(template, now);
  return now;
}

/** The text that a template gives; `context` holds its variables. Throws `TemplateProblem`. */
export function renderTemplate(template: string, context: object): string {
  const { source, parsed } = knownTemplate(template);
  try {
    const text: unknown = engine.renderSync(parsed, context);
    return String(text);
  } catch (error) {
    throw new TemplateProblem(whyNotRendered(error, source));
  }
}

/** Messages of a rendering may hold values, so that they are told by their kind and place. */
function whyNotRendered(error: unknown, source: string): string {
  const { message, originalError } = partsOf(error);
  const at = /, line:\d+, col:\d+$/.exec(message)?.[0] ?? '';
  if (originalError instanceof NoText) return `an object is no text${at}`;
  const reason = originalError?.message ?? message;
  const limit = /^[a-z ]+ limit exceeded/.exec(reason)?.[0];
  if (limit !== undefined) return `${limit}${at}`;
  if (reason.startsWith('ENOENT')) return `there are no other templates to include${at}`;
  const variable = /^undefined variable: (.*)$/s.exec(reason)?.[1];
  if (variable === undefined) return `a tag or filter fails${at}`;
  // `request.data[request.reason]` is named by the reason; what the template says itself is no secret.
  const named = variable.split('.').every((part) => source.includes(part));
  return `undefined variable${named ? `: ${variable}` : ''}${at}`;
}

function partsOf(error: unknown): { message: string; originalError?: Error } {
  if (!(error instanceof Error)) return { message: '' };
  const { message } = error;
  const original = 'originalError' in error ? error.originalError : undefined;
  return original instanceof Error ? { message, originalError: original } : { message };
}
