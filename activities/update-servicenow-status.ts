// UpdateServiceNowStatus: cancels the ticket of a request once, and never one that someone else has closed.
import type { TicketStatus } from '../workflows/model.ts';
import type { UpdateServiceNowStatusInput, UpdateServiceNowStatusResult } from './contract.ts';
import { failure } from './failure.ts';
import { asActivity, type Attempt } from './attempt.ts';
import { cancellationOf, type Cancellation } from './servicenow/cancellation.ts';
import type { InstanceClient, ServiceNow } from './servicenow/client.ts';
import { holdsMarker } from './servicenow/journal.ts';
import { type Row, valueOf } from './servicenow/rows.ts';
import { assertOurs, isClosed, statusOf, statusOfRow } from './servicenow/ticket.ts';

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
      const cancellation = cancellationOf(input, servicenow.tableOf(instance, input.table));
      const readAt = new Date().toISOString();
      const row = await instance.api.look(input, attempt);
      if (row === undefined) throw missing(input);
      assertOurs(input, row);
      const found = statusOfRow(servicenow, instance, input, { row, readAt });
      if (!isClosed(found)) {
        const { fields } = cancellation;
        return cancel(servicenow, instance, input, { fields, found }, attempt);
      }
      const ours = await isByUs(instance, input, cancellation, row, attempt);
      const status = await statusOf(servicenow, instance, input, { row, readAt }, attempt);
      return { kind: ours ? 'cancelled' : 'closed-before', status: { ...status, comments: [] } };
    },
  );
}

function missing({ table, sysId, requestId }: UpdateServiceNowStatusInput) {
  const message = `${table} ${sysId} of request ${requestId} cannot be found, so it cannot be cancelled`;
  return failure('Refused', `${message}: it was deleted, or it is hidden from the account`);
}

/** Whether our own write closed the ticket, its reply lost. */
async function isByUs(
  { api }: InstanceClient,
  input: UpdateServiceNowStatusInput,
  { marker, columns }: Cancellation,
  row: Row,
  attempt: Attempt,
): Promise<boolean> {
  if (valueOf(row, 'close_notes').includes(marker)) return true;
  const noted = columns.includes('work_notes') || columns.includes('comments');
  return noted && (await holdsMarker(marker, api, input, attempt));
}

async function cancel(
  servicenow: ServiceNow,
  instance: InstanceClient,
  input: UpdateServiceNowStatusInput,
  { fields, found }: { fields: Record<string, string>; found: TicketStatus },
  attempt: Attempt,
): Promise<UpdateServiceNowStatusResult> {
  const readAt = new Date().toISOString();
  try {
    const row = await instance.api.update(input, fields, attempt);
    assertOurs(input, row);
    const status = statusOfRow(servicenow, instance, input, { row, readAt });
    if (!isKept(fields, row) || status.phase !== 'closed') throw ignored(input, row);
    const others = status.evidence.modCount > found.evidence.modCount + 1;
    return { kind: 'cancelled', status: others ? { ...status, overwrote: true } : status };
  } finally {
    instance.polls.wrote(input.table, input.sysId);
  }
}

const isKept = (fields: Record<string, string>, row: Row): boolean =>
  fields['state'] === undefined || valueOf(row, 'state') === fields['state'];

function ignored({ table, sysId, requestId }: UpdateServiceNowStatusInput, row: Row) {
  const record = `${table} ${sysId} (${valueOf(row, 'number')}) of request ${requestId}`;
  const state = valueOf(row, 'state');
  return failure('WriteIgnored', `${record} was to be cancelled and stands at state ${state}`);
}
