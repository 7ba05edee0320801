// The look for a ticket that may exist: under its key, else under the id of its request.
import type { RequestKey, TicketKey } from '../../contract/activities.ts';
import type { Attempt } from '../attempt.ts';
import { failure } from '../failure.ts';
import { type Row, valueOf } from './rows.ts';
import type { TableApi } from './table-api.ts';

/**
 * The row under the key of the request; undefined when there is none, or it is hidden. An instance that does not keep
 * our `sys_id` gives a ticket another one: such a record is found by its `correlation_id`, throws `WriteIgnored`, and
 * keeps a second ticket from being created. Records of another environment (a cloned instance) are not ours. `more`:
 * columns that are read beside those of every ticket.
 */
export async function findTicket(
  api: TableApi,
  key: RequestKey & TicketKey,
  attempt: Attempt,
  more: readonly string[] = [],
): Promise<Row | undefined> {
  const row = await api.look(key, attempt, more);
  if (row !== undefined) return row;
  const correlated = await api.correlated(key, attempt, more);
  const ours = correlated.filter((one) => mayBeOf(key.environment, one));
  // It may have appeared between the two questions.
  const late = ours.find((one) => valueOf(one, 'sys_id') === key.sysId);
  if (late !== undefined) return late;
  if (ours.length === 0) return undefined;
  throw stray(key, ours);
}

/** One that did not keep its `correlation_display` either may be ours. */
function mayBeOf(environment: string, row: Row): boolean {
  return ['', environment].includes(valueOf(row, 'correlation_display'));
}

function stray({ table, requestId }: RequestKey & TicketKey, rows: readonly Row[]) {
  const records = rows.map((row) => `${valueOf(row, 'number')} (${valueOf(row, 'sys_id')})`);
  const what = `request ${requestId} has ${table} ${records.join(', ')}, created without keeping our sys_id`;
  return failure('WriteIgnored', `${what}: ${strayRemedy}`);
}

/** What to do about a record that did not keep the key of its request. */
export const strayRemedy =
  'let the account set sys_id, and delete the record or empty its correlation_id before the retry';
