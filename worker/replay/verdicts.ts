// Histories run again through workflow code: whether it does what they record, in order and in content.
import { defaultPayloadConverter } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import {
  Worker,
  type InjectedSinks,
  type ReplayResult,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { CaptureSinks, ResetRunHeader } from '../../workflows/replay-capture.ts';
import { capturedSteps, type Captured, type CapturedStep } from './captured-steps.ts';
import { firstDifference, type ValueDifference } from './difference.ts';
import { askedFor, factsOf, recordedSteps, type RecordedStep } from './steps.ts';
import { replayWords, whyNotReplayable } from './words.ts';

/** Where what a history records and what the code schedules differ first within one event. Holds data of the request. */
export interface Difference extends ValueDifference {
  eventId: number;
  /** Such as `activity CreateTicket`, `timer`, `continue-as-new`. */
  what: string;
}

/**
 * What a replay shows. `compared` counts the commands whose content was compared: activities, timers, search attributes,
 * memo, the result or what the next run is given. What has no content that could differ, a timer cancelled say,
 * is part of the order. `sharedUntil`: the events up to it belong to the run that was reset, and are compared there.
 */
export type Verdict =
  | { kind: 'same'; compared: number; sharedUntil?: number }
  | { kind: 'different'; compared: number; sharedUntil?: number; differences: Difference[] }
  /**
   * Other commands, or in another order. `differences` are those up to there. Without `words` the code asks for more than
   * is recorded: the event completes the first task in which it does, and the last of `differences` are what more.
   */
  | {
      kind: 'not-deterministic';
      /** In the words of Temporal. */
      words?: string;
      eventId?: number;
      /** What that event records. */
      what?: string;
      differences: Difference[];
    }
  /** The code throws what it should not; a worker would try again for ever. */
  | { kind: 'failed'; words: string }
  | { kind: 'refused'; words: string };

/**
 * Replays each history through a bundle made by `bundleForReplay`; the verdicts are in the same order. An input is
 * compared as JSON. Summaries, headers and answers to updates are not compared, nor is the cancellation type of an
 * activity: no event records it.
 */
export async function replayHistories(
  histories: readonly History[],
  workflowBundle: WorkflowBundleOption,
): Promise<Verdict[]> {
  const refusals = histories.map(whyNotReplayable);
  const toReplay = histories.filter((_, index) => refusals[index] === undefined).filter(hasBegun);
  const replayed = new Map<History, Verdict>();
  let captured: { all: Captured[]; queue: string } = { all: [], queue: '' };
  const sinks: InjectedSinks<CaptureSinks> = {
    capture: {
      scheduled: {
        fn: ({ taskQueue, historyLength: known }, commands) => {
          const more = commands.map((command) => ({ command, known }));
          captured = { all: [...captured.all, ...more], queue: taskQueue };
        },
        callDuringReplay: true,
      },
    },
  };
  const results = Worker.runReplayHistories({ workflowBundle, sinks }, toReplay.map(prepared));
  for (const history of toReplay) {
    const result = await results.next();
    if (result.done === true) throw new Error('The replay ended before all histories were read.');
    replayed.set(history, verdictOf(history, result.value, captured));
    captured = { all: [], queue: '' };
  }
  await results.return?.();
  return histories.map((history, index) => {
    const words = refusals[index];
    if (words !== undefined) return { kind: 'refused', words };
    return replayed.get(history) ?? { kind: 'same', compared: 0 };
  });
}

/** Before a worker has finished a task there is nothing to compare, and a replay would wait for ever. */
const hasBegun = ({ events }: History): boolean =>
  events?.some(({ workflowTaskCompletedEventAttributes: task }) => task != null) ?? false;

/** The event of the last reset, which ends what the run shares with the one that was reset. */
const lastReset = ({ events }: History) =>
  events?.findLast(({ workflowTaskFailedEventAttributes: task }) => (task?.newRunId ?? '') !== '');

/** A history as the SDK takes it. One after a reset tells the run that it made: see replay-capture.ts. */
function prepared(history: History): { workflowId: string; history: History } {
  const [first, ...rest] = history.events ?? [];
  const started = first?.workflowExecutionStartedEventAttributes ?? {};
  const workflowId = started.workflowId ?? '';
  const resetRun = lastReset(history)?.workflowTaskFailedEventAttributes?.newRunId ?? '';
  if (resetRun === '') return { workflowId, history };
  const name: ResetRunHeader = 'access-request-replay-reset-run';
  const fields = { ...started.header?.fields, [name]: defaultPayloadConverter.toPayload(resetRun) };
  const marked = {
    ...first,
    workflowExecutionStartedEventAttributes: { ...started, header: { fields } },
  };
  return { workflowId, history: { events: [marked, ...rest] } };
}

function verdictOf(
  history: History,
  { error }: ReplayResult,
  captured: { all: readonly Captured[]; queue: string },
): Verdict {
  const steps = capturedSteps(captured.all, captured.queue, factsOf(history));
  const recorded = recordedSteps(history);
  const sharedUntil = Number(lastReset(history)?.eventId ?? 0);
  const own = recorded.filter((step) => step.eventId > sharedUntil);
  const differences = own.flatMap((step) => differenceIn(step, steps.get(step.key)?.content));
  if (error !== undefined) return failureOf(error, recorded, differences);
  const unrecorded = unrecordedIn(history, recorded, [...steps.values()]);
  const [first] = unrecorded;
  if (first !== undefined) {
    const { eventId } = first;
    return { kind: 'not-deterministic', eventId, differences: [...differences, ...unrecorded] };
  }
  const compared = own.filter(({ content }) => content !== askedFor).length;
  const shared = sharedUntil === 0 ? {} : { sharedUntil };
  return differences.length === 0
    ? { kind: 'same', compared, ...shared }
    : { kind: 'different', compared, ...shared, differences };
}

function failureOf(
  error: NonNullable<ReplayResult['error']>,
  recorded: readonly RecordedStep[],
  differences: Difference[],
): Verdict {
  const { words, eventId } = replayWords(error);
  if (!(error instanceof DeterminismViolationError)) return { kind: 'failed', words };
  const what = recorded.find((step) => step.eventId === eventId)?.what;
  return {
    kind: 'not-deterministic',
    words,
    ...(eventId === undefined ? {} : { eventId }),
    ...(what === undefined ? {} : { what }),
    // What comes after the failure was never reached, or stands in the wrong place.
    differences:
      eventId === undefined
        ? differences.slice(0, 1)
        : differences.filter((one) => one.eventId < eventId),
  };
}

/**
 * What the code asks for in a task that is completed, and no event records: Temporal's replay misses that where no later
 * command follows. What it asks for in a task that is not completed, no history can have yet.
 */
function unrecordedIn(
  { events }: History,
  recorded: readonly RecordedStep[],
  steps: readonly CapturedStep[],
): Difference[] {
  const keys = new Set(recorded.map(({ key }) => key));
  const completions = (events ?? [])
    .filter(({ workflowTaskCompletedEventAttributes: task }) => task != null)
    .map(({ eventId }) => Number(eventId));
  return steps.flatMap(({ key, what, content, known }) => {
    const eventId = completions.find((id) => id >= known);
    return eventId === undefined || keys.has(key)
      ? []
      : [{ eventId, what, path: '', replayed: content }];
  });
}

function differenceIn({ eventId, what, content }: RecordedStep, replayed: unknown): Difference[] {
  const found = firstDifference(content, replayed);
  return found === undefined ? [] : [{ eventId, what, ...found }];
}
