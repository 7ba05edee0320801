// What retention, a reset or a deletion has cut off, and what cannot be told: said as entries, never left out in silence.
import type { MissingRun, RequestHistories } from '../histories.ts';
import { timeOf } from './recorded.ts';
import type { TrailEntry } from './schema.ts';
import { clientOf, ourselves, placed, type RunView } from './view.ts';

/** An entry for everything that is not there. */
export function missingEntries(
  { missing, listed }: RequestHistories,
  views: readonly RunView[],
): TrailEntry[] {
  const [first] = views;
  if (first === undefined) return [];
  return [
    ...missing.map((one) => missingRun(one, views, first)),
    ...(listed ? [] : [notListed(first)]),
    ...views.flatMap((view) => [...stoppedBefore(view, views), ...notJudged(view)]),
  ];
}

type Missing = Extract<TrailEntry, { kind: 'missing' }>;

const what = {
  predecessor: 'The run before this one is gone: only what it handed over is known of it.',
  reset: 'The run that was reset is gone: what it did after the reset point is not known.',
  successor: 'The run that this one went on in is gone: what happened in it is not known.',
  replacement: 'The run that a reset made of this one is gone: what happened in it is not known.',
  former: 'A run before this submission was stopped from outside and is gone.',
  first: 'The first run is gone, and with it everything before the oldest run that is left.',
  latest: 'The latest run is gone: where the request stands is not known.',
  listed: 'Temporal lists this run, and its history is gone: what happened in it is not known.',
} as const satisfies Record<MissingRun['as'], string>;

/** It stands where the run that names it is, as near as that tells. */
function missingRun(
  { runId, as, by }: MissingRun,
  views: readonly RunView[],
  first: RunView,
): Missing {
  const namedBy = views.find(({ run }) => run.runId === by);
  const last = views.at(-1) ?? first;
  const { run } = namedBy ?? (as === 'latest' ? last : first);
  const comesAfter = as === 'successor' || as === 'replacement' || as === 'latest';
  const at = comesAfter ? (run.endedAt ?? run.startedAt) : run.startedAt;
  return { ...gap(runId ?? run.runId, at), what: 'run', words: what[as] };
}

const gap = (run: string, at: string) => ({
  kind: 'missing' as const,
  recordedAt: at,
  at,
  source: 'temporal' as const,
  who: clientOf('Temporal'),
  run,
});

const notListed = ({ run }: RunView): Missing => ({
  ...gap(run.runId, run.startedAt),
  what: 'list',
  words:
    'Temporal cannot list the runs: one that a reset or a termination has left aside may be missing here.',
});

/** A submission that says that a run was before it, and not which one. */
function stoppedBefore(
  { run, firstRunId, retelling }: RunView,
  views: readonly RunView[],
): Missing[] {
  const isBefore = (other: RunView) =>
    other.firstRunId !== firstRunId && other.run.startedAt <= run.startedAt;
  const isAfterOne = retelling.start?.input.former === true && run.former === undefined;
  if (!isAfterOne || run.runId !== firstRunId || views.some(isBefore)) return [];
  return [{ ...gap(run.runId, run.startedAt), what: 'run', words: what.former }];
}

/** What a run knew is told only as far as today's lifecycle does what the run did. */
function notJudged(view: RunView): Missing[] {
  const { unlike } = view.retelling;
  if (unlike === undefined) return [];
  const words =
    'From here on the run did otherwise than this release would: what became of messages, and what needed a person, ' +
    'is not told of the rest of it. Everything else is as recorded.';
  const at = timeOf(unlike);
  return [{ kind: 'missing', ...placed(view, unlike, ourselves()), at, what: 'judgement', words }];
}
