// The shell around the lifecycle: one loop that waits, starts what is wanted and takes in what comes back.
import {
  ApplicationFailure,
  CancellationScope,
  makeContinueAsNewFunc,
  setCurrentDetails,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { stateAtStart } from './lifecycle/arrivals.ts';
import { carry, type Carried } from './lifecycle/carried.ts';
import { detailsOf } from './lifecycle/details.ts';
import { handleMessages } from './inbox.ts';
import { step } from './lifecycle/drive.ts';
import { fullMemo } from './definitions.ts';
import { isCrowded } from './lifecycle/mirror.ts';
import type { AccessRequestInput } from '../contract/access-request.ts';
import type { Outcome } from '../contract/outcome.ts';
import { isUnreadable } from './payload-converter.ts';
import { perform, settledBy } from './perform.ts';
import { newScope, type Scope } from './scope.ts';
import { handedOver, untold } from './search-attributes.ts';
import { type Job, type Lane, lanes, type Settled, type State } from './lifecycle/state.ts';
import { timerSummary } from './lifecycle/summaries.ts';
import { view } from './lifecycle/view.ts';
import { type Inbox, newInbox } from './waiting.ts';
import { isOver, isUnwanted, next, nextWake } from './lifecycle/wants.ts';

/** How many events a run has before the request goes on in a new one: what a worker that lost it replays in 0.2 s. */
const longRun = 400;

/**
 * One access request, from submission to the recorded outcome, which it returns. A run that ends in
 * any other way than Completed or Continued-as-new was not ended by this code, but for one whose input is none: it fails.
 */
export async function accessRequest(input: AccessRequestInput | Carried): Promise<Outcome> {
  // A worker that cannot read is at fault, not the request: the task fails until another one can.
  if (isUnreadable(input)) throw new Error('The input cannot be read by this worker.');
  const { inbox, listen } = newInbox();
  let state = beginningOf(input);
  handleMessages(inbox, () => state);
  return CancellationScope.nonCancellable(async () => {
    const running = new Map<Lane, Job>();
    const scopes = { servicenow: newScope(), 'identity-manager': newScope() };
    const somethingToDo = listen();
    for (;;) {
      const now = Date.now();
      for (const event of inbox.take()) state = step(state, event, now);
      tellOperators(state);
      const long = isLong();
      for (const lane of lanes) state = serve(lane, state, { running, scopes, inbox, now, long });
      if (running.size === 0) {
        // No await between taking the last event and returning: nothing can come in between.
        if (isOver(state, now) && state.outcome !== undefined) return state.outcome;
        if (long) await goOn(state, now);
      }
      const wake = long ? undefined : nextWake(state, running.has('servicenow'), now);
      await somethingToDo(wake && { in: wake.at - now, summary: timerSummary(state, wake.why) });
    }
  });
}

/** A request that was submitted, or one that goes on. Fails the run where it is neither. */
function beginningOf(input: AccessRequestInput | Carried): State {
  const { workflowId, runId, originalExecutionRunId: originalRunId, ...info } = workflowInfo();
  const firstRunId = info.firstExecutionRunId;
  const continued = info.continuedFromExecutionRunId !== undefined;
  const run = { workflowId, runId, originalRunId, firstRunId, continued };
  const state = stateAtStart(input, run, { now: Date.now(), phase: () => Math.random() });
  if (state !== undefined) return state;
  const problem =
    'The input must be {request, environment}: a request as `submit` takes it, the workflow id that of the request.';
  throw ApplicationFailure.nonRetryable(problem, 'RequestInvalid');
}

/** By our own bound, or where the server asks for it: a history that is large, or has many updates. */
function isLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= longRun || continueAsNewSuggested;
}

/** Where the request stands, for Temporal's UI and for a search. */
function tellOperators(state: State): void {
  tellWhetherFull(state);
  const status = view(state);
  const { request } = state.input;
  setCurrentDetails(detailsOf(status, request));
  const { typedSearchAttributes } = workflowInfo();
  const changed = untold(typedSearchAttributes, request, status);
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** For the client, which asks no worker before it sends. */
function tellWhetherFull(state: State): void {
  const told = workflowInfo().memo?.[fullMemo] === true;
  const full = isCrowded(state, told);
  if (full !== told) upsertMemo({ [fullMemo]: full });
}

/** In a new run, with what was told of this one: Temporal carries only what it was started with. */
function goOn(state: State, now: number): Promise<never> {
  const { memo = {}, typedSearchAttributes } = workflowInfo();
  const told = { memo, typedSearchAttributes: handedOver(typedSearchAttributes) };
  return makeContinueAsNewFunc<typeof accessRequest>(told)(carry(state, now));
}

interface Turn {
  running: Map<Lane, Job>;
  /** The activity of a lane runs in a scope of it, so that it alone can be cancelled. */
  scopes: Record<Lane, Scope>;
  inbox: Inbox;
  now: number;
  /** The run is to end: nothing new begins, and what runs is ended. */
  long: boolean;
}

/** Cancels what a lane does in vain; gives a free one what it is to do next. */
function serve(lane: Lane, state: State, { running, scopes, inbox, now, long }: Turn): State {
  const busy = running.get(lane);
  if (busy !== undefined) {
    if (long || isUnwanted(state, busy, now)) scopes[lane].cancel();
    return state;
  }
  const job = long ? undefined : next(state, lane, now);
  if (job === undefined) return state;
  const scope = scopes[lane].next();
  const settle = (settled: Settled) => {
    running.delete(lane);
    inbox.settle({ kind: 'settled', job, startedAt: now, settled });
  };
  running.set(lane, job);
  void scope
    .run(() => perform(state, job))
    .then(settle, (error: unknown) => settle(settledBy(error, scope.consideredCancelled)));
  return step(state, { kind: 'started', job }, now);
}
