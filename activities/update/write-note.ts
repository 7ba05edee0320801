// A decision or a change becomes one note in the journal of the ticket: exactly once, though a note has no key.
import { ApplicationFailure } from '@temporalio/common';
import { messageNameOf } from '../../workflows/lifecycle/note-queue.ts';
import type { Attempt } from '../attempt.ts';
import type {
  TicketWrite,
  UpdateServiceNowStatusInput,
  UpdateServiceNowStatusResult,
} from '../../contract/activities.ts';
import { failure } from '../failure.ts';
import type { InstanceClient, ServiceNow } from '../servicenow/client.ts';
import { noteKey, type NotePart, quoted } from '../servicenow/marker.ts';
import { columnLimit } from '../servicenow/read-map.ts';
import { type Row, shownOf, valueOf } from '../servicenow/rows.ts';
import { assertOurs, isClosed } from '../servicenow/ticket-of-row.ts';
import { renderNote } from '../template/render-note.ts';
import { type Sending, whileEntitled } from './entitlement.ts';
import {
  type Column,
  lookForNotes,
  type Seen,
  showsEntries,
  showsPart,
  standingsOf,
} from './note-look.ts';
import { entriesOf, type NoteEntry } from './note-parts.ts';

type NoteWrite = Extract<TicketWrite, { kind: 'note' }>;

/** A note as it is to stand in the journal. */
interface Rendered {
  instance: InstanceClient;
  input: UpdateServiceNowStatusInput;
  column: Column;
  key: string;
  entries: NoteEntry[];
}

interface ToWrite extends Rendered {
  /** Columns that go with the last entry. */
  more: Record<string, string>;
}

/**
 * Only an attempt that can be the first to send may write: at once, or after a look where an earlier activity may have
 * written. Any other attempt only looks: what it does not find may still be committed, so that the result is `unproven`.
 * Whose ticket it is, is asked before a look and before an approval is given; a plain note of a first attempt is sent
 * without that question, which would double the calls: should the ticket have become another request's, the note stands
 * on it, and `TicketNotOurs` says so. Throws `JournalUnreadable` where a look is needed and proves nothing, `WriteIgnored`
 * when the note was not kept, `TemplateFailed`, or `TextTooLong`.
 */
export function writeNote(
  servicenow: ServiceNow,
  input: UpdateServiceNowStatusInput,
  write: NoteWrite,
  attempt: Attempt,
): Promise<UpdateServiceNowStatusResult> {
  const { judgedBy } = servicenow;
  return whileEntitled(async (mayWrite, sending) => {
    const rendered = toWrite(servicenow, input, write);
    const mustLook = !mayWrite || write.attemptedBefore;
    const releases = write.releases && input.showsApproval;
    const row = mustLook || releases ? await ourRow(rendered, attempt) : undefined;
    const released = releases && row !== undefined && isUndecided(servicenow, rendered, row);
    const note = { ...rendered, more: released ? { approval: 'approved' } : {} };
    const { entries } = note;
    if (!mustLook) {
      await writeEntries(note, entries, sending, attempt);
      return { kind: 'noted', parts: entries.length, copies: 1, rewritten: false, judgedBy };
    }
    const seen = await lookForNotes(note.instance.api, input, note.column, attempt);
    const { missing, ...found } = foundOf(note, seen);
    if (missing.length === 0) return { kind: 'noted', ...found, rewritten: false, judgedBy };
    if (!seen.proven) throw unreadable(note);
    if (!mayWrite || write.looksOnly) return { kind: 'unproven', judgedBy };
    await writeEntries(note, missing, sending, attempt);
    return { kind: 'noted', ...found, rewritten: true, judgedBy };
  });
}

function toWrite(
  servicenow: ServiceNow,
  input: UpdateServiceNowStatusInput,
  { note }: NoteWrite,
): Rendered {
  const { requestId, serviceCategory } = input;
  const instance = servicenow.instanceOf(input);
  const { column, ...templates } = servicenow.notesOf(serviceCategory);
  const text = quoted(renderNote({ requestId, serviceCategory, note, templates }));
  const key = noteKey(requestId, messageNameOf(note.message));
  const limit = columnLimit(servicenow.tableOf(instance, input.table), column);
  return { instance, input, column, key, entries: entriesOf(text, { key, requestId, limit }) };
}

