// What cancels a ticket or closes it as done: whose words, our marker among them, and what it leaves of the ticket as it was.
import type { TableConfiguration } from '../../config/schema.ts';
import type { TicketWrite, UpdateServiceNowStatusInput } from '../../contract/activities.ts';
import { endingMarker, quoted } from '../servicenow/marker.ts';
import { columnLimit, judge } from '../servicenow/read-map.ts';
import { evidenceOf, isOnHold, type Row, valueOf } from '../servicenow/rows.ts';
import { cut } from '../servicenow/text.ts';
import { endingFields } from '../servicenow/write-map.ts';

/** The writes that end the work on a ticket. */
export type EndingWrite = Exclude<TicketWrite, { kind: 'note' }>;

/** How a ticket is ended. `columns` are those that hold the marker. */
export interface EndingFields {
  fields: Record<string, string>;
  marker: string;
  columns: string[];
}

/**
 * Who ends it and why, then the marker on a line of its own; cut so that the marker fits into its columns. Undefined
 * where nothing says how a ticket of the table is cancelled or closed.
 */
export function endingOf(
  { table, requestId, showsApproval }: UpdateServiceNowStatusInput,
  write: EndingWrite,
  configured: TableConfiguration | undefined,
): EndingFields | undefined {
  const marker = endingMarker(write.kind, requestId, write.id);
  const bare = endingFields(write.kind, table, configured, marker);
  if (bare === undefined) return undefined;
  const marked = Object.entries(bare).filter(([, value]) => value.includes(marker));
  const room = marked.map(([column, value]) => columnLimit(configured, column) - value.length);
  const words = cut(wordsOf(write), Math.min(...room) - 1);
  const text = words === '' ? marker : `${words}\n${marker}`;
  const fields = endingFields(write.kind, table, configured, text) ?? bare;
  return {
    // What the write map says of the approval goes before what we would.
    fields: { ...(showsApproval && approvalOf(write)), ...fields },
    marker,
    columns: marked.map(([column]) => column),
  };
}

function wordsOf(write: EndingWrite): string {
  const by = `${verbOf(write)} by ${write.by}`;
  return quoted(write.reason.trim() === '' ? by : `${by}: ${write.reason}`);
}

function verbOf(write: EndingWrite): string {
  switch (write.kind) {
    case 'close':
      return 'Closed as done';
    case 'cancel':
      return write.denied ? 'Denied' : 'Cancelled';
  }
}

/** The ticket was created with its approval requested; a plain cancellation leaves that undecided. */
function approvalOf(write: EndingWrite): Record<string, string> {
  switch (write.kind) {
    case 'close':
      return { approval: 'approved' };
    case 'cancel':
      return write.denied ? { approval: 'rejected' } : {};
  }
}

/** The ticket that is ended, and what is configured for its table. */
interface Found {
  table: string;
  configured: TableConfiguration | undefined;
  row: Row;
}

/** The columns that end a ticket, as they are written over this row of it. */
export function endingOnRow(
  fields: Readonly<Record<string, string>>,
  { kind }: EndingWrite,
  found: Found,
): Record<string, string> {
  return {
    ...fields,
    ...keptNotes(fields, found),
    ...(kind === 'close' && keptCode(fields, found)),
    ...(isHeldChange(kind, found) && { on_hold: 'false' }),
  };
}

/** What agents wrote follows our words, as far as the column has room. */
function keptNotes(
  { close_notes: ours }: Readonly<Record<string, string>>,
  { configured, row }: Found,
): Record<string, string> {
  const theirs = valueOf(row, 'close_notes');
  if (ours === undefined || theirs.trim() === '') return {};
  // A former try of ours that did not close the ticket.
  if (theirs.startsWith(ours)) return { close_notes: theirs };
  const room = columnLimit(configured, 'close_notes') - ours.length - 2;
  return room < 1 ? {} : { close_notes: `${ours}\n\n${cut(theirs, room)}` };
}

/** A code that says how the work was done says more than ours, if it says that it was. */
function keptCode(
  { state, close_code: ours }: Readonly<Record<string, string>>,
  { table, configured, row }: Found,
): Record<string, string> {
  const evidence = evidenceOf(row);
  const { closeCode } = evidence;
  if (ours === undefined || closeCode === '') return {};
  const closed = { ...evidence, approval: '', state: state ?? evidence.state };
  const { result } = judge(table, configured, closed);
  return result === 'fulfilled' ? { close_code: closeCode } : {};
}

/** A change that is on hold in a column of its own would stay so; what is configured says itself what it writes. */
function isHeldChange(kind: EndingWrite['kind'], { table, configured, row }: Found): boolean {
  return table === 'change_request' && configured?.[kind] === undefined && isOnHold(row);
}
