// Where two JSON values differ first, and by which path one gets there.

/** `recorded` or `replayed` is missing where that side has nothing at the path. */
export interface ValueDifference {
  /** Such as `input[0].write.note.text`; empty where the values as a whole differ. */
  path: string;
  recorded?: unknown;
  replayed?: unknown;
}

/** The first place where the two differ, in the order of the recorded one; the order of keys counts for nothing. */
export function firstDifference(
  recorded: unknown,
  replayed: unknown,
  path = '',
): ValueDifference | undefined {
  if (Object.is(recorded, replayed)) return undefined;
  if (!isComposite(recorded) || !isComposite(replayed)) return differing(path, recorded, replayed);
  if (Array.isArray(recorded) !== Array.isArray(replayed)) {
    return differing(path, recorded, replayed);
  }
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(replayed)])) {
    const step = Array.isArray(recorded) ? `[${key}]` : named(key, path);
    const found = firstDifference(own(recorded, key), own(replayed, key), `${path}${step}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isComposite = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

const own = (value: object, key: string): unknown =>
  Object.getOwnPropertyDescriptor(value, key)?.value;

function named(key: string, path: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `[${JSON.stringify(key)}]`;
  return path === '' ? key : `.${key}`;
}

const differing = (path: string, recorded: unknown, replayed: unknown): ValueDifference => ({
  path,
  ...(recorded === undefined ? {} : { recorded }),
  ...(replayed === undefined ? {} : { replayed }),
});
