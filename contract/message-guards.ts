// Whether a decision or a change is what it should be: plain checks, for anyone can send a signal with any input.
import { idPattern, mirrorLimits, type Decision, type Change } from './messages.ts';
import { isObject } from './json.ts';
import { dateProblem } from './dates.ts';
import type { Guarded } from './guards.ts';

/**
 * A message that may be taken, or what is wrong with it in words. `tooLarge` is there where nothing else is wrong: then
 * it is a message of the identity manager that was not taken, and a person must know.
 */
export type GuardedMessage<Message> =
  Guarded<Message> | { ok: false; problem: string; tooLarge: { id: string } };

/** The input of a `decision` signal; where `final` is missing it is not. */
export function guardDecision(input: unknown): GuardedMessage<Decision> {
  return guard(input, decisionFields, (read) => {
    const reason = read('reason', isText);
    return {
      ...idAndPlace(read),
      step: read('step', isLine) ?? '',
      approver: read('approver', isLine) ?? '',
      verdict: read('verdict', isVerdict) ?? 'denied',
      final: read('final', isBoolean) ?? false,
      ...(reason !== undefined && { reason }),
    };
  });
}

/** The input of a `change` signal. */
export function guardChange(input: unknown): GuardedMessage<Change> {
  const guarded = guard(input, changeFields, (read) => {
    const [by, status] = [read('by', isLine), read('status', isLine)];
    const [validFrom, validUntil] = [read('validFrom', isDate), read('validUntil', isDate)];
    const [comment, recipient] = [read('comment', isText), read('recipient', isData)];
    return {
      ...idAndPlace(read),
      ...(by !== undefined && { by }),
      ...(status !== undefined && { status }),
      ...(validFrom !== undefined && { validFrom }),
      ...(validUntil !== undefined && { validUntil }),
      ...(comment !== undefined && { comment }),
      ...(recipient !== undefined && { recipient }),
    };
  });
  if (!guarded.ok || changed.some((key) => says(guarded.message[key]))) return guarded;
  return { ok: false, problem: `must hold one of ${changed.join(', ')}` };
}

/** Whether there is anything in a part of a change: a note without words would tell nobody anything. */
const says = (part: Change[(typeof changed)[number]]): boolean =>
  typeof part === 'string'
    ? part.trim() !== ''
    : part !== undefined && Object.keys(part).length > 0;

const decisionFields = {
  ...{ id: true, sequence: false, step: true, approver: true, verdict: true },
  ...{ reason: false, time: false, final: false },
} as const satisfies Record<keyof Decision, boolean>;

const changed = ['status', 'validFrom', 'validUntil', 'comment', 'recipient'] as const;

const changeFields = {
  ...{ id: true, sequence: false, by: false, time: false },
  ...{ status: false, validFrom: false, validUntil: false, comment: false, recipient: false },
} as const satisfies Record<keyof Change, boolean>;

/** What a field may be: a guard, what it must be in words, and what makes it too large, where that can be. */
interface Kind<T> {
  is: (value: unknown) => value is T;
  words: string;
  tooLarge?: (value: T) => string | undefined;
}

type Read = <T>(key: string, kind: Kind<T>) => T | undefined;

/** Reads the fields by their kinds; the first problem stands for all, a text that is too long only when it is the only one. */
function guard<Message extends { id: string }>(
  input: unknown,
  fields: Record<string, boolean>,
  build: (read: Read) => Message,
): GuardedMessage<Message> {
  const names = Object.keys(fields);
  if (!isObject(input)) {
    const needed = names.filter((key) => fields[key] === true);
    return { ok: false, problem: `must be an object with ${needed.join(', ')}` };
  }
  const problems: string[] = [];
  const large: string[] = [];
  if (Object.keys(input).some((key) => !names.includes(key)))
    problems.push(`holds an unknown field; known: ${names.join(', ')}`);
  const message = build((key, { is, words, tooLarge }) => {
    const value = Object.hasOwn(input, key) ? input[key] : undefined;
    if (value === undefined || value === null) {
      if (fields[key] === true) problems.push(`${key} is missing`);
      return undefined;
    }
    if (!is(value)) {
      problems.push(`${key} must be ${words}`);
      return undefined;
    }
    const excess = tooLarge?.(value);
    if (excess !== undefined) large.push(`${key} ${excess}`);
    return value;
  });
  const [problem] = problems;
  if (problem !== undefined) return { ok: false, problem };
  const [excess] = large;
  if (excess !== undefined) return { ok: false, problem: excess, tooLarge: { id: message.id } };
  return { ok: true, message };
}

function idAndPlace(read: Read): Pick<Decision, 'id' | 'sequence' | 'time'> {
  const [id, sequence, time] = [
    read('id', isId),
    read('sequence', isSequence),
    read('time', isDate),
  ];
  return {
    id: id ?? '',
    ...(sequence !== undefined && { sequence }),
    ...(time !== undefined && { time }),
  };
}

const beyond = (size: number, limit: number): string | undefined =>
  size > limit ? `is longer than ${limit} characters` : undefined;

const isString = (value: unknown): value is string =>
  typeof value === 'string' && value.isWellFormed();

const isPlain = (value: unknown): value is string =>
  isString(value) && !/[^\P{Cc}\t\n\r]/u.test(value);

const isText: Kind<string> = {
  is: isPlain,
  words: 'a text without control characters',
  tooLarge: ({ length }) => beyond(length, mirrorLimits.text),
};

const isLine: Kind<string> = {
  is: (value): value is string =>
    isString(value) && value.trim() !== '' && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value),
  words: 'one line that is not empty',
  tooLarge: ({ length }) => beyond(length, mirrorLimits.line),
};

const isId: Kind<string> = {
  is: (value): value is string => typeof value === 'string' && idPattern.test(value),
  words: 'an id that matches [A-Za-z0-9._:-]{1,100}',
};

const isSequence: Kind<number> = {
  is: (value): value is number => Number.isSafeInteger(value) && Number(value) >= 1,
  words: 'a whole number from 1',
};

const isDate: Kind<string> = {
  is: (value): value is string => typeof value === 'string' && dateProblem(value) === undefined,
  words: 'a date such as 2026-12-31 or a time such as 2026-12-31T08:00:00Z',
};

const isBoolean: Kind<boolean> = {
  is: (value): value is boolean => typeof value === 'boolean',
  words: 'true or false',
};

const isVerdict: Kind<Decision['verdict']> = {
  is: (value): value is Decision['verdict'] => value === 'approved' || value === 'denied',
  words: 'approved or denied',
};

const keyForm = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,49}$/;

const isData: Kind<Record<string, string>> = {
  is: (value): value is Record<string, string> =>
    isObject(value) &&
    Object.keys(value).length <= mirrorLimits.entries &&
    Object.entries(value).every(([key, text]) => keyForm.test(key) && isPlain(text)),
  words: `an object of at most ${mirrorLimits.entries} texts by names that match [A-Za-z_][A-Za-z0-9_]{0,49}`,
  tooLarge: (data) =>
    beyond(
      Object.values(data).reduce((sum, text) => sum + text.length, 0),
      mirrorLimits.text,
    ),
};
