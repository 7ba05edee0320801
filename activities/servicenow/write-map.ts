// The write map: the columns with which a ticket is cancelled.
import type { TableConfiguration } from '../../config/schema.ts';
import { defaultMap } from './default-maps.ts';

/**
 * The columns that cancel a ticket of a table. `{{ words }}` in a configured value stands for the words,
 * which are data and never read as a template; without it they go into `close_notes`. Undefined where neither the
 * configuration nor a default says how to cancel.
 */
export function cancelFields(
  table: string,
  configured: TableConfiguration | undefined,
  words: string,
): Record<string, string> | undefined {
  const map = configured?.cancel ?? defaultMap(table).cancel;
  if (map === undefined) return undefined;
  const filled = Object.entries(map).map(
    ([column, value]) => [column, fill(value, words)] as const,
  );
  const holdsWords = Object.values(map).some((value) => placeholder.test(value));
  return Object.fromEntries(holdsWords ? filled : [...filled, ['close_notes', words] as const]);
}

const placeholder = /\{\{\s*words\s*\}\}/;

const fill = (value: string, words: string): string => value.split(placeholder).join(words);
