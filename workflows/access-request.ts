// The shell around the lifecycle: one loop that waits, starts what is wanted and takes in what comes back.
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { guardCancel, guardInput, guardRetry } from './guards.ts';
import { step } from './lifecycle.ts';
import { cancelSignal, hintSignal, retryUpdate, statusQuery, workflowIdOf } from './messages.ts';
import type { AccessRequestInput, Outcome } from './model.ts';
import { isUnreadable } from './payload-converter.ts';
import { perform, settledBy } from './perform.ts';
import { begin, type Event, type Job, type Lane, type Settled, type State } from './state.ts';
import { view } from './view.ts';
import { isOver, isUnwanted, next, wakeAt } from './wants.ts';

/** The lanes in the order in which they are served. */
const lanes = ['servicenow', 'identity-manager'] as const satisfies Lane[];

/**
 * One access request, from submission to the recorded outcome, which it returns. A run that ends in
 * any other way than Completed was not ended by this code, but for one whose input is none: it fails.
 */
export async function accessRequest(input: AccessRequestInput): Promise<Outcome> {
  const { firstExecutionRunId: chain, workflowId } = workflowInfo();
  // A worker that cannot read is at fault, not the request: the task fails until another one can.
  if (isUnreadable(input)) throw new Error('The input cannot be read by this worker.');
  if (!guardInput(input) || workflowId !== workflowIdOf(input.request.id)) {
    const problem =
      'The input must be {request, environment}, the workflow id that of the request.';
    throw ApplicationFailure.nonRetryable(problem, 'RequestInvalid');
  }
  const inbox: Event[] = [];
  let state = begin(input, { now: Date.now(), chain, phase: Math.random() });
  handleMessages(inbox, () => state);
  return CancellationScope.nonCancellable(async () => {
    const running = new Map<Lane, Running>();
    for (;;) {
      const now = Date.now();
      for (const event of inbox.splice(0)) state = step(state, event, now);
      for (const lane of lanes) state = serve(lane, state, running, inbox, now);
      // No await between taking the last event and returning: nothing can come in between.
      if (running.size === 0 && isOver(state) && state.outcome !== undefined) return state.outcome;
      await somethingToDo(inbox, wakeAt(state, running.has('servicenow'), now), now);
    }
  });
}

/** A job in flight: an activity in a scope of its own, so that it alone can be cancelled. */
interface Running {
  job: Job;
  scope: CancellationScope;
}

/** Cancels what a lane does in vain; gives a free one what it is to do next. */
function serve(
  lane: Lane,
  state: State,
  running: Map<Lane, Running>,
  inbox: Event[],
  now: number,
): State {
  const busy = running.get(lane);
  if (busy !== undefined) {
    if (!busy.scope.consideredCancelled && isUnwanted(state, busy.job, now)) busy.scope.cancel();
    return state;
  }
  const job = next(state, lane, now);
  if (job === undefined) return state;
  const scope = new CancellationScope();
  const settle = (settled: Settled) => {
    running.delete(lane);
    inbox.push({ kind: 'settled', job, startedAt: now, settled });
  };
  running.set(lane, { job, scope });
  void scope
    .run(() => perform(state, job))
    .then(settle, (error: unknown) => settle(settledBy(error, scope.consideredCancelled)));
  return step(state, { kind: 'started', job }, now);
}

/** Waits for an event, at most until the next due time, which then becomes one. */
async function somethingToDo(inbox: Event[], wake: number | undefined, now: number): Promise<void> {
  const somethingCame = () => inbox.length > 0;
  if (wake === undefined) return condition(somethingCame);
  const came = await condition(somethingCame, wake - now, { summary: 'Until something is due' });
  if (!came) inbox.push({ kind: 'time' });
}

/** Handlers only check and put into the inbox; they never throw, whatever was sent. */
function handleMessages(inbox: Event[], state: () => State): void {
  setHandler(hintSignal, () => void inbox.push({ kind: 'hint' }), {
    description: 'ServiceNow says that the ticket changed: poll at once. Takes no input.',
  });
  const onCancel = (input: unknown) => {
    const guarded = guardCancel(input);
    inbox.push(
      guarded.ok
        ? { kind: 'cancel', message: guarded.message }
        : { kind: 'rejected', message: 'cancel', problem: guarded.problem },
    );
  };
  setHandler(cancelSignal, onCancel, {
    description: 'End the request and cancel its ticket. Input: {"id", "by", "reason"}.',
  });
  const onRetry = (input: unknown) => {
    const guarded = guardRetry(input);
    if (guarded.ok) inbox.push({ kind: 'retry', message: guarded.message });
    return 'accepted' as const;
  };
  const validator = (input: unknown) => {
    const guarded = guardRetry(input);
    if (!guarded.ok) throw ApplicationFailure.nonRetryable(guarded.problem, 'MessageInvalid');
  };
  setHandler(retryUpdate, onRetry, {
    description: 'Try at once what waits or was refused. Input: {"by", "reason"}.',
    validator,
  });
  setHandler(statusQuery, () => view(state()), { description: 'Where the request stands.' });
  CancellationScope.current().cancelRequested.catch(() => {
    const by = 'operator (Temporal)';
    const reason = 'Cancellation was requested in Temporal.';
    inbox.push({ kind: 'cancel', message: { id: 'temporal', by, reason } });
  });
}
