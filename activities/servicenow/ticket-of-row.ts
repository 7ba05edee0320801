// From a row to what the workflow knows of a ticket: whose it is, where it stands, who said what.
import type { CommentCursor, Ticket, Reading } from '../../contract/ticket.ts';
import type { RequestKey, TicketKey } from '../../contract/activities.ts';
import { failure } from '../failure.ts';
import type { Attempt } from '../attempt.ts';
import type { InstanceClient, ServiceNow } from './client.ts';
import { type Comments, commentsSince, creatorOf, lastWords } from './journal.ts';
import { creationMarker } from './marker.ts';
import { isClosedBy, judge } from './read-map.ts';
import { evidenceOf, isOnHold, modCountOf, type Row, valueOf } from './rows.ts';

/** What the activities are asked about: a request, its ticket, its category. */
export interface TicketInput extends RequestKey, TicketKey {
  serviceCategory: string;
}

/** What was known before, so that only what is new is asked for. */
export interface Known {
  knownModCount?: number;
  commentCursor?: CommentCursor;
}

/** The ticket of a row; `url` opens the record in ServiceNow for a person. */
export function ticketOf({ name, configuration }: InstanceClient, table: string, row: Row): Ticket {
  const sysId = valueOf(row, 'sys_id');
  const url = `${configuration.url.replace(/\/+$/, '')}/${table}.do?sys_id=${sysId}`;
  return { instance: name, table, sysId, number: valueOf(row, 'number'), url };
}

/** Throws `TicketNotOurs` unless the row carries the request's id and environment. */
export function assertOurs({ requestId, environment, table, sysId }: TicketInput, row: Row): void {
  const wrong = [
    ...(valueOf(row, 'correlation_id') === requestId ? [] : ['correlation_id']),
    ...(valueOf(row, 'correlation_display') === environment ? [] : ['correlation_display']),
  ];
  if (wrong.length === 0) return;
  const record = `${table} ${sysId} (${valueOf(row, 'number')})`;
  const message = `${record} under the key of request ${requestId} holds another ${wrong.join(' and ')}`;
  throw failure('TicketNotOurs', message);
}

/**
 * Whether a ticket that was found may become this request's: ours, and open or created by this chain of runs. Throws
 * `TicketNotOurs`, `TicketClosedBefore`, or `CreationNoteUnreadable` where nothing proves who created a closed one.
 * `created`: its creation note says that this chain created it.
 */
export async function adopt(
  servicenow: ServiceNow,
  instance: InstanceClient,
  input: TicketInput,
  row: Row,
  attempt: Attempt,
): Promise<{ created: boolean }> {
  assertOurs(input, row);
  const marker = creationMarker({ ...input, instance: instance.name });
  const column = servicenow.noteOf(input.serviceCategory);
  const creator = await creatorOf({ marker, column }, instance.api, input, attempt);
  const closed = isClosed(servicenow, instance, input, row);
  if (creator === 'this-chain' || !closed) return { created: creator === 'this-chain' };
  const record = `${input.table} ${input.sysId} (${valueOf(row, 'number')})`;
  const what = `${record} of request ${input.requestId} is closed`;
  switch (creator) {
    case 'unknown':
      throw failure('CreationNoteUnreadable', `${what}: its creation note cannot be read`);
    case 'nobody':
      throw failure('TicketClosedBefore', `${what}: it holds no creation note`);
    case 'another-chain':
      throw failure('TicketClosedBefore', `${what}: another submission created it`);
  }
}

/** Closed by a state of the status map in force, be its close code known or not, or by ServiceNow's own word for it. */
export function isClosed(
  servicenow: ServiceNow,
  instance: InstanceClient,
  { table }: TicketKey,
  row: Row,
): boolean {
  return isClosedBy(table, servicenow.tableOf(instance, table), evidenceOf(row));
}

/**
 * The status that a row alone tells: no comments, and when closed the words of `close_notes`, and who closed it as far
 * as the account may read that.
 */
export function statusOfRow(
  servicenow: ServiceNow,
  instance: InstanceClient,
  input: TicketInput,
  { row, readAt }: { row: Row; readAt: string },
): Reading {
  const evidence = evidenceOf(row);
  const configured = servicenow.tableOf(instance, input.table);
  const judged = judge(input.table, configured, evidence, isOnHold(row));
  const closedBy = evidence.closedBy || evidence.updatedBy;
  return {
    evidence,
    ...judged,
    ...(judged.phase === 'closed' && {
      ...(closedBy !== '' && { closedBy }),
      closeNotes: evidence.closeNotes,
    }),
    comments: [],
    readAt,
    cadence: servicenow.pollingOf(input.serviceCategory).cadence,
    judgedBy: servicenow.judgedBy,
  };
}

/** The status with what the journal adds: comments not reported before, and the last words on a closed ticket. */
export async function statusOf(
  servicenow: ServiceNow,
  instance: InstanceClient,
  input: TicketInput & Known,
  reading: { row: Row; readAt: string },
  attempt: Attempt,
): Promise<Reading> {
  const status = statusOfRow(servicenow, instance, input, reading);
  const { evidence, phase } = status;
  const comments = await newComments(instance, input, reading.row, attempt);
  if (phase !== 'closed' || evidence.closeNotes.trim() !== '') return { ...status, ...comments };
  const words = await lastWords(instance.api, input, attempt);
  return { ...status, ...comments, ...(words !== undefined && { closeNotes: words }) };
}

/**
 * Whether there may be entries of the journal that were not asked for before: each is an update of the ticket. Where
 * `sys_mod_count` cannot be read nothing says so, and they are asked for at every reading.
 */
export function mayHaveEntries({ knownModCount }: Known, row: Row): boolean {
  const modCount = modCountOf(row);
  return modCount === undefined || modCount !== knownModCount;
}

function newComments(
  { api }: InstanceClient,
  input: TicketInput & Known,
  row: Row,
  attempt: Attempt,
): Promise<Comments> | Comments {
  const { commentCursor } = input;
  if (mayHaveEntries(input, row)) return commentsSince(api, input, commentCursor, attempt);
  return { comments: [], ...(commentCursor !== undefined && { commentCursor }) };
}
