// The write map: the columns with which a ticket is cancelled, closed as done, or kept on hold.
import type { TableConfiguration } from '../../config/schema.ts';
import { defaultMap } from './default-maps.ts';

/**
 * The columns that cancel a ticket of a table, or close it as done. `{{ words }}` in a configured value stands for the
 * words, which are data and never read as a template; without it they go into `close_notes`. Undefined where neither the
 * configuration nor a default says how to do it.
 */
export function endingFields(
  kind: 'cancel' | 'close',
  table: string,
  configured: TableConfiguration | undefined,
  words: string,
): Record<string, string> | undefined {
  const map = configured?.[kind] ?? defaultMap(table)[kind];
  if (map === undefined) return undefined;
  const filled = Object.entries(map).map(
    ([column, value]) => [column, fill(value, words)] as const,
  );
  const holdsWords = Object.values(map).some((value) => placeholder.test(value));
  return Object.fromEntries(holdsWords ? filled : [...filled, ['close_notes', words] as const]);
}

/** The columns that keep a ticket of a table on hold; undefined as above. */
export function holdFields(
  table: string,
  configured: TableConfiguration | undefined,
): Record<string, string> | undefined {
  return configured?.hold ?? defaultMap(table).hold;
}

const placeholder = /\{\{\s*words\s*\}\}/;

const fill = (value: string, words: string): string => value.split(placeholder).join(words);
