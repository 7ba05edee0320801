// Replays the runs of a request, or saved histories, through the workflow code of this release, and tells what differs.
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { MissingRun, RunHistory } from '../client/histories.ts';
import type { Difference, Verdict } from '../worker/replay/verdicts.ts';
import { readHistory } from './history-file.ts';
import { colours, time } from './output.ts';
import { plain } from './plain.ts';
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
  return { kind: 'request', id, runs: await replayed(runs), missing, listed };
}

/** @throws CommandFailure 2 where a file is no history */
export async function replayFiles(files: readonly string[]): Promise<ReplayReport> {
  const read = files.map(async (file) => ({ file, history: await readHistory(file) }));
  return { kind: 'files', files: await replayed(await Promise.all(read)) };
}

/** 0 where all is the same; runs that are not there any more are told, and no difference. */
export function replayExitCode(report: ReplayReport): 0 | 1 {
  const all = report.kind === 'files' ? report.files : report.runs;
  return all.every(({ verdict }) => verdict.kind === 'same') ? 0 : 1;
}

/** Each with the verdict in place of its history. The SDK's worker is loaded only once there is something to replay. */
async function replayed<Named extends { history: History }>(
  all: readonly Named[],
): Promise<(Omit<Named, 'history'> & { verdict: Verdict })[]> {
  const { DefaultLogger, Runtime } = await import('@temporalio/worker');
  const { replayBundle } = await import('../worker/bundle.ts');
  const { replayHistories } = await import('../worker/replay/verdicts.ts');
  // What fails is what a replay is about, and its words may hold data of the request: they are printed, not logged.
  const silent = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger: silent, telemetryOptions: { logging: { forward: {} } } });
  const histories = all.map(({ history }) => history);
  const verdicts = await replayHistories(histories, await replayBundle());
  return all.map(({ history: _, ...named }, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined) throw new Error('There are fewer verdicts than histories.');
    return { ...named, verdict };
  });
}

/** All histories, what is not there any more, and a last line that sums them up. */
export function replayText(report: ReplayReport): string {
  const all =
    report.kind === 'files'
      ? report.files.map(({ file, verdict }) => ({ name: file, verdict }))
      : report.runs.map((run) => ({ name: runName(run), verdict: run.verdict }));
  return [
    ...all.map(({ name, verdict }) => historyText(name, verdict)),
    ...(report.kind === 'files' ? [] : [...report.missing.map(missingText), ...unlisted(report)]),
    sum(all.map(({ verdict }) => verdict)),
  ].join('\n');
}

function runName({ runId, state, startedAt, endedAt, resetFrom }: ReplayedRun): string {
  const until = endedAt === undefined ? state : `${state} ${time(endedAt)}`;
  const reset = resetFrom === undefined ? '' : `, reset from ${resetFrom}`;
  return `run ${runId} (from ${time(startedAt)}, ${until}${reset})`;
}

function historyText(name: string, verdict: Verdict): string {
  const head = (paint: (text: string) => string, word: string, words: string): string =>
    `${paint(word.padEnd(9))}  ${plain(name)}: ${words}`;
  switch (verdict.kind) {
    case 'same':
      return head(colours.green, 'same', `${commands(verdict.compared)}${shared(verdict)}`);
    case 'different': {
      const { differences, compared } = verdict;
      const words = `${differences.length} of ${commands(compared)}${shared(verdict)}`;
      return [head(colours.red, 'different', words), ...differences.map(differenceText)].join('\n');
    }
    case 'not-deterministic':
      return [
        head(colours.red, 'different', notDeterministic(verdict)),
        ...verdict.differences.map(differenceText),
      ].join('\n');
    case 'failed':
      return head(colours.red, 'failed', `today's code fails on it: ${plain(verdict.words)}`);
    case 'refused':
      return head(colours.yellow, 'refused', `it ${plain(verdict.words)}`);
  }
}

function notDeterministic({
  what,
  eventId,
  words,
}: Extract<Verdict, { kind: 'not-deterministic' }>): string {
  if (words === undefined) {
    return `today's code asks for more than is recorded, in the task that event ${eventId} completes`;
  }
  const said = `(Temporal: ${plain(words)})`;
  if (eventId === undefined) return `today's code does other things, or in another order ${said}`;
  return `today's code does something else where event ${eventId} records ${what === undefined ? 'what it did' : `the ${plain(what)}`} ${said}`;
}

const commands = (count: number): string => `${count} ${count === 1 ? 'command' : 'commands'}`;

const shared = ({ sharedUntil }: { sharedUntil?: number }): string =>
  sharedUntil === undefined
    ? ''
    : ` after event ${sharedUntil}, up to which it is the run that was reset`;

function differenceText({ eventId, what, path, ...values }: Difference): string {
  const where = path === '' ? '' : `, ${path}`;
  return [
    `             event ${eventId}, ${what}${where}`,
    `               recorded  ${value(values.recorded)}`,
    `               replayed  ${value(values.replayed)}`,
  ]
    .map(plain)
    .join('\n');
}

const longest = 300;

function value(of: unknown): string {
  if (of === undefined) return 'nothing';
  const text = JSON.stringify(of);
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

function missingText({ runId, as, by }: MissingRun): string {
  const which =
    runId === undefined
      ? 'the latest run: no other names it'
      : `run ${runId}: ${namedBy({ as, by })}`;
  return `${colours.yellow('missing'.padEnd(9))}  ${which}, and it is not there any more`;
}

function namedBy({ as, by }: { as: MissingRun['as']; by: string | undefined }): string {
  if (by === undefined) return 'Temporal names it';
  return as === 'former' ? `stopped before the submission of run ${by}` : `the ${as} of run ${by}`;
}

const unlisted = ({ listed }: { listed: boolean }): string[] =>
  listed
    ? []
    : [
        'Temporal could not list the runs: one that was reset, or stopped before it was submitted again, may be lacking.',
      ];

function sum(verdicts: readonly Verdict[]): string {
  const same = verdicts.filter(({ kind }) => kind === 'same').length;
  return `${same} of ${verdicts.length} as recorded`;
}
