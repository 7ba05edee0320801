// The key of a ticket, derived so that creating twice is impossible; and the markers by which we know our texts again.
import { createHash } from 'node:crypto';
import type { WatchedNote } from '../../contract/activities.ts';

const digest = (...of: string[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16);

/** What identifies a creation: `chain` is the first run id of the chain of runs. */
export interface Creation {
  environment: string;
  instance: string;
  requestId: string;
  firstRunId: string;
}

/** The first line of the creation note. */
export function creationMarker({ environment, instance, requestId, firstRunId }: Creation): string {
  return `[access-request ${digest(environment, instance, requestId, firstRunId)}]`;
}

/** The last line of the words with which we cancel a ticket or close it as done. */
export function endingMarker(kind: 'cancel' | 'close', requestId: string, id: string): string {
  return `[access-request:${kind} ${digest(requestId, id)}]`;
}

/** What tells the note of one message from every other: 16 hex digits. */
export function noteKey(requestId: string, { kind, id }: WatchedNote): string {
  return digest(requestId, kind, id);
}

/** Which part of how many a journal entry is; a note that one entry holds is 1 of 1. */
export interface NotePart {
  key: string;
  number: number;
  total: number;
}

/** The first line of a note, and of each part of a long one. */
export function noteMarker({ key, number, total }: NotePart): string {
  return `[access-request:note ${key}${total === 1 ? '' : ` ${number}/${total}`}]`;
}

/** The part of a note that a journal entry is; elsewhere than at its start the marker is a quotation. */
export function notePartOf(text: string): NotePart | undefined {
  const pattern = /^\s*\[access-request:note ([0-9a-f]{16})(?: (\d{1,2})\/(\d{1,2}))?\]/;
  const [, key, number = '1', total = '1'] = pattern.exec(text) ?? [];
  return key === undefined ? undefined : { key, number: Number(number), total: Number(total) };
}

/** A text of people in which no line begins with a marker: one that does becomes a quotation. */
export function quoted(text: string): string {
  return text.replace(/^(?=(?:(?![\r\n\u2028\u2029])[\s\p{C}])*\[access-request)/gmu, '> ');
}

/** Whether a journal entry is a creation note, of this or another chain; elsewhere its marker is a quotation. */
export function isCreationNote(text: string): boolean {
  return /^\s*\[access-request [0-9a-f]{16}\]/.test(text);
}

/** Whether a journal entry was written by us: what ends a ticket holds its marker wherever the configuration puts it. */
export function isOurs(text: string): boolean {
  return (
    isCreationNote(text) ||
    notePartOf(text) !== undefined ||
    /\[access-request:(cancel|close) [0-9a-f]{16}\]/.test(text)
  );
}

/**
 * The `sys_id` of the ticket of a request: 32 hex digits. A plain insert keeps a `sys_id` that the
 * client chose (ServiceNow/PySNC, `test_insert_custom_guid`), and a second one meets the primary key.
 * `ordinal` is 1; only an intervention raises it.
 */
export function ticketSysId(key: {
  environment: string;
  instance: string;
  requestId: string;
  ordinal: number;
}): string {
  const named = JSON.stringify([key.environment, key.instance, key.requestId, key.ordinal]);
  return createHash('sha256').update(named).digest('hex').slice(0, 32);
}
