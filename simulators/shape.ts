// Telling what a JSON value is, for what comes in over the control APIs and what goes back.

/** Tells whether a value has a shape. */
export type Guard<T> = (value: unknown) => value is T;

/** An object that is no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** A finite number. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** True or false. */
export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** A list of things of one shape. */
export function isListOf<T>(item: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(item);
}

/** An object whose values all have one shape. */
export function isMapOf<T>(item: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> => isRecord(value) && Object.values(value).every(item);
}

/** One of some texts. */
export function isOneOf<T extends string>(...texts: readonly T[]): Guard<T> {
  return (value): value is T => texts.some((text) => text === value);
}

/** Reads what a caller sent, or says which key is wrong and what it should be. */
export function field<T>(body: unknown, key: string, guard: Guard<T>, wanted: string): T {
  const value = isRecord(body) ? body[key] : undefined;
  if (!guard(value)) throw new ShapeError(`${key} must be ${wanted}`);
  return value;
}

/** As `field`, but the key may be missing: `{}` then, so that it can be spread. */
export function optional<K extends string, T>(
  body: unknown,
  key: K,
  guard: Guard<T>,
  wanted: string,
): Partial<Record<K, T>> {
  if (!isRecord(body) || body[key] === undefined) return {};
  const found: Partial<Record<K, T>> = {};
  found[key] = field(body, key, guard, wanted);
  return found;
}

/** What a caller sent is not what it should be. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}
