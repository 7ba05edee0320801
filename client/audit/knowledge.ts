// What a run knew that no event says: attention, what it gave up, the outcome. Told by the lifecycle run once more.
import type { Fact } from '../../contract/facts.ts';
import { nameOfEvent } from './messages.ts';
import { outcomeEntry } from './outcome.ts';
import type { Step } from './retelling.ts';
import type { Place, TrailEntry } from './schema.ts';
import { isToldHere, ourselves, placed, type RunView } from './view.ts';

/** Attention raised and cleared, messages that came to nothing later on, and the outcome when it was taken. */
export function knowledgeEntries(view: RunView): TrailEntry[] {
  return view.retelling.steps
    .filter(({ event }) => isToldHere(view, event))
    .flatMap((step) => step.facts.flatMap((fact) => entriesOf(view, step, fact)));
}

function entriesOf(view: RunView, step: Step, fact: Fact): TrailEntry[] {
  const place = known(view, step, fact);
  switch (fact.kind) {
    case 'attention':
      return [{ kind: fact.kind, ...place, attention: fact.attention }];
    case 'attention-cleared':
      return [{ kind: fact.kind, ...place, code: fact.code }];
    case 'given-up': {
      const { kind, message, problem, lost } = fact;
      return [{ kind, ...place, message, problem, lost }];
    }
    case 'no-effect': {
      // What became of the message of the step itself stands with it.
      if (fact.message === nameOfEvent(step.happened)) return [];
      const { message, problem } = fact;
      return [{ kind: 'given-up', ...place, message, problem, lost: false }];
    }
    case 'outcome':
      return [outcomeEntry(view, step.event, fact.outcome)];
    default:
      return [];
  }
}

/** By the clock of the workflow: its task took the event. An update is recorded only when that task has ended. */
function known(view: RunView, { event }: Step, { at }: Fact): Place {
  const place = placed(view, event, ourselves());
  return { ...place, at, recordedAt: at > place.recordedAt ? at : place.recordedAt };
}
