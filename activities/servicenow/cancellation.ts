// What cancels a ticket: the columns, whose words, and the marker by which we know our own write again.
import type { TableConfiguration } from '../../config/schema.ts';
import type { UpdateServiceNowStatusInput } from '../contract.ts';
import { cancellationMarker } from './marker.ts';
import { columnLimit } from './read-map.ts';
import { cut } from './text.ts';
import { cancelFields } from './write-map.ts';

/** The write that cancels. `columns` are those that hold the marker. */
export interface Cancellation {
  fields: Record<string, string>;
  marker: string;
  columns: string[];
}

/**
 * Who cancels and why, then the marker on a line of its own; cut so that the marker fits into its columns. Undefined
 * where nothing says how a ticket of the table is cancelled.
 */
export function cancellationOf(
  { table, requestId, cancel }: UpdateServiceNowStatusInput,
  configured: TableConfiguration | undefined,
): Cancellation | undefined {
  const marker = cancellationMarker(requestId, cancel.id);
  const bare = cancelFields(table, configured, marker);
  if (bare === undefined) return undefined;
  const marked = Object.entries(bare).filter(([, value]) => value.includes(marker));
  const room = marked.map(([column, value]) => columnLimit(configured, column) - value.length);
  const words = cut(`Cancelled by ${cancel.by}: ${cancel.reason}`, Math.min(...room) - 1);
  const text = words === '' ? marker : `${words}\n${marker}`;
  const fields = cancelFields(table, configured, text) ?? bare;
  return { fields, marker, columns: marked.map(([column]) => column) };
}
