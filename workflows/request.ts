// Whether something is an access request: every rule, as plain checks for client and activities alike.
import { idPattern } from './messages.ts';
import type { AccessRequest } from './model.ts';

/** One thing that is wrong: where, and what is allowed. Never holds the value. */
export interface Problem {
  path: string;
  problem: string;
}

export type CheckedRequest =
  { ok: true; request: AccessRequest } | { ok: false; problems: Problem[] };

type Check = (value: unknown, path: string) => Problem[];
type Shape = Record<string, { check: Check; optional?: true }>;

/** Checks a whole request and says everything that is wrong with it at once. */
export function checkRequest(input: unknown): CheckedRequest {
  const problems = object(requestShape)(input, '');
  if (problems.length > 0 || !isRequest(input)) return { ok: false, problems };
  const { validFrom, validUntil } = input;
  if (
    validFrom !== undefined &&
    validUntil !== undefined &&
    Date.parse(validFrom) > Date.parse(validUntil)
  ) {
    return { ok: false, problems: [{ path: 'validUntil', problem: 'is before validFrom' }] };
  }
  return { ok: true, request: input };
}

/** What the checks have proved; the compiler cannot follow them. */
function isRequest(input: unknown): input is AccessRequest {
  return isObject(input) && object(requestShape)(input, '').length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const wrong = (path: string, problem: string): Problem[] => [{ path, problem }];

function object(shape: Shape): Check {
  return (value, path) => {
    if (!isObject(value))
      return wrong(path, `must be an object with ${Object.keys(shape).join(', ')}`);
    const at = (key: string) => (path === '' ? key : `${path}.${key}`);
    const unknown = Object.keys(value)
      .filter((key) => !Object.hasOwn(shape, key))
      .flatMap((key) => wrong(at(key), `is unknown; known: ${Object.keys(shape).join(', ')}`));
    const known = Object.entries(shape).flatMap(([key, { check, optional }]) => {
      if (value[key] !== undefined) return check(value[key], at(key));
      return optional === true ? [] : wrong(at(key), 'is missing');
    });
    return [...unknown, ...known];
  };
}

/** A text of people: anything but half a character and what no screen shows. */
const text =
  (longest: number, control = /[\p{Cc}--[\n\r\t]]/v): Check =>
  (value, path) => {
    if (typeof value !== 'string') return wrong(path, 'must be a text');
    if (value.length > longest) return wrong(path, `is longer than ${longest} characters`);
    if (!value.isWellFormed()) return wrong(path, 'holds half a character (a lone surrogate)');
    return control.test(value) ? wrong(path, 'holds control characters') : [];
  };

/** A text on one line that says something. */
const line =
  (longest: number): Check =>
  (value, path) => {
    const problems = text(longest, /\p{Cc}/v)(value, path);
    const blank = problems.length === 0 && typeof value === 'string' && value.trim() === '';
    return blank ? wrong(path, 'is empty') : problems;
  };

const oneOf =
  (...words: string[]): Check =>
  (value, path) =>
    typeof value === 'string' && words.includes(value)
      ? []
      : wrong(path, `must be one of ${words.join(', ')}`);

const id: Check = (value, path) =>
  typeof value === 'string' && idPattern.test(value)
    ? []
    : wrong(path, 'must match [A-Za-z0-9._:-]{1,100}');

/** A link: http or https, no credentials. The workflow's sandbox has no URL class, hence a pattern. */
const link: Check = (value, path) => {
  const problems = line(1000)(value, path);
  if (problems.length > 0) return problems;
  return typeof value === 'string' && /^https?:\/\/[^\s/?#@\\]+([/?#]\S*)?$/i.test(value)
    ? []
    : wrong(path, 'must be an http or https address without credentials');
};

const datePattern =
  /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/;

/** ISO 8601: a day, or a time with its zone; and a day that the calendar has. */
const date: Check = (value, path) => {
  const match = typeof value === 'string' ? datePattern.exec(value) : null;
  if (match === null) {
    return wrong(path, 'must be an ISO 8601 date (2026-11-24) or time (2026-11-24T09:00:00Z)');
  }
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const there = new Date(Date.UTC(year, month - 1, day));
  const exists = there.getUTCMonth() === month - 1 && there.getUTCDate() === day;
  return exists ? [] : wrong(path, 'is a day that does not exist');
};

const data: Check = (value, path) => {
  if (!isObject(value)) return wrong(path, 'must be an object of texts');
  const entries = Object.entries(value);
  if (entries.length > 100) return wrong(path, 'holds more than 100 entries');
  return entries.flatMap(([key, one]) =>
    /^[A-Za-z_][A-Za-z0-9_]{0,49}$/.test(key) && key !== '__proto__'
      ? text(10_000)(one, `${path}.${key}`)
      : wrong(path, 'holds a name that is not [A-Za-z_][A-Za-z0-9_]{0,49}'),
  );
};

const person = object({
  id: { check: line(200) },
  name: { check: line(200) },
  email: { check: line(320), optional: true },
});

const requestShape: Shape = {
  id: { check: id },
  action: { check: oneOf('grant', 'renewal', 'removal') },
  reference: { check: object({ id: { check: line(200) }, url: { check: link } }) },
  serviceItem: { check: object({ id: { check: line(200) }, name: { check: line(500) } }) },
  serviceCategory: { check: line(100) },
  recipient: { check: person },
  requester: { check: person },
  reason: { check: text(10_000), optional: true },
  validFrom: { check: date, optional: true },
  validUntil: { check: date, optional: true },
  data: { check: data, optional: true },
};
