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
import type { CaptureSinks, Commands, ResetRunHeader } from '../workflows/replay-capture.ts';
import { capturedSteps } from './replay/captured.ts';
import { firstDifference, type ValueDifference } from './replay/difference.ts';
import { factsOf, recordedSteps, type RecordedStep } from './replay/recorded.ts';
import { whyNotReplayable } from './replay/refusal.ts';
import { replayWords } from './replay/words.ts';

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
  /** Other commands, or in another order. `differences` are those up to there. */
  | {
      kind: 'not-deterministic';
      /** In the words of Temporal. */
      words: string;
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
 * compared as JSON. Summaries and headers are not compared, nor is how an activity is cancelled: no event records it.
 */
export async function replayHistories(
  histories: readonly History[],
  workflowBundle: WorkflowBundleOption,
): Promise<Verdict[]> {
  const refusals = histories.map(whyNotReplayable);
  const toReplay = histories.filter((_, index) => refusals[index] === undefined).filter(hasBegun);
  const replayed = new Map<History, Verdict>();
  let captured: { commands: Commands; queue: string } = { commands: [], queue: '' };
  const sinks: InjectedSinks<CaptureSinks> = {
    capture: {
      scheduled: {
        fn: ({ taskQueue }, commands) => {
          captured = { commands: [...captured.commands, ...commands], queue: taskQueue };
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
    captured = { commands: [], queue: '' };
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
  { commands, queue }: { commands: Commands; queue: string },
): Verdict {
  const { words, eventId } = error === undefined ? { words: '' } : replayWords(error);
  if (error !== undefined && !(error instanceof DeterminismViolationError)) {
    return { kind: 'failed', words };
  }
  const steps = capturedSteps(commands, queue, factsOf(history));
  const reset = lastReset(history);
  const sharedUntil = reset === undefined ? 0 : Number(reset.eventId);
  const recorded = recordedSteps(history);
  const own = recorded.filter((step) => step.eventId > sharedUntil);
  const differences = own.flatMap((step) => differenceIn(step, steps.get(step.key)?.content));
  if (error !== undefined) {
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
  const shared = sharedUntil === 0 ? {} : { sharedUntil };
  return differences.length === 0
    ? { kind: 'same', compared: own.length, ...shared }
    : { kind: 'different', compared: own.length, ...shared, differences };
}

function differenceIn({ eventId, what, content }: RecordedStep, replayed: unknown): Difference[] {
  const found = firstDifference(content, replayed);
  return found === undefined ? [] : [{ eventId, what, ...found }];
}
