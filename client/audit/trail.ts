// The histories of all runs of a request as its audit trail: who asked, decided and did what, when, with evidence. Pure.
import { outcomeSchemas } from '../../contract/outcome.ts';
import type { RequestHistories } from '../histories.ts';
import { folded } from './fold.ts';
import { messageEntries } from './messages.ts';
import { missingEntries } from './missing.ts';
import { valueOf } from './recorded.ts';
import { runEntries } from './runs.ts';
import type { Trail, TrailEntry } from './schema.ts';
import { type RunView, viewsOf } from './view.ts';
import { knowledgeEntries, workEntries } from './work.ts';

/**
 * Everything that the histories say, in the order of the one clock that they share, each thing once, and where something
 * is missing, that it is. Nothing in it is guessed: an entry is an event, or what today's lifecycle makes of the recorded
 * events as long as it does what the run did.
 */
export function auditTrail(histories: RequestHistories): Trail {
  const views = viewsOf(histories);
  const chains = new Map(views.map(({ run, firstRunId }) => [run.runId, firstRunId]));
  const told = views.flatMap((view) => entriesOf(view, (runId) => chains.has(runId)));
  const entries = folded([...missingEntries(histories, views), ...told], chains);
  const ended = isLatestGone(histories) ? undefined : outcomeOf(views.at(-1));
  return {
    version: 1,
    id: histories.id,
    workflowId: histories.workflowId,
    complete: !entries.some(({ kind }) => kind === 'missing'),
    ...askedBy(entries),
    ...ticketOf(entries),
    ...(ended && { outcome: ended }),
    runs: views.map(runOf),
    entries,
  };
}

/** What a run tells; the events that it shares with the one that it was reset from are told there. */
const entriesOf = (view: RunView, isKnown: (runId: string) => boolean): TrailEntry[] =>
  [
    ...runEntries(view, isKnown),
    ...messageEntries(view),
    ...workEntries(view),
    ...knowledgeEntries(view),
  ].filter(({ event = 0 }) => event > view.shared);

function askedBy(entries: readonly TrailEntry[]): Pick<Trail, 'request' | 'environment'> {
  const asked = entries.find(({ kind }) => kind === 'submitted' || kind === 'carried');
  if (asked?.kind !== 'submitted' && asked?.kind !== 'carried') return {};
  return { request: asked.request, environment: asked.environment };
}

function ticketOf(entries: readonly TrailEntry[]): Pick<Trail, 'ticket'> {
  for (const entry of entries.toReversed()) {
    if (entry.kind === 'ticket') return { ticket: entry.ticket };
    if (entry.kind === 'carried' && entry.ticket !== undefined) return { ticket: entry.ticket };
  }
  return {};
}

/** What a reset has replaced is over, whatever came of it. */
function isLatestGone({ missing, runs }: RequestHistories): boolean {
  const last = runs.at(-1)?.runId;
  return missing.some(({ as, by }) => as === 'latest' || (as === 'replacement' && by === last));
}

/** As the latest run returned it, or has it. */
function outcomeOf(latest: RunView | undefined): Trail['outcome'] {
  const completed = latest?.events.at(-1)?.workflowExecutionCompletedEventAttributes;
  const { end } = latest?.retelling ?? {};
  return outcomeSchemas().Outcome.safeParse(valueOf(completed?.result) ?? end?.outcome).data;
}

function runOf({ run, events }: RunView): Trail['runs'][number] {
  const { runId, state, startedAt, endedAt, continues, resetFrom } = run;
  return {
    run: runId,
    state,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    events: events.length,
    ...(continues === undefined ? {} : { continues }),
    ...(resetFrom === undefined ? {} : { replaces: resetFrom }),
  };
}
