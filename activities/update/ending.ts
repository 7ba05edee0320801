// What cancels a ticket or closes it as done: the columns, whose words, and the marker by which we know our own write again.
import type { TableConfiguration } from '../../config/schema.ts';
import type { TicketWrite, UpdateServiceNowStatusInput } from '../../contract/activities.ts';
import { endingMarker, quoted } from '../servicenow/marker.ts';
import { columnLimit } from '../servicenow/read-map.ts';
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
