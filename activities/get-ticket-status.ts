// GetTicketStatus: one reading of a ticket, shared with other polls where it may be; also the look for one never seen.
import type { Activities, GetTicketStatusInput, WatchedNote } from '../contract/activities.ts';
import { asActivity, type Attempt, unlessCancelled } from './attempt.ts';
import type { InstanceClient, ServiceNow } from './servicenow/client.ts';
import { findTicket } from './servicenow/find-ticket.ts';
import type { Reading } from './servicenow/read-ahead.ts';
import type { Row } from './servicenow/rows.ts';
import {
  adopt,
  assertOurs,
  isClosed,
  mayHaveEntries,
  statusOf,
  ticketOf,
} from './servicenow/ticket-of-row.ts';
import { duplicatesOf } from './update/note-look.ts';

/** The activity `GetTicketStatus`. */
export function createGetTicketStatus(servicenow: ServiceNow): Activities['GetTicketStatus'] {
  return asActivity('GetTicketStatus', servicenow.slowOf, async (input, attempt) => {
    const instance = servicenow.instanceOf(input);
    const { row, readAt } = input.adopting
      ? await look(instance, input, attempt)
      : await poll(servicenow, instance, input, attempt);
    if (row === undefined) return { kind: 'missing', readAt, judgedBy: servicenow.judgedBy };
    if (input.adopting) await adopt(servicenow, instance, input, row, attempt);
    else assertOurs(input, row);
    const ticket = ticketOf(instance, input.table, row);
    const status = await statusOf(servicenow, instance, input, { row, readAt }, attempt);
    const duplicates = await duplicatesIn(servicenow, instance, input, row, attempt);
    if (isClosed(servicenow, instance, input, row)) instance.polls.forget(input.table, input.sysId);
    return { kind: 'read', ticket, status, ...(duplicates.length > 0 && { duplicates }) };
  });
}

async function look(
  { api }: InstanceClient,
  input: GetTicketStatusInput,
  attempt: Attempt,
): Promise<Reading> {
  const readAt = new Date().toISOString();
  return { row: await findTicket(api, input, attempt), readAt };
}

/** A note that stands twice is an update of the ticket: without one since the last reading there is none. */
async function duplicatesIn(
  servicenow: ServiceNow,
  { api }: InstanceClient,
  input: GetTicketStatusInput,
  row: Row,
  attempt: Attempt,
): Promise<WatchedNote[]> {
  const { watched = [], serviceCategory } = input;
  if (!mayHaveEntries(input, row)) return [];
  const { column } = servicenow.notesOf(serviceCategory);
  return duplicatesOf(api, input, { watched, column }, attempt);
}

function poll(
  servicenow: ServiceNow,
  { polls }: InstanceClient,
  input: GetTicketStatusInput,
  attempt: Attempt,
): Promise<Reading> {
  const { cadence, freshness } = servicenow.pollingOf(input.serviceCategory);
  const { table, sysId, fresh } = input;
  const { maximum } = cadence;
  return unlessCancelled(polls.read({ table, sysId, freshness, maximum, fresh }), attempt);
}
