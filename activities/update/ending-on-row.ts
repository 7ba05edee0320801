// What an ending leaves of a ticket as it was found: the words and the code of its agents; and the hold that it ends.
import type { TableConfiguration } from '../../config/schema.ts';
import { columnLimit, judge } from '../servicenow/read-map.ts';
import { evidenceOf, isOnHold, type Row, valueOf } from '../servicenow/rows.ts';
import { cut } from '../servicenow/text.ts';
import type { EndingWrite } from './ending.ts';

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
