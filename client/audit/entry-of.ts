// Facts as entries: each fact with the event of the history that tells it.
import type { DoneFact } from '../../workflows/lifecycle/deed-facts.ts';
import { orchestrator } from '../../workflows/lifecycle/facts.ts';
import type { HistoryEvent } from './recorded.ts';
import type { Place, TrailEntry } from './schema.ts';
import { ourselves, placed, type RunView, saidAt } from './view.ts';

/**
 * The entry of a fact; none where messages.ts, runs.ts or trouble.ts tell it, by what Temporal alone knows of it. `known`:
 * when the run knew it, by the clock of the workflow, where the event only led to it.
 */
export function entryOf(
  view: RunView,
  event: HistoryEvent,
  { who, ...fact }: DoneFact,
  known?: string,
): TrailEntry[] {
  const judgedBy = 'judgedBy' in fact ? fact.judgedBy : undefined;
  const isOurs = who.name === orchestrator.name && who.from === orchestrator.from;
  const place = knownAt(placed(view, event, isOurs ? ourselves(judgedBy) : who), known);
  const counted = { reads: 1, until: place.recordedAt };
  switch (fact.kind) {
    case 'planned':
    case 'ticket':
    case 'note-unproven':
    case 'notes-doubled':
    case 'ending':
    case 'outcome':
    case 'attention':
    case 'attention-cleared':
    case 'given-up':
      return [{ ...place, ...fact }];
    case 'no-effect':
      return [{ ...place, ...fact, kind: 'given-up', lost: false }];
    case 'note':
      return [{ ...place, ...fact, unproven: 0 }];
    case 'ticket-missing':
      return [{ ...place, ...fact, ...counted }];
    case 'reading': {
      // ServiceNow's clock, in UTC: `YYYY-MM-DD HH:MM:SS`, or nothing.
      const at = saidAt(`${fact.evidence.updatedOn.replace(' ', 'T')}Z`, 'servicenow');
      return [{ ...place, ...at, ...fact, ...counted }];
    }
    case 'comment': {
      const { at, text } = fact.comment;
      return [{ kind: 'comment', ...place, ...saidAt(at, 'servicenow'), text }];
    }
    case 'delivery': {
      const { kind, deliverySequence: sequence, said, judgedBy: by } = fact;
      return by === undefined ? [] : [{ kind, ...place, sequence, said, judgedBy: by }];
    }
    case 'submitted':
    case 'reset':
    case 'message':
    case 'cancellation':
    case 'not-understood':
    case 'intervention':
    case 'trouble':
    case 'trouble-over':
      return [];
  }
}

/** The task that took the event came after it. An update alone is recorded only when that task has ended. */
function knownAt(place: Place, at: string | undefined): Place {
  if (at === undefined) return place;
  return { ...place, at, recordedAt: at > place.recordedAt ? at : place.recordedAt };
}
