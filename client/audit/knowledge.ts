// What a run knew that no event says: attention, what it gave up, the outcome. Told by the lifecycle run once more.
import { iso } from '../../contract/dates.ts';
import type { State } from '../../workflows/lifecycle/state.ts';
import { nameOfEvent, refusalsOf } from './messages.ts';
import { outcomeEntry } from './outcome.ts';
import type { Step } from './retelling.ts';
import type { Place, TrailEntry } from './schema.ts';
import { isToldHere, ourselves, placed, type RunView } from './view.ts';

/** Attention raised and cleared, messages that came to nothing later on, and the outcome when it was taken. */
export function knowledgeEntries(view: RunView): TrailEntry[] {
  return view.retelling.steps
    .filter(({ event }) => isToldHere(view, event))
    .flatMap((step) => [
      ...attentionEntries(view, step),
      ...givenUpEntries(view, step),
      ...outcomeEntries(view, step),
    ]);
}

/** By the clock of the workflow: its task took the event. An update is recorded only when that task has ended. */
function known(view: RunView, { event, now }: Step): Place {
  const place = placed(view, event, ourselves());
  const at = iso(now);
  return { ...place, at, recordedAt: at > place.recordedAt ? at : place.recordedAt };
}

const slots = [
  'write',
  'note',
  'doubled',
  'reading',
  'delivery',
  'message',
] as const satisfies (keyof State['attention'])[];

function attentionEntries(view: RunView, step: Step): TrailEntry[] {
  const place = known(view, step);
  return slots.flatMap((slot): TrailEntry[] => {
    const before = step.before.attention[slot];
    const after = step.after.attention[slot];
    const isOver = before !== undefined && before.code !== after?.code;
    const isNew =
      after !== undefined && (before?.since !== after.since || before.words !== after.words);
    return [
      ...(isOver ? [{ kind: 'attention-cleared' as const, ...place, code: before.code }] : []),
      ...(isNew ? [{ kind: 'attention' as const, ...place, attention: after }] : []),
    ];
  });
}

/** What became of the message of the step itself stands with it. */
function givenUpEntries(view: RunView, step: Step): TrailEntry[] {
  const itself = nameOfEvent(step.happened);
  return refusalsOf(step)
    .filter(({ message }) => message !== itself)
    .map(({ message, problem, lost = false }) => ({
      kind: 'given-up',
      ...known(view, step),
      message,
      problem,
      lost,
    }));
}

function outcomeEntries(view: RunView, step: Step): TrailEntry[] {
  const { outcome } = step.after;
  if (outcome === undefined || step.before.outcome !== undefined) return [];
  return [outcomeEntry(view, step.event, outcome)];
}
