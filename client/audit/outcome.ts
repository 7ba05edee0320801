// The outcome as an entry: who decided it, at the time at which the request took it.
import type { Outcome } from '../../contract/outcome.ts';
import type { HistoryEvent } from './recorded.ts';
import type { Place, TrailEntry } from './schema.ts';
import { placed, type RunView } from './view.ts';

/** The outcome where an event tells it; it was taken at its own time, by the clock of the workflow. */
export function outcomeEntry(
  view: RunView,
  event: HistoryEvent,
  outcome: Outcome,
): Extract<TrailEntry, { kind: 'outcome' }> {
  const { at } = outcome;
  return {
    kind: 'outcome',
    ...placed(view, event, deciderOf(outcome)),
    recordedAt: at,
    at,
    outcome,
  };
}

function deciderOf({ by: name, cause }: Outcome): Place['who'] {
  switch (cause.kind) {
    case 'ticket':
      return { name, from: 'servicenow' };
    case 'decision':
      return { name, from: 'message' };
    case 'cancellation':
      return { name, from: cause.id === 'temporal' ? 'temporal' : 'message' };
    case 'deadline':
      return { name, from: 'orchestrator' };
  }
}
