// UpdateServiceNowStatus: what happened to a request is written to its ticket, once: an ending, or a note.
import { asActivity } from './attempt.ts';
import type {
  UpdateServiceNowStatusInput,
  UpdateServiceNowStatusResult,
} from '../contract/activities.ts';
import type { ServiceNow } from './servicenow/client.ts';
import { writeEnding } from './update/write-ending.ts';
import { writeNote } from './update/write-note.ts';

/** The activity `UpdateServiceNowStatus`. */
export function createUpdateServiceNowStatus(
  servicenow: ServiceNow,
): (input: UpdateServiceNowStatusInput) => Promise<UpdateServiceNowStatusResult> {
  const { slowOf } = servicenow;
  return asActivity<UpdateServiceNowStatusInput, UpdateServiceNowStatusResult>(
    'UpdateServiceNowStatus',
    slowOf,
    (input, attempt) => {
      const { write } = input;
      switch (write.kind) {
        case 'cancel':
        case 'close':
          return writeEnding(servicenow, input, write, attempt);
        case 'note':
          return writeNote(servicenow, input, write, attempt);
      }
    },
  );
}
