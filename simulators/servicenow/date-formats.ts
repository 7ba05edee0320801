// Dates as ServiceNow writes them: `YYYY-MM-DD HH:MM:SS`, UTC in values and the user's zone in display values.

const shape = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?$/;

/** A time as a value. */
export function toValue(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** A value as milliseconds since 1970; undefined when it is no date. */
export function fromValue(value: string): number | undefined {
  const [, day, hours = '00:00:00'] = shape.exec(value) ?? [];
  if (day === undefined) return undefined;
  const time = Date.parse(`${day}T${hours}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** A value as people in a time zone read it; an empty value stays empty. */
export function toDisplay(value: string, timeZone: string): string {
  const time = fromValue(value);
  if (time === undefined) return '';
  // Swedish dates look like ServiceNow's.
  const format = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(time);
}

/** What people in a time zone write, as a value; empty when it is no date. */
export function fromDisplay(display: string, timeZone: string): string {
  const wanted = fromValue(display);
  if (wanted === undefined) return '';
  const shown = fromValue(toDisplay(toValue(wanted), timeZone)) ?? wanted;
  return toValue(wanted - (shown - wanted));
}
