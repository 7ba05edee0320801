// UpdateServiceNowStatus: cancels the ticket of a request once, and never one that someone else has closed.
import type { UpdateServiceNowStatusInput, UpdateServiceNowStatusResult } from './contract.ts';
import { failure } from './failure.ts';
import { asActivity, type Attempt } from './servicenow/attempt.ts';
import type { InstanceClient, ServiceNow } from './servicenow/client.ts';
import { cancellationMarker } from './servicenow/marker.ts';
import { type Row, valueOf } from './servicenow/rows.ts';
import { cut } from './servicenow/text.ts';
import { assertOurs, isClosed, statusOf, statusOfRow } from './servicenow/ticket.ts';
import { cancelFields } from './servicenow/write-map.ts';

/** The activity `UpdateServiceNowStatus`. */
export function createUpdateServiceNowStatus(
  servicenow: ServiceNow,
): (input: UpdateServiceNowStatusInput) => Promise<UpdateServiceNowStatusResult> {
  const { slowOf } = servicenow;
  return asActivity<UpdateServiceNowStatusInput, UpdateServiceNowStatusResult>(
    'UpdateServiceNowStatus',
    slowOf,
    async (input, attempt) => {
      const instance = servicenow.instanceOf(input);
      const readAt = new Date().toISOString();
      const row = await instance.api.look(input, attempt);
      if (row === undefined) throw missing(input);
      assertOurs(input, row);
      const found = statusOfRow(servicenow, instance, input, { row, readAt });
      if (!isClosed(found)) return cancel(servicenow, instance, input, attempt);
      const status = await statusOf(servicenow, instance, input, { row, readAt }, attempt);
      // Ours, when the reply to the write that cancelled it was lost.
      const marker = cancellationMarker(input.requestId, input.cancel.id);
      const kind = status.evidence.closeNotes.includes(marker) ? 'cancelled' : 'closed-before';
      return { kind, status: { ...status, comments: [] } };
    },
  );
}

function missing({ table, sysId, requestId }: UpdateServiceNowStatusInput) {
  const message = `${table} ${sysId} of request ${requestId} cannot be found, so it cannot be cancelled`;
  return failure('Refused', `${message}: it was deleted, or it is hidden from the account`);
}

async function cancel(
  servicenow: ServiceNow,
  instance: InstanceClient,
  input: UpdateServiceNowStatusInput,
  attempt: Attempt,
): Promise<UpdateServiceNowStatusResult> {
  const configured = servicenow.tableOf(instance, input.table);
  const words = wordsOf(input, configured?.columns['close_notes']);
  const fields = cancelFields(input.table, configured, words);
  const readAt = new Date().toISOString();
  try {
    const row = await instance.api.update(input, fields, attempt);
    assertOurs(input, row);
    const status = statusOfRow(servicenow, instance, input, { row, readAt });
    if (!isKept(fields, row) || status.phase !== 'closed') throw ignored(input, row);
    return { kind: 'cancelled', status };
  } finally {
    instance.polls.wrote(input.table, input.sysId);
  }
}

/** Who cancels and why, then the marker, within what `close_notes` holds (4,000 characters in the base system). */
function wordsOf({ requestId, cancel }: UpdateServiceNowStatusInput, limit = 4000): string {
  const marker = cancellationMarker(requestId, cancel.id);
  const words = `Cancelled by ${cancel.by}: ${cancel.reason}`;
  return `${cut(words, Math.max(1, limit - marker.length - 1))}\n${marker}`;
}

const isKept = (fields: Record<string, string>, row: Row): boolean =>
  fields['state'] === undefined || valueOf(row, 'state') === fields['state'];

function ignored({ table, sysId, requestId }: UpdateServiceNowStatusInput, row: Row) {
  const record = `${table} ${sysId} (${valueOf(row, 'number')}) of request ${requestId}`;
  const state = valueOf(row, 'state');
  return failure('WriteIgnored', `${record} was to be cancelled and stands at state ${state}`);
}
