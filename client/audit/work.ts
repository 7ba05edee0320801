// What activities did, and what a run made of it, as entries.
import type { Fact } from '../../contract/facts.ts';
import { canonicalJson, isObject } from '../../contract/json.ts';
import { outcomeSchemas } from '../../contract/outcome.ts';
import { type DoneFact, factsOfDeed } from '../../workflows/lifecycle/deed-facts.ts';
import { deciderOf } from '../../workflows/lifecycle/facts.ts';
import { purposeOf } from './deeds.ts';
import { entryOf } from './entry-of.ts';
import { isOwn } from './messages.ts';
import { type ActivityRecord, type HistoryEvent, valueOf } from './recorded.ts';
import type { TrailEntry } from './schema.ts';
import { troubleEntries } from './trouble.ts';
import { ourselves, placed, type RunView } from './view.ts';

/** Everything that the activities of a run did or failed to do: whatever today's lifecycle would have made of it. */
export const workEntries = (view: RunView): TrailEntry[] =>
  [...view.activities.values()].flatMap((activity) => [
    ...begun(view, activity),
    ...troubleEntries(view, activity),
    ...done(view, activity),
  ]);

/** The outcome is on record from when the identity manager is first to be told of it. */
function begun(view: RunView, { type, input, scheduled }: ActivityRecord): TrailEntry[] {
  const said = type === 'RecordOutcome' && isObject(input) ? input['outcome'] : undefined;
  return outcomeEntries(view, scheduled, said);
}

/** An outcome where a history tells it: it was taken at its own time, by the clock of the workflow. */
export function outcomeEntries(view: RunView, event: HistoryEvent, said: unknown): TrailEntry[] {
  const outcome = outcomeSchemas().Outcome.safeParse(said).data;
  if (outcome === undefined) return [];
  const fact = { kind: 'outcome' as const, outcome, who: deciderOf(outcome) };
  return entryOf(view, event, fact, outcome.at);
}

function done(view: RunView, activity: ActivityRecord): TrailEntry[] {
  const { type, ended } = activity;
  const completed = ended?.activityTaskCompletedEventAttributes;
  if (ended === undefined || completed == null) return [];
  const deed = purposeOf(activity)?.deedOf(valueOf(completed.result));
  const facts = deed === undefined ? [] : factsOfDeed(deed);
  if (facts.length > 0) {
    const asked = askedBy(view, ended);
    return facts.flatMap((fact) =>
      entryOf(view, ended, fact.kind === 'ending' ? { ...fact, ...asked } : asTicketOf(view, fact)),
    );
  }
  const words = `What ${type} did cannot be read by this release.`;
  return [{ kind: 'missing', ...placed(view, ended, ourselves()), what: 'event', words }];
}

/** Who had the ticket ended, as the run knew it: the id of a message, which anybody may choose, is only a guess. */
const askedBy = ({ retelling }: RunView, ended: HistoryEvent): Partial<Pick<Fact, 'who'>> => {
  const { facts = [] } = retelling.steps.find(({ event }) => event === ended) ?? {};
  const who = facts.find(({ kind }) => kind === 'ending')?.who;
  return who === undefined ? {} : { who };
};

/**
 * This submission has created the ticket, by this attempt or an earlier one, which sent the same. A run that was reset may
 * have been first, and with another plan.
 */
function asTicketOf(view: RunView, fact: DoneFact): DoneFact {
  if (fact.kind !== 'ticket' || fact.how !== 'created') return fact;
  const before = creationsBefore(view);
  const { sent, ...rest } = fact;
  const isDone = ({ ended }: ActivityRecord) => ended?.activityTaskCompletedEventAttributes != null;
  if (before?.some(isDone) === true) return { ...rest, how: 'found' };
  const isSame = ({ input }: ActivityRecord) =>
    isObject(input) && canonicalJson(input['rendered']) === canonicalJson(sent);
  return before?.every(isSame) === true ? fact : rest;
}

/** What the runs from which this one was reset did to create the ticket; undefined where one of them is gone. */
function creationsBefore({ run, base }: RunView): ActivityRecord[] | undefined {
  if (run.resetFrom === undefined) return [];
  const before = base && creationsBefore(base);
  if (base === undefined || before === undefined) return undefined;
  return [...before, ...base.activities.values()].filter(({ type }) => type === 'CreateTicket');
}

const knowledge: ReadonlySet<Fact['kind']> = new Set([
  'attention',
  'attention-cleared',
  'given-up',
  'no-effect',
  'outcome',
]);

/** What a run made of it all, which no event says. What became of a message in its own step stands with it. */
export const knowledgeEntries = (view: RunView): TrailEntry[] =>
  view.retelling.steps.flatMap((step) =>
    step.facts
      .filter((fact) => knowledge.has(fact.kind) && !isOwn(step, fact))
      .flatMap(({ sequence, at, ...fact }) => entryOf(view, step.event, fact, at)),
  );
