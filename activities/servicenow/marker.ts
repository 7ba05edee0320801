// The markers by which we know our own texts again, whoever reads them and wherever they stand.
import { createHash } from 'node:crypto';

const digest = (...of: string[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16);

/** What identifies a creation: `chain` is the first run id of the chain of runs. */
export interface Creation {
  environment: string;
  instance: string;
  requestId: string;
  chain: string;
}

/** The first line of the creation note. */
export function creationMarker({ environment, instance, requestId, chain }: Creation): string {
  return `[access-request ${digest(environment, instance, requestId, chain)}]`;
}

/** The last line of the words with which we cancel a ticket. */
export function cancellationMarker(requestId: string, cancelId: string): string {
  return `[access-request:cancel ${digest(requestId, cancelId)}]`;
}

/** Whether a journal entry is a creation note, of this or another chain; elsewhere its marker is a quotation. */
export function isCreationNote(text: string): boolean {
  return /^\s*\[access-request [0-9a-f]{16}\]/.test(text);
}

/** Whether a journal entry was written by us: what cancels holds its marker wherever the configuration puts it. */
export function isOurs(text: string): boolean {
  return isCreationNote(text) || /\[access-request:cancel [0-9a-f]{16}\]/.test(text);
}
