// The look for our notes in the journal of a ticket: which stand there, how often, and whether that can be believed.
import type { WatchedNote } from '../../contract/activities.ts';
import type { Attempt } from '../attempt.ts';
import { readable } from '../servicenow/journal.ts';
import { isCreationNote, noteKey, notePartOf, type NotePart } from '../servicenow/marker.ts';
import { shownOf } from '../servicenow/rows.ts';
import type { JournalRow, RecordKey, TableApi } from '../servicenow/table-api.ts';

/** The journals that a note can be in. */
export type Column = 'work_notes' | 'comments';
const columns: readonly Column[] = ['comments', 'work_notes'];

/** What a look shows. `proven`: an entry known to exist was read back, so that what is not there was not written. */
export interface Seen {
  entries: OwnEntry[];
  proven: boolean;
}

/** One journal entry of ours; `part` where it is (a part of) a note of a message. */
interface OwnEntry {
  column: string;
  part?: NotePart;
}

/** How often the parts of one note stand in the journal, by the number of parts that it was written in. */
export interface Standing {
  total: number;
  /** How often each part stands, the first part first. */
  counts: number[];
}

const pageSize = 100;
/** More entries of ours than a request has; more than this, were the condition dropped, is not read through. */
const mostPages = 50;

/**
 * Looks among the entries of `sys_journal_field`; where these prove nothing, on the record itself, whose journal columns
 * show every entry. `column` is where the notes go.
 */
export async function lookForNotes(
  api: TableApi,
  key: RecordKey,
  column: Column,
  attempt: Attempt,
): Promise<Seen> {
  const rows = (await journalEntries(api, key, attempt)) ?? [];
  if (isProof(rows, column)) return { entries: rows, proven: true };
  const shown = await shownEntries(api, key, column, attempt);
  return { entries: shown.length > 0 ? shown : rows, proven: isProof(shown, column) };
}

/** What is known of one note, by the number of parts: a template may have changed between two attempts. */
export function standingsOf({ entries }: Seen, key: string): Standing[] {
  const parts = entries.flatMap(({ part }) => (part?.key === key ? [part] : []));
  return [...new Set(parts.map(({ total }) => total))].map((total) => ({
    total,
    counts: Array.from(
      { length: total },
      (_, index) => parts.filter((one) => one.total === total && one.number === index + 1).length,
    ),
  }));
}

/** Those watched notes of which any part stands more than once; none where the journal cannot be read. */
export async function duplicatesOf(
  api: TableApi,
  key: RecordKey,
  { watched, column }: { watched: readonly WatchedNote[]; column: Column },
  attempt: Attempt,
): Promise<WatchedNote[]> {
  if (watched.length === 0) return [];
  const seen = await lookForNotes(api, key, column, attempt);
  return watched.filter((note) =>
    standingsOf(seen, noteKey(key.requestId, note)).some(({ counts }) =>
      counts.some((count) => count > 1),
    ),
  );
}

/** Work notes are hidden from more people than comments are. */
function isProof(entries: readonly OwnEntry[], column: Column): boolean {
  return entries.some((entry) => entry.column === column || entry.column === 'work_notes');
}

/** Undefined where the journal may not be read, or is too long to be read through. */
async function journalEntries(
  api: TableApi,
  key: RecordKey,
  attempt: Attempt,
): Promise<OwnEntry[] | undefined> {
  const rows = new Map<string, JournalRow>();
  const asked = {
    elements: columns,
    containing: '[access-request',
    newestFirst: true,
    steady: true,
  } as const;
  for (let page = 0; page < mostPages; page += 1) {
    const at = { ...asked, limit: pageSize, offset: page * pageSize };
    const found = await readable(api, key, at, attempt);
    if (found === undefined) return undefined;
    // ServiceNow takes hidden entries out of a page: a short one is not yet the last.
    if (found.length === 0) {
      return [...rows.values()].flatMap(({ element, text }) => ownEntry(element, text));
    }
    // An entry that is written meanwhile moves the others: the same one may come again.
    for (const row of found) rows.set(row.sysId, row);
  }
  return undefined;
}

/** A row that was not asked for, and our marker elsewhere than at the start, are somebody else's words. */
function ownEntry(column: string, text: string): OwnEntry[] {
  const part = notePartOf(text);
  if (part !== undefined) return [{ column, part }];
  return isCreationNote(text) ? [{ column }] : [];
}

/** `2026-11-24 08:00:00 - Nina Novak (Work notes)`, whatever the language and the form of dates. */
const heading = /^\S.* - .*\(.+\)$/;

/** Entries look alike in one text, where also an agent can imitate them: notes count in the column that they go to. */
async function shownEntries(
  api: TableApi,
  key: RecordKey,
  column: Column,
  attempt: Attempt,
): Promise<OwnEntry[]> {
  const row = await api.look(key, attempt, columns);
  if (row === undefined) return [];
  return columns.flatMap((one) => {
    const entries = firstLinesOf(shownOf(row, one)).flatMap((line) => ownEntry(one, line));
    // Of the other one it only counts that an entry of ours can be read.
    return one === column ? entries : entries.map(() => ({ column: one }));
  });
}

/** The first line of each entry of a journal as a record shows it. */
function firstLinesOf(shown: string): string[] {
  const lines = shown.split(/\r?\n/);
  return lines.filter(
    (_, at) => heading.test(lines[at - 1] ?? '') && (lines[at - 2] ?? '').trim() === '',
  );
}

/** Whether what ServiceNow shows of a column holds a part of a note. */
export function showsPart(shown: string, { key, number, total }: NotePart): boolean {
  return firstLinesOf(shown).some((line) => {
    const found = notePartOf(line);
    return found?.key === key && found.number === number && found.total === total;
  });
}

/** Whether any entry of a column can be read, whoever wrote it. */
export async function showsEntries(
  api: TableApi,
  key: RecordKey,
  column: Column,
  attempt: Attempt,
): Promise<boolean> {
  const page = { elements: [column], newestFirst: true, limit: pageSize };
  const rows = await readable(api, key, page, attempt);
  if (rows !== undefined && rows.length > 0) return true;
  const row = await api.look(key, attempt, [column]);
  return row !== undefined && firstLinesOf(shownOf(row, column)).length > 0;
}