/** The row of the ticket; none where it cannot be found, which a look in its journal or the write itself will tell. */
async function ourRow({ instance, input }: Rendered, attempt: Attempt): Promise<Row | undefined> {
  const row = await instance.api.look(input, attempt);
  if (row !== undefined) assertOurs(input, row);
  return row;
}

/** An approval that somebody has rejected stays rejected, and nothing is released on a closed ticket. */
const isUndecided = (servicenow: ServiceNow, { instance, input }: Rendered, row: Row): boolean =>
  valueOf(row, 'approval') !== 'rejected' && !isClosed(servicenow, instance, input, row);

/** What a look shows of a note: what is missing of it, in how many parts it stands, and how often a part does. */
function foundOf(
  { key, entries }: Rendered,
  seen: Seen,
): { missing: NoteEntry[]; parts: number; copies: number } {
  const standings = standingsOf(seen, key);
  const copies = Math.max(1, ...standings.flatMap(({ counts }) => counts));
  const whole = standings.find(({ counts }) => counts.every((count) => count > 0));
  if (whole !== undefined) return { missing: [], parts: whole.total, copies };
  const counts = standings.find(({ total }) => total === entries.length)?.counts ?? [];
  const missing = entries.filter(({ part }) => (counts[part.number - 1] ?? 0) === 0);
  return { missing, parts: entries.length, copies };
}

/** One entry after the other, each kept before the next is sent. */
async function writeEntries(
  { instance, input, column, entries, more }: ToWrite,
  missing: readonly NoteEntry[],
  sending: (what: Sending) => void,
  attempt: Attempt,
): Promise<void> {
  const { api, polls } = instance;
  try {
    for (const entry of missing) {
      const last = entry.part.number === entries.length;
      sending('begun');
      const row = await api.update(input, { [column]: entry.text, ...(last && more) }, attempt);
      sending('acknowledged');
      assertOurs(input, row);
      await assertKept({ instance, input, column }, entry, row, attempt);
    }
  } finally {
    polls.wrote(input.table, input.sysId);
  }
}

/** ServiceNow answers 200 though the account may not write the column; the answer need not show the entry either. */
async function assertKept(
  { instance, input, column }: Pick<ToWrite, 'instance' | 'input' | 'column'>,
  { part }: NoteEntry,
  row: Row,
  attempt: Attempt,
): Promise<void> {
  if (showsPart(shownOf(row, column), part)) return;
  const isLost = await isMissing({ instance, input, column }, part, attempt).catch(unknown);
  if (!isLost) return;
  const { table, sysId, requestId } = input;
  const record = `${table} ${sysId} (${valueOf(row, 'number')}) of request ${requestId}`;
  throw failure('WriteIgnored', `${record} did not keep what was written to ${column}`);
}

/** Whether a part surely does not stand: other entries of its column can be read, whoever wrote them, and it cannot. */
async function isMissing(
  { instance: { api }, input, column }: Pick<ToWrite, 'instance' | 'input' | 'column'>,
  { key, number, total }: NotePart,
  attempt: Attempt,
): Promise<boolean> {
  const seen = await lookForNotes(api, input, column, attempt);
  const standing = standingsOf(seen, key).find((one) => one.total === total);
  if ((standing?.counts[number - 1] ?? 0) > 0) return false;
  return seen.proven || (await showsEntries(api, input, column, attempt));
}

/** The write itself was answered with success: a look that fails does not undo that. */
function unknown(error: unknown): false {
  if (error instanceof ApplicationFailure) return false;
  throw error;
}

function unreadable({ input: { table, sysId, requestId }, column }: Rendered) {
  const record = `${table} ${sysId} of request ${requestId}`;
  return failure('JournalUnreadable', `${record}: no entry of ours in ${column} can be read back`);
}
