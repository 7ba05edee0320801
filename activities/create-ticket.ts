// CreateTicket: exactly one ticket per request, by a key that we choose and a look after every unknown outcome.
import { ApplicationFailure } from '@temporalio/common';
import type { Activities, CreateTicketInput, CreateTicketResult } from '../contract/activities.ts';
import { failure } from './failure.ts';
import { asActivity, type Attempt } from './attempt.ts';
import type { InstanceClient, ServiceNow } from './servicenow/client.ts';
import { findTicket, strayRemedy } from './servicenow/find-ticket.ts';
import { creationMarker } from './servicenow/marker.ts';
import { type Row, valueOf } from './servicenow/rows.ts';
import { adopt, statusOf, statusOfRow, ticketOf } from './servicenow/ticket-of-row.ts';

/** The activity `CreateTicket`. */
export function createCreateTicket(servicenow: ServiceNow): Activities['CreateTicket'] {
  return asActivity('CreateTicket', servicenow.slowOf, async (input, attempt, number) => {
    const instance = servicenow.instanceOf(input);
    // A former attempt may have created it: its reply may have been lost.
    const again = number > 1 || input.attemptedBefore;
    const earlier = again ? await look(servicenow, instance, input, attempt) : undefined;
    return earlier ?? create(servicenow, instance, input, attempt);
  });
}

/** The ticket if it is there already and may become this request's. */
async function look(
  servicenow: ServiceNow,
  instance: InstanceClient,
  input: CreateTicketInput,
  attempt: Attempt,
): Promise<CreateTicketResult | undefined> {
  const readAt = new Date().toISOString();
  const row = await findTicket(instance.api, input, attempt);
  if (row === undefined) return undefined;
  const { created } = await adopt(servicenow, instance, input, row, attempt);
  return {
    ticket: ticketOf(instance, input.table, row),
    status: await statusOf(servicenow, instance, input, { row, readAt }, attempt),
    adopted: !created,
    ignoredFields: [],
  };
}

async function create(
  servicenow: ServiceNow,
  instance: InstanceClient,
  input: CreateTicketInput,
  attempt: Attempt,
): Promise<CreateTicketResult> {
  const fields = fieldsOf(input);
  const readAt = new Date().toISOString();
  try {
    const row = await instance.api.insert(input, fields, attempt);
    assertKept(input, row);
    return {
      ticket: ticketOf(instance, input.table, row),
      status: statusOfRow(servicenow, instance, input, { row, readAt }),
      adopted: false,
      ignoredFields: ignoredOf(input, fields, row),
    };
  } catch (error) {
    if (!(error instanceof ApplicationFailure && error.type === 'Refused')) throw error;
    // How ServiceNow answers to a taken sys_id is not documented: any refusal may mean that it is.
    const taken = await look(servicenow, instance, input, attempt);
    if (taken !== undefined) return taken;
    throw error;
  } finally {
    instance.polls.wrote(input.table, input.sysId);
  }
}

/** Everything of the creating POST: the keys, the rendered columns, and the creation note as one entry. */
function fieldsOf(input: CreateTicketInput): Record<string, string> {
  const { fields, note } = input.rendered;
  const entry = [creationMarker(input), note.text, fields[note.column] ?? ''];
  return {
    ...fields,
    [note.column]: entry.filter((text) => text !== '').join('\n'),
    sys_id: input.sysId,
    correlation_id: input.requestId,
    correlation_display: input.environment,
  };
}

/** ServiceNow ignores a column that the account may not write, and answers 201. */
function assertKept({ table, sysId, requestId, environment }: CreateTicketInput, row: Row): void {
  const keys = { sys_id: sysId, correlation_id: requestId, correlation_display: environment };
  const lost = Object.entries(keys).filter(([column, sent]) => valueOf(row, column) !== sent);
  if (lost.length === 0) return;
  const record = `${table} ${valueOf(row, 'number')} (${valueOf(row, 'sys_id')})`;
  const columns = lost.map(([column]) => column).join(', ');
  const message = `${record}, created for request ${requestId}, did not keep ${columns}`;
  const isStray = valueOf(row, 'sys_id') !== sysId;
  throw failure('WriteIgnored', isStray ? `${message}: ${strayRemedy}` : message);
}

/** Business rules may change what was sent; what came back empty was not taken. A journal always reads empty. */
function ignoredOf(
  { rendered }: CreateTicketInput,
  fields: Record<string, string>,
  row: Row,
): string[] {
  return Object.keys(fields).filter(
    (column) =>
      column !== rendered.note.column && fields[column] !== '' && valueOf(row, column) === '',
  );
}
