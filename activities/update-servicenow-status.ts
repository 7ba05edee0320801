// UpdateServiceNowStatus: cancels the ticket of a request once, and only one that is plainly still worked on.
import type { Phase, TicketStatus } from '../workflows/model.ts';
import type { UpdateServiceNowStatusInput, UpdateServiceNowStatusResult } from './contract.ts';
import { failure } from './failure.ts';
import { asActivity, type Attempt } from './attempt.ts';
import { cancellationOf, type Cancellation } from './servicenow/cancellation.ts';
import type { InstanceClient, ServiceNow } from './servicenow/client.ts';
import { findTicket } from './servicenow/find-ticket.ts';
import { holdsMarker } from './servicenow/journal.ts';
import { type Row, valueOf } from './servicenow/rows.ts';
import { assertOurs, isClosed, statusOfRow } from './servicenow/ticket.ts';

/**
 * The activity `UpdateServiceNowStatus`. What is closed or resolved, or in a state that nobody knows, is left alone: the
 * next reading says what it means. Throws `Refused` where nothing says how a ticket of the table is cancelled.
 */
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
      const row = await findTicket(instance.api, input, attempt, cancellation?.columns);
      const { judgedBy } = servicenow;
      if (row === undefined) return { kind: 'missing', judgedBy };
      assertOurs(input, row);
      const found = statusOfRow(servicenow, instance, input, { row, readAt });
      if (isWorkedOn(found.phase)) {
        const { fields } = cancellation ?? noWrite(input);
        return cancel(servicenow, instance, input, { fields, found }, attempt);
      }
      const ours =
        cancellation !== undefined &&
        isClosed(servicenow, instance, input, row) &&
        (await isByUs(instance, input, cancellation, row, attempt));
      return ours ? { kind: 'cancelled', status: found } : { kind: 'left-alone', judgedBy };
    },
  );
}

/** Resolved work is done, though a person can still reopen it. */
function isWorkedOn(phase: Phase): boolean {
  switch (phase) {
    case 'open':
    case 'in-progress':
    case 'on-hold':
      return true;
    case 'resolved':
    case 'closed':
    case 'unknown':
      return false;
  }
}

function noWrite({ table, sysId, requestId, instance }: UpdateServiceNowStatusInput): never {
  const why = `the configuration has no cancel write for ${table}`;
  const where = `servicenow.instances.${instance}.tables.${table}.cancel`;
  const message = `${table} ${sysId} of request ${requestId} is not cancelled: ${why}; set ${where}`;
  throw failure('Refused', message);
}

/** Whether our own write closed the ticket, its reply lost. A journal column reads empty: its entries are elsewhere. */
async function isByUs(
  { api }: InstanceClient,
  input: UpdateServiceNowStatusInput,
  { marker, columns: marked }: Cancellation,
  row: Row,
  attempt: Attempt,
): Promise<boolean> {
  if (marked.some((column) => valueOf(row, column).includes(marker))) return true;
  const columns = marked.filter((column) => valueOf(row, column) === '');
  return columns.length > 0 && (await holdsMarker({ marker, columns }, api, input, attempt));
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
    const closed = isClosed(servicenow, instance, input, row);
    if (!isKept(fields, row) || !closed) throw ignored(input, row);
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
