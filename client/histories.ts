// Every run that Temporal knows under one request id, with its history as it was recorded.
import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { workflowIdOf } from '../contract/access-request.ts';
import { formerRun, latestRun, type RunState } from './run.ts';
import {
  call,
  grpcStatusOf,
  isNoRun,
  notFound,
  unlessAbsent,
  type TemporalSession,
} from './temporal/calls.ts';

/** A history as Temporal keeps it, payloads encoded; `historyToJSON` of the SDK writes it to a file. */
export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** One run of a request, all of it up to the moment when it was read. Times are ISO 8601. */
export interface RunHistory {
  runId: string;
  /** `continued`: it went on in another run. Anything else but `running` and `completed` was not done by our code. */
  state: RunState | 'continued';
  startedAt: string;
  /** When its last event came, where it has ended. */
  endedAt?: string;
  /** The run that it goes on with. */
  continues?: string;
  /** The run that was reset to make it; the two share their first events. */
  resetFrom?: string;
  /** The last run that a reset made of it. */
  resetTo?: string;
  /** The run that was stopped from outside before the request was submitted again. */
  former?: string;
  history: History;
}

/** A run that is not there any more: Temporal's retention or somebody has deleted it. */
export interface MissingRun {
  /** Nobody names a latest run that was deleted and that no other run has led to. */
  runId?: string;
  /** What it was to the run that names it; of `latest` and `listed` Temporal itself tells. */
  as:
    | 'predecessor'
    | 'reset'
    | 'successor'
    | 'replacement'
    | 'former'
    | 'first'
    | 'latest'
    | 'listed';
  /** The run that names it. */
  by?: string;
}

/** The histories of a request. */
export interface RequestHistories {
  id: string;
  workflowId: string;
  /** Oldest first; never empty. Those without a link to one another were submitted again. */
  runs: RunHistory[];
  missing: MissingRun[];
  /**
   * Whether Temporal could list the runs. Where it could not, only those are here that a link leads to from the latest
   * one. The list is a second or so behind.
   */
  listed: boolean;
}

/**
 * Reads all runs: the latest, those that the list names, and from each of them on those that it names. A run names
 * the one before it and the one after it, the one that it was reset from and the last that it was reset to, and the one that
 * was stopped before the request was submitted again. The list alone names the run that a reset made where the run before it
 * was reset once more: deleted, it leaves no trace.
 * @throws AccessRequestError `NotFound`
 */
export async function histories(session: TemporalSession, id: string): Promise<RequestHistories> {
  const workflowId = workflowIdOf(id);
  const latest = await latestRun(session, id);
  const listed = await listedRuns(session, workflowId);
  const named: Named[] = [
    ...(latest === undefined ? [] : [{ runId: latest.runId, as: 'latest' as const }]),
    ...(listed ?? []).map((runId) => ({ runId, as: 'listed' as const })),
  ];
  const found = new Map<string, RunHistory>();
  const missing = new Map<string, Named>();
  // It grows meanwhile, by what each run names.
  for (const one of named) {
    if (found.has(one.runId) || missing.has(one.runId)) continue;
    const run = await readRun(session, workflowId, one.runId);
    if (run === undefined) missing.set(one.runId, one);
    else {
      found.set(run.runId, run);
      named.push(...namedBy(run));
    }
  }
  const runs = [...found.values()].sort(byStart);
  const last = runs.at(-1);
  if (last === undefined) throw notFound(id);
  const gone = [...missing.values()];
  return {
    id,
    workflowId,
    runs,
    missing: latest === undefined ? [...gone, ...latestGone(last, gone)] : gone,
    listed: listed !== undefined,
  };
}

type Named = MissingRun & { runId: string };

/** Temporal shows no earlier run in its place. What the last run that is left leads to is told already. */
function latestGone(last: RunHistory, missing: readonly Named[]): MissingRun[] {
  const isKnown = missing.some(({ as, by }) => as === 'listed' || (by === last.runId && leads(as)));
  // One that runs is the latest: it began a moment ago.
  return isKnown || last.state === 'running' ? [] : [{ as: 'latest' }];
}

