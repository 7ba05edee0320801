// Replays the runs of a request, or saved histories, through the workflow code of this release.
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { MissingRun, RunHistory } from '../client/histories.ts';
import type { Verdict } from '../worker/replay/verdicts.ts';
import { readHistory } from './history-file.ts';
import { withAccessRequests } from './session.ts';

/** One run of a request, and what its replay shows. */
export type ReplayedRun = Omit<RunHistory, 'history'> & { verdict: Verdict };

/** What `replay` found, of the runs of a request or of files. */
export type ReplayReport =
  | { kind: 'request'; id: string; runs: ReplayedRun[]; missing: MissingRun[]; listed: boolean }
  | { kind: 'files'; files: { file: string; verdict: Verdict }[] };

/** @throws AccessRequestError `NotFound` and those of any command */
export async function replayRequest(config: string, id: string): Promise<ReplayReport> {
  const { runs, missing, listed } = await withAccessRequests(config, (all) => all.histories(id));
  const verdicts = await replayed(runs.map(({ history }) => history));
  return {
    kind: 'request',
    id,
    runs: runs.map(({ history: _, ...run }, index) => ({ ...run, verdict: at(verdicts, index) })),
    missing,
    listed,
  };
}

/** @throws CommandFailure 2 where a file is no history */
export async function replayFiles(files: readonly string[]): Promise<ReplayReport> {
  const histories = await Promise.all(files.map(readHistory));
  const verdicts = await replayed(histories);
  return {
    kind: 'files',
    files: files.map((file, index) => ({ file, verdict: at(verdicts, index) })),
  };
}

/** 0 where all is the same; runs that are not there any more are told, and no difference. */
export function replayExitCode(report: ReplayReport): 0 | 1 {
  const all = report.kind === 'files' ? report.files : report.runs;
  return all.every(({ verdict }) => verdict.kind === 'same') ? 0 : 1;
}

/** The SDK's worker is loaded only once there is something to replay. */
async function replayed(histories: readonly History[]): Promise<Verdict[]> {
  const { DefaultLogger, Runtime } = await import('@temporalio/worker');
  const { replayBundle } = await import('../worker/bundle.ts');
  const { replayHistories } = await import('../worker/replay/verdicts.ts');
  // What fails is what a replay is about, and its words may hold data of the request: they are printed, not logged.
  const silent = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger: silent, telemetryOptions: { logging: { forward: {} } } });
  return replayHistories(histories, await replayBundle());
}

function at(verdicts: readonly Verdict[], index: number): Verdict {
  const verdict = verdicts[index];
  if (verdict === undefined) throw new Error('There are fewer verdicts than histories.');
  return verdict;
}
