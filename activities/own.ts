// Looking up a key in a record of the configuration.

/** The value of a key that the record itself holds: `constructor` is a lawful name. */
export function own<Value>(record: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
