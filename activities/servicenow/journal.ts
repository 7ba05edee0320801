// The journal of a ticket: comments not reported before, the last word on a closed one, the creation note.
import { ApplicationFailure } from '@temporalio/common';
import type { CommentCursor, TicketComment } from '../../contract/ticket.ts';
import type { Attempt } from '../attempt.ts';
import { isCreationNote, isOurs } from './marker.ts';
import type { JournalPage, JournalRow, RecordKey, TableApi } from './table-api.ts';
import { cut } from './text.ts';

/** The most comments of one reading, and the longest text of one in UTF-16 units. */
export const mostComments = 10;
export const longestComment = 10_000;

/** An entry may become visible after a later one: its transaction took longer. In milliseconds. */
const overlap = 300_000;
/**
 * Whether a bare date in a query is UTC or of the account's zone is not documented: a day more is asked for, and what
 * comes back is compared with dates that came back before.
 */
const zones = 86_400_000;
const pageSize = 100;
const mostPages = 20;

/** What a reading of the comments brings. Where the journal is hidden: no comment, and the cursor as it was. */
export interface Comments {
  comments: TicketComment[];
  commentCursor?: CommentCursor;
  moreComments?: boolean;
}

/** The comments that are not behind the cursor, oldest first, none of ours. */
export async function commentsSince(
  api: TableApi,
  key: RecordKey,
  cursor: CommentCursor | undefined,
  attempt: Attempt,
): Promise<Comments> {
  const from = cursor === undefined ? undefined : shifted(cursor.since, -overlap);
  const rows = await newRows(api, key, { cursor, from }, attempt);
  if (rows === undefined) return { comments: [], ...(cursor && { commentCursor: cursor }) };
  const known = new Set(cursor?.ids);
  const unseen = rows.filter((row) => !known.has(row.sysId));
  const taken = unseen.slice(0, mostComments);
  const since = taken.at(-1)?.createdOn ?? cursor?.since;
  if (since === undefined) return { comments: [] };
  const seen = rows.filter((row) => known.has(row.sysId) || taken.includes(row));
  const near = shifted(since, -overlap);
  const ids = seen.filter((row) => row.createdOn >= near).map((row) => row.sysId);
  return {
    comments: taken.filter((row) => !isOurs(row.text)).map(commentOf),
    commentCursor: { since: latest(since, cursor?.since), ids },
    ...(unseen.length > mostComments && { moreComments: true }),
  };
}

/** Pages on until there is more than one reading takes, or nothing left. */
async function newRows(
  api: TableApi,
  key: RecordKey,
  { cursor, from }: { cursor: CommentCursor | undefined; from: string | undefined },
  attempt: Attempt,
): Promise<JournalRow[] | undefined> {
  const since = from === undefined ? {} : { since: shifted(from, -zones) };
  const rows: JournalRow[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const at = {
      elements: ['comments'],
      limit: pageSize,
      offset: page * pageSize,
      ...since,
    } as const;
    const found = await readable(api, key, at, attempt);
    if (found === undefined) return undefined;
    rows.push(...found.filter((row) => from === undefined || row.createdOn >= from));
    const unseen = rows.filter((row) => cursor?.ids.includes(row.sysId) !== true);
    if (found.length < pageSize || unseen.length > mostComments) break;
  }
  return rows;
}

function commentOf(row: JournalRow): TicketComment {
  return {
    by: row.createdBy,
    at: `${row.createdOn.replace(' ', 'T')}Z`,
    text: cut(row.text, longestComment),
  };
}

/** The newest comment or work note that is not ours: what the agent said, where `close_notes` are empty. */
export async function lastWords(
  api: TableApi,
  key: RecordKey,
  attempt: Attempt,
): Promise<string | undefined> {
  const page = {
    elements: ['comments', 'work_notes'],
    newestFirst: true,
    limit: pageSize,
  } as const;
  const rows = await readable(api, key, page, attempt);
  const last = rows?.find((row) => !isOurs(row.text));
  return last === undefined ? undefined : cut(last.text, longestComment);
}

/**
 * Who created a ticket by its creation note: the chain of the marker, another one, or nobody who left a note.
 * `unknown`: the journal is hidden, which ServiceNow shows as an empty one; that `column`, where notes go, can be
 * read is proved only by an entry of it.
 */
type Creator = 'this-chain' | 'another-chain' | 'nobody' | 'unknown';

/** Looks for the creation note among the oldest entries. */
export async function creatorOf(
  { marker, column }: { marker: string; column: string },
  api: TableApi,
  key: RecordKey,
  attempt: Attempt,
): Promise<Creator> {
  const page = { elements: ['comments', 'work_notes'], limit: 20 } as const;
  const rows = (await readable(api, key, page, attempt)) ?? [];
  const notes = rows.filter((row) => isCreationNote(row.text));
  if (notes.some((row) => row.text.trimStart().startsWith(marker))) return 'this-chain';
  if (notes.length > 0) return 'another-chain';
  return rows.some((row) => row.element === column) ? 'nobody' : 'unknown';
}

/** Whether one of the newest entries of some columns holds the marker; no when the journal cannot be read. */
export async function holdsMarker(
  { marker, columns }: { marker: string; columns: readonly string[] },
  api: TableApi,
  key: RecordKey,
  attempt: Attempt,
): Promise<boolean> {
  const page = { elements: columns, newestFirst: true, limit: pageSize };
  const rows = await readable(api, key, page, attempt);
  return rows?.some((row) => row.text.includes(marker)) ?? false;
}

/** The journal may be closed to the account: that is no failure, and looks like an empty one. */
export async function readable(
  api: TableApi,
  key: RecordKey,
  page: JournalPage,
  attempt: Attempt,
): Promise<JournalRow[] | undefined> {
  try {
    return await api.journal(key, page, attempt);
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'Refused') return undefined;
    throw error;
  }
}

/** A date of ServiceNow (`YYYY-MM-DD HH:MM:SS`, UTC) moved by milliseconds; one that is none stays. */
function shifted(date: string, by: number): string {
  const time = Date.parse(`${date.replace(' ', 'T')}Z`);
  if (!Number.isFinite(time)) return date;
  return new Date(time + by).toISOString().slice(0, 19).replace('T', ' ');
}

const latest = (a: string, b = ''): string => (a > b ? a : b);
