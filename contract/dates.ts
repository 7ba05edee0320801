// Dates as texts: how a time is written, and whether a text is a date of the calendar.

/** ISO 8601 of a time in milliseconds. */
export const iso = (time: number): string => new Date(time).toISOString();

const datePattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):(\d\d)))?$/;

/** `2026-12-31`, or a time with its zone; as the text of a regular expression. */
export const dateForm = datePattern.source;

/**
 * What is wrong with a text that should be `2026-12-31`, or a time with its zone, for without one nobody could say when it
 * is; undefined when nothing is.
 */
export function dateProblem(text: string): string | undefined {
  const parts = datePattern.exec(text);
  if (parts === null)
    return 'must be a date such as 2026-12-31 or a time such as 2026-12-31T08:00:00Z';
  const [year = 0, month = 0, day = 0, ...time] = parts.slice(1).map((part) => Number(part || 0));
  const [hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = time;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const exists = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= last;
  const isTime = hour <= 23 && zoneHour <= 23 && Math.max(minute, second, zoneMinute) <= 59;
  return exists && isTime ? undefined : 'does not exist in the calendar';
}
