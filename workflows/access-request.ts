// The shell around the lifecycle: takes in what comes, and does what the lifecycle commands.
import {
  ApplicationFailure,
  CancellationScope,
  makeContinueAsNewFunc,
  setCurrentDetails,
  sleep,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { AccessRequestInput } from '../contract/access-request.ts';
import type { Outcome } from '../contract/outcome.ts';
import { fullMemo } from './definitions.ts';
import { newInbox, type Inbox } from './inbox.ts';
import { stateAtStart } from './lifecycle/beginning.ts';
import { carry, type Carried } from './lifecycle/carried.ts';
import { detailsOf } from './lifecycle/details.ts';
import { drive, type Command } from './lifecycle/drive.ts';
import { isCrowded } from './lifecycle/note-queue.ts';
import { isHeldUp } from './lifecycle/next-job.ts';
import { isLongRun } from './lifecycle/run-length.ts';
import type { Event, Job, State, Wake } from './lifecycle/state.ts';
import { timerSummary } from './lifecycle/summaries.ts';
import { view } from './lifecycle/view.ts';
import { handleMessages } from './messages.ts';
import { isUnreadable } from './payload-converter.ts';
import { perform, settledBy } from './perform.ts';
import { rulesAtStart } from './rules-at-start.ts';
import { newScope, type Scope } from './scope.ts';
import { handedOver, untold } from './search-attributes.ts';

/**
 * One access request, from submission to the recorded outcome, which it returns. A run that ends in any other way than
 * Completed or Continued-as-new was not ended by this code. Exception: a run whose input is invalid fails.
 */
export async function accessRequest(input: AccessRequestInput | Carried): Promise<Outcome> {
  // A worker that cannot read is at fault, not the request: the task fails until another one can.
  if (isUnreadable(input)) throw new Error('The input cannot be read by this worker.');
  const inbox = newInbox();
  let state = beginningOf(input);
  handleMessages(inbox, () => state);
  return CancellationScope.nonCancellable(async () => {
    const scopes = { servicenow: newScope(), 'identity-manager': newScope(), timer: newScope() };
    // What was there before the first task is taken with the beginning.
    inbox.put({ kind: 'time' });
    for (;;) {
      const came = await inbox.take();
      const now = Date.now();
      const { commands, ...driven } = drive(state, withGoOn(came, state, now), now);
      state = driven.state;
      tellOperators(state, now);
      for (const command of commands) {
        const outcome = obey(command, { state, scopes, inbox, now });
        if (outcome !== undefined) return await outcome;
      }
    }
  });
}

/** A request that was submitted, or one that goes on. Fails the run where it is neither. */
function beginningOf(input: AccessRequestInput | Carried): State {
  const { workflowId, runId, originalExecutionRunId: originalRunId, ...info } = workflowInfo();
  const firstRunId = info.firstExecutionRunId;
  const continued = info.continuedFromExecutionRunId !== undefined;
  const run = { workflowId, runId, originalRunId, firstRunId, continued };
  const state = stateAtStart(input, run, { now: Date.now(), rules: rulesAtStart });
  if (state !== undefined) return state;
  const problem =
    'The input must be {request, environment}: a request as `submit` takes it, the workflow id that of the request.';
  throw ApplicationFailure.nonRetryable(problem, 'RequestInvalid');
}

/** What came, and that the run is to end where it is long. */
function withGoOn(came: Event[], { goingOn }: State, now: number): Event[] {
  const info = workflowInfo();
  const isLong = isLongRun({
    events: info.historyLength,
    suggested: info.continueAsNewSuggested,
    newerRelease: info.targetWorkerDeploymentVersionChanged,
    age: now - info.runStartTime.getTime(),
  });
  return isLong && !goingOn ? [...came, { kind: 'go-on' }] : came;
}

/** Where the request stands, for Temporal's UI and for a search. */
function tellOperators(state: State, now: number): void {
  tellWhetherFull(state);
  const status = view(state, now);
  const { request } = state.input;
  setCurrentDetails(detailsOf(status, request));
  const { typedSearchAttributes } = workflowInfo();
  const changed = untold(typedSearchAttributes, request, status, isHeldUp(state));
  if (changed.length > 0) upsertSearchAttributes(changed);
}

/** For the client, which asks no worker before it sends. */
function tellWhetherFull(state: State): void {
  const told = workflowInfo().memo?.[fullMemo] === true;
  const full = isCrowded(state, told);
  if (full !== told) upsertMemo({ [fullMemo]: full });
}

interface Shell {
  state: State;
  /** The job of a lane, and the timer, each run in a scope of their own, so that they can be cancelled alone. */
  scopes: Record<Job['lane'] | 'timer', Scope>;
  inbox: Inbox;
  now: number;
}

/** Does what the lifecycle commands; gives what ends the run, where it is to end. */
function obey(command: Command, shell: Shell): Promise<Outcome> | Outcome | undefined {
  switch (command.kind) {
    case 'start':
      startJob(command.job, shell);
      return undefined;
    case 'stop':
      shell.scopes[command.lane].cancel();
      return undefined;
    case 'timer':
      setTimer(command, shell);
      return undefined;
    case 'complete':
      return command.outcome;
    case 'continue':
      return goOn(shell);
  }
}

function startJob(job: Job, { state, scopes, inbox }: Shell): void {
  const { lane } = job;
  const scope = scopes[lane].next();
  void scope
    .run(() => perform(state, job))
    .then(
      (settled) => {
        inbox.put({ kind: 'settled', lane, settled });
      },
      (error: unknown) => {
        inbox.put({ kind: 'settled', lane, settled: settledBy(error) });
      },
    );
}

/** A scope is cancelled only where a timer runs in it: it serves again otherwise. */
function setTimer({ wake, replaces }: { wake?: Wake; replaces: boolean }, shell: Shell): void {
  const { state, scopes, inbox, now } = shell;
  if (replaces) scopes.timer.cancel();
  if (wake === undefined) return;
  const ring = () => {
    inbox.put({ kind: 'time' });
  };
  const begin = () => {
    // Only a cancellation rejects it. Not handed to the scope, which would hold two more promises meanwhile.
    void sleep(wake.at - now, { summary: timerSummary(state, wake.why) }).then(
      ring,
      () => undefined,
    );
    return Promise.resolve();
  };
  void scopes.timer.next().run(begin);
}

/** In a new run, with what was told of this one: Temporal carries only what it was started with. */
function goOn({ state, now }: Shell): Promise<never> {
  const { memo = {}, typedSearchAttributes, targetWorkerDeploymentVersionChanged } = workflowInfo();
  return makeContinueAsNewFunc<typeof accessRequest>({
    memo,
    typedSearchAttributes: handedOver(typedSearchAttributes),
    // With worker versioning: the next run begins on the release that is current by then.
    ...(targetWorkerDeploymentVersionChanged
      ? { initialVersioningBehavior: 'AUTO_UPGRADE' as const }
      : {}),
  })(carry(state, now));
}
