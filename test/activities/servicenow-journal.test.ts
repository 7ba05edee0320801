// The journal of a ticket: the cursor over comments, late and many entries, long texts.
import { expect, test } from 'vitest';
import { beginShared } from '../../activities/attempt.ts';
import { commentsSince, longestComment } from '../../activities/servicenow/journal.ts';
import {
  creationMarker,
  endingMarker,
  isOurs,
  noteKey,
  noteMarker,
} from '../../activities/servicenow/marker.ts';
import type { JournalPage, JournalRow, TableApi } from '../../activities/servicenow/table-api.ts';
import { cut } from '../../activities/servicenow/text.ts';
import type { CommentCursor } from '../../contract/ticket.ts';
import { keyOf } from '../support/activities.ts';

const key = keyOf('R-1');
const at = (minute: number) =>
  new Date(Date.UTC(2026, 10, 24, 8, minute)).toISOString().slice(0, 19).replace('T', ' ');

function entry(id: string, minute: number, text = id): JournalRow {
  return { sysId: id, element: 'comments', text, createdOn: at(minute), createdBy: 'nina.novak' };
}

/** The comments of a journal that answers as ServiceNow does, read on from a cursor. */
function journalOf(rows: JournalRow[]) {
  const pages: JournalPage[] = [];
  const journal: TableApi['journal'] = (_, page) => {
    pages.push(page);
    const { since = '', offset = 0, limit } = page;
    const found = rows.filter(({ createdOn }) => createdOn >= since);
    const sorted = found.toSorted((a, b) => (a.createdOn < b.createdOn ? -1 : 1));
    return Promise.resolve(sorted.slice(offset, offset + limit));
  };
  const unused = () => Promise.reject(new Error('only the journal is read'));
  const others = { find: unused, look: unused, correlated: unused, insert: unused, update: unused };
  const api: TableApi = { journal, ...others };
  let cursor: CommentCursor | undefined;
  return {
    pages,
    async next() {
      const read = await commentsSince(api, key, cursor, beginShared());
      cursor = read.commentCursor;
      return { ...read, texts: read.comments.map(({ text }) => text) };
    },
  };
}

test('an entry that shows late, in the neighbourhood of the newest, is reported once', async () => {
  const rows = [entry('a', 0), entry('c', 10)];
  const journal = journalOf(rows);
  expect((await journal.next()).texts).toEqual(['a', 'c']);
  rows.push(entry('b', 7));
  expect((await journal.next()).texts).toEqual(['b']);
  expect((await journal.next()).texts).toEqual([]);
});

test('an old entry is not reported again, whatever zone the instance reads dates in', async () => {
  const journal = journalOf([entry('old', 0), entry('new', 50)]);
  await journal.next();
  const { commentCursor, texts } = await journal.next();
  expect(texts).toEqual([]);
  expect(commentCursor).toEqual({ since: at(50), ids: ['new'] });
  expect(journal.pages[1]?.since).toBe('2026-11-23 08:45:00');
});

test('many comments come in portions of ten, each once, in order', async () => {
  const rows = Array.from({ length: 230 }, (_, index) =>
    entry(`c${index}`, Math.floor(index / 40)),
  );
  const journal = journalOf(rows);
  const portions = [];
  for (let more: boolean | undefined = true; more === true;) {
    const read = await journal.next();
    more = read.moreComments;
    portions.push(read.texts);
  }
  expect(portions.map(({ length }) => length)).toEqual(Array.from({ length: 23 }, () => 10));
  expect(portions.flat()).toEqual(rows.map(({ text }) => text));
});

test('a crowd of known entries does not hide a new one', async () => {
  const rows = Array.from({ length: 130 }, (_, index) => entry(`c${index}`, 0));
  const journal = journalOf(rows);
  while ((await journal.next()).moreComments === true);
  rows.push(entry('new', 1));
  expect((await journal.next()).texts).toEqual(['new']);
});

test('what we wrote ourselves is passed over', async () => {
  const creation = creationMarker({ ...key, firstRunId: 'run-1' });
  const cancellation = `Hello. Cancelled by Ben: ${endingMarker('cancel', 'R-1', 'C-1')} Goodbye.`;
  const journal = journalOf([
    entry('a', 0, `${creation}\nhttps://im.example`),
    entry('b', 1),
    entry('c', 2, cancellation),
    entry('d', 3, `> ${creation}\nWhich client?`),
  ]);
  expect((await journal.next()).texts).toEqual(['b', `> ${creation}\nWhich client?`]);
});

test('no comments leave no cursor', async () => {
  expect(await journalOf([]).next()).toEqual({ comments: [], texts: [] });
});

test('a long comment is cut with an ellipsis, between characters', async () => {
  const journal = journalOf([entry('a', 0, '🎫'.repeat(longestComment))]);
  const text = (await journal.next()).texts[0] ?? '';
  expect(text.length).toBeLessThanOrEqual(longestComment);
  expect(text).toMatch(/^(🎫)+…$/u);
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abc', 0)).toBe('');
});

test('markers tell requests, chains, environments and instances apart, and are known as ours', () => {
  const { environment, instance, requestId, firstRunId } = key;
  const base = { environment, instance, requestId, firstRunId };
  const markers = [
    creationMarker(base),
    creationMarker({ ...base, firstRunId: 'run-2' }),
    creationMarker({ ...base, environment: 'production' }),
    creationMarker({ ...base, instance: 'other' }),
    creationMarker({ ...base, requestId: 'R-2' }),
    endingMarker('cancel', 'R-1', 'C-1'),
    endingMarker('cancel', 'R-1', 'C-2'),
    endingMarker('close', 'R-1', 'C-1'),
    ...(['decision', 'change'] as const).flatMap((kind) => {
      const note = noteKey('R-1', { kind, id: 'D-1' });
      return [1, 2].map((number) => noteMarker({ key: note, number, total: 2 }));
    }),
  ];
  expect(new Set(markers).size).toBe(markers.length);
  expect(markers[0]).toMatch(/^\[access-request [0-9a-f]{16}\]$/);
  for (const marker of markers) expect(isOurs(`${marker}\nx`)).toBe(true);
  expect(isOurs('See [access-request 0123456789abcdef]')).toBe(false);
  expect(isOurs('See [access-request:note 0123456789abcdef]')).toBe(false);
});
