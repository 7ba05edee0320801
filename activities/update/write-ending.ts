// Cancels the ticket of a request, or closes it as done: once, and only one that is plainly still worked on.
import type { Phase, Reading } from '../../contract/ticket.ts';
import type { Attempt } from '../attempt.ts';
import type {
  UpdateServiceNowStatusInput,
  UpdateServiceNowStatusResult,
} from '../../contract/activities.ts';
import { failure } from '../failure.ts';
import type { InstanceClient, ServiceNow } from '../servicenow/client.ts';
import { findTicket } from '../servicenow/find-ticket.ts';
import { holdsMarker } from '../servicenow/journal.ts';
import { type Row, valueOf } from '../servicenow/rows.ts';
import { assertOurs, isClosed, statusOfRow } from '../servicenow/ticket-of-row.ts';
import { type EndingFields, endingOf, endingOnRow, type EndingWrite } from './ending.ts';

/** `cancelled` and `closed` as the result says it. */
const done = { cancel: 'cancelled', close: 'closed' } as const;

/**
 * What is closed, or in a state that nobody knows, is left alone, and what is resolved is not cancelled: the next reading
 * says what it means. Throws `WriteMissing` where nothing says how a ticket of the table is ended, `WriteIgnored` when
 * ServiceNow did not keep it.
 */
export async function writeEnding(
  servicenow: ServiceNow,
  input: UpdateServiceNowStatusInput,
  write: EndingWrite,
  attempt: Attempt,
): Promise<UpdateServiceNowStatusResult> {
  const instance = servicenow.instanceOf(input);
  const configured = servicenow.tableOf(instance, input.table);
  const ending = endingOf(input, write, configured);
  const readAt = new Date().toISOString();
  const row = await findTicket(instance.api, input, attempt, ending?.columns);
  const { judgedBy } = servicenow;
  if (row === undefined) return { kind: 'missing', judgedBy };
  assertOurs(input, row);
  const found = statusOfRow(servicenow, instance, input, { row, readAt });
  if (isToEnd(write, found.phase)) {
    const { fields: bare } = ending ?? noWrite(input, write);
    const fields = endingOnRow(bare, write, { table: input.table, configured, row });
    return end(servicenow, instance, { input, write, fields, found }, attempt);
  }
  const ours =
    ending !== undefined &&
    isClosed(servicenow, instance, input, row) &&
    (await isByUs(instance, input, ending, row, attempt));
  return ours ? { kind: done[write.kind], status: found } : { kind: 'left-alone', judgedBy };
}

/** Resolved work is done: it is closed as done, and not cancelled, though a person can still reopen it. */
function isToEnd({ kind }: EndingWrite, phase: Phase): boolean {
  switch (phase) {
    case 'open':
    case 'in-progress':
    case 'on-hold':
      return true;
    case 'resolved':
      return kind === 'close';
    case 'closed':
    case 'unknown':
      return false;
  }
}

function noWrite(
  { table, sysId, requestId, instance }: UpdateServiceNowStatusInput,
  { kind }: EndingWrite,
): never {
  const why = `the configuration has no ${kind} write for ${table}`;
  const where = `servicenow.instances.${instance}.tables.${table}.${kind}`;
  const record = `${table} ${sysId} of request ${requestId}`;
  throw failure('WriteMissing', `${record} is not ${done[kind]}: ${why}; set ${where}`);
}

/** Whether our own write closed the ticket, its reply lost. A journal column reads empty: its entries are elsewhere. */
async function isByUs(
  { api }: InstanceClient,
  input: UpdateServiceNowStatusInput,
  { marker, columns: marked }: EndingFields,
  row: Row,
  attempt: Attempt,
): Promise<boolean> {
  if (marked.some((column) => valueOf(row, column).includes(marker))) return true;
  const columns = marked.filter((column) => valueOf(row, column) === '');
  return columns.length > 0 && (await holdsMarker({ marker, columns }, api, input, attempt));
}

/** What is written, and how the ticket was found before. */
interface Write {
  input: UpdateServiceNowStatusInput;
  write: EndingWrite;
  fields: Record<string, string>;
  found: Reading;
}

async function end(
  servicenow: ServiceNow,
  instance: InstanceClient,
  { input, write, fields, found }: Write,
  attempt: Attempt,
): Promise<UpdateServiceNowStatusResult> {
  const readAt = new Date().toISOString();
  try {
    const row = await instance.api.update(input, fields, attempt);
    assertOurs(input, row);
    const status = statusOfRow(servicenow, instance, input, { row, readAt });
    const closed = isClosed(servicenow, instance, input, row);
    if (!isKept(fields, row) || !closed) throw ignored(input, write, row);
    const others = status.evidence.modCount > found.evidence.modCount + 1;
    return { kind: done[write.kind], status: others ? { ...status, overwrote: true } : status };
  } finally {
    instance.polls.wrote(input.table, input.sysId);
  }
}

const isKept = (fields: Record<string, string>, row: Row): boolean =>
  fields['state'] === undefined || valueOf(row, 'state') === fields['state'];

function ignored(
  { table, sysId, requestId }: UpdateServiceNowStatusInput,
  { kind }: EndingWrite,
  row: Row,
) {
  const record = `${table} ${sysId} (${valueOf(row, 'number')}) of request ${requestId}`;
  const state = valueOf(row, 'state');
  return failure('WriteIgnored', `${record} was to be ${done[kind]} and stands at state ${state}`);
}
