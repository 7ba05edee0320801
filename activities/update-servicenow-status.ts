// UpdateServiceNowStatus: what happened to a request is written to its ticket, once: an ending, or a note.
import { asActivity } from './attempt.ts';
import type { Activities } from '../contract/activities.ts';
import type { ServiceNow } from './servicenow/client.ts';
import { writeEnding } from './update/write-ending.ts';
import { writeNote } from './update/write-note.ts';

/** The activity `UpdateServiceNowStatus`. */
export function createUpdateServiceNowStatus(
  servicenow: ServiceNow,
): Activities['UpdateServiceNowStatus'] {
  return asActivity('UpdateServiceNowStatus', servicenow.slowOf, (input, attempt) => {
    const { write } = input;
    switch (write.kind) {
      case 'cancel':
      case 'close':
        return writeEnding(servicenow, input, write, attempt);
      case 'note':
        return writeNote(servicenow, input, write, attempt);
    }
  });
}
