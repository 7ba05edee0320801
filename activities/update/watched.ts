// Notes that are watched because they may come to stand twice.
import type { Message } from '../../contract/messages.ts';
import type { Attempt } from '../attempt.ts';
import type { WatchedNote } from '../../contract/activities.ts';
import { noteKey } from '../servicenow/marker.ts';
import type { RecordKey, TableApi } from '../servicenow/table-api.ts';
import { type Column, lookForNotes, standingsOf } from './note-look.ts';

/** A note by the message that it is of. */
export function watchedOf(message: Message): WatchedNote {
  switch (message.kind) {
    case 'decision':
      return { kind: 'decision', id: message.decision.id };
    case 'change':
      return { kind: 'change', id: message.change.id };
  }
}

/** Those of which any part stands more than once; none where the journal cannot be read. */
export async function duplicatesOf(
  api: TableApi,
  key: RecordKey,
  { watched, column }: { watched: readonly WatchedNote[]; column: Column },
  attempt: Attempt,
): Promise<WatchedNote[]> {
  if (watched.length === 0) return [];
  const seen = await lookForNotes(api, key, column, attempt);
  return watched.filter((note) =>
    standingsOf(seen, noteKey(key.requestId, note)).some(({ counts }) =>
      counts.some((count) => count > 1),
    ),
  );
}