const leads = (as: MissingRun['as']): boolean => as === 'successor' || as === 'replacement';

const byStart = (a: RunHistory, b: RunHistory): number => a.startedAt.localeCompare(b.startedAt);

/** Some servers have no visibility store: Temporal's test server, for one. */
async function listedRuns(
  session: TemporalSession,
  workflowId: string,
): Promise<string[] | undefined> {
  const query = `WorkflowId = '${workflowId}'`;
  const isUnable = (error: unknown): boolean => grpcStatusOf(error)?.code === unimplemented;
  const listing = async (): Promise<string[]> => {
    const runIds: string[] = [];
    for await (const { runId } of session.client.workflow.list({ query })) runIds.push(runId);
    return runIds;
  };
  return call(session, () => unlessAbsent(isUnable, listing));
}

const absent = 5; // NOT_FOUND
const unimplemented = 12; // UNIMPLEMENTED

async function readRun(
  session: TemporalSession,
  workflowId: string,
  runId: string,
): Promise<RunHistory | undefined> {
  const handle = session.client.workflow.getHandle(workflowId, runId);
  const isGone = (error: unknown): boolean =>
    isNoRun(error) || grpcStatusOf(error)?.code === absent;
  return call(session, () =>
    unlessAbsent(isGone, async () => told(await handle.describe(), await handle.fetchHistory())),
  );
}

/** What a history says of its run; when it began, and what became of it later, stands elsewhere. */
function told(description: WorkflowExecutionDescription, history: History): RunHistory {
  const { runId, startTime, raw } = description;
  const events = history.events ?? [];
  const last = events.at(-1);
  const state = stateAfter(last);
  const continues = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  const resetFrom = events
    .map((event) => event.workflowTaskFailedEventAttributes?.baseRunId ?? '')
    .findLast((base) => base !== '');
  const resetTo = raw.workflowExtendedInfo?.resetRunId ?? '';
  const former = formerRun(description);
  return {
    runId,
    state,
    startedAt: startTime.toISOString(),
    ...(state === 'running' ? {} : { endedAt: new Date(tsToMs(last?.eventTime)).toISOString() }),
    ...(continues == null || continues === '' ? {} : { continues }),
    ...(resetFrom === undefined ? {} : { resetFrom }),
    ...(resetTo === '' ? {} : { resetTo }),
    ...(former === undefined ? {} : { former }),
    history,
  };
}

type HistoryEvent = NonNullable<History['events']>[number];

function stateAfter(last: HistoryEvent | undefined): RunHistory['state'] {
  if (last?.workflowExecutionContinuedAsNewEventAttributes != null) return 'continued';
  if (last?.workflowExecutionCompletedEventAttributes != null) return 'completed';
  if (last?.workflowExecutionTerminatedEventAttributes != null) return 'terminated';
  if (last?.workflowExecutionCanceledEventAttributes != null) return 'cancelled';
  if (last?.workflowExecutionFailedEventAttributes != null) return 'failed';
  if (last?.workflowExecutionTimedOutEventAttributes != null) return 'timed-out';
  return 'running';
}

/** The runs that a run names, the nearest first. */
function namedBy({
  runId: by,
  continues,
  resetFrom,
  resetTo,
  former,
  history,
}: RunHistory): Named[] {
  const events = history.events ?? [];
  const first = events[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId;
  const next = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  const links = [
    ['predecessor', continues],
    ['reset', resetFrom],
    ['successor', next],
    ['replacement', resetTo],
    // The runs after it have it from the first one.
    ['former', continues === undefined ? former : undefined],
    ['first', first],
  ] as const;
  return links.flatMap(([as, runId]) => (runId == null || runId === '' ? [] : [{ runId, as, by }]));
}
