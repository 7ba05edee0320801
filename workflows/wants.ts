// What a request wants: the next job of each lane, which running job no more, when to wake, when it is over.
import { conclusiveLook, deadline } from './cadence.ts';
import { progressBound } from './readings.ts';
import type { Job, Lane, State } from './state.ts';

/** What a free lane is to start, if anything. */
export function next(state: State, lane: Lane, now: number): Job | undefined {
  const { epoch, resumeAt } = state.lanes[lane];
  if (resumeAt !== undefined && resumeAt > now) return undefined;
  return lane === 'servicenow' ? nextTicketJob(state, epoch, now) : nextDelivery(state, epoch);
}

function nextTicketJob(state: State, epoch: number, now: number): Job | undefined {
  const { plan, ticket, cancellation, attention } = state;
  const lane = 'servicenow';
  if (state.outcome !== undefined) return undefined;
  if (ticket !== undefined) {
    if (cancellation !== undefined && attention.write === undefined && !state.cancelWaits) {
      return { lane, kind: 'cancel', epoch, cancellation };
    }
    if (state.poll === 'not-due' || state.progress.length >= progressBound) return undefined;
    return { lane, kind: 'poll', epoch, fresh: state.poll === 'due-fresh' };
  }
  if (attention.write !== undefined) return undefined;
  if (plan === undefined) return { lane, kind: 'plan', epoch };
  if (cancellation === undefined) return { lane, kind: 'create', epoch };
  const due = lookAt(state);
  return due === undefined || due > now ? undefined : { lane, kind: 'look', epoch };
}

/** When to look whether a cancelled creation came about after all; undefined when there is nothing to look for. */
export function lookAt({ plan, ticket, cancellation, creation, attention, outcome }: State) {
  const wanted = outcome === undefined && cancellation !== undefined && ticket === undefined;
  return wanted && plan !== undefined && attention.write === undefined
    ? conclusiveLook(plan.timeouts, creation.endedAt)
    : undefined;
}

/** Progress in order, the outcome last. */
function nextDelivery(state: State, epoch: number): Job | undefined {
  const lane = 'identity-manager';
  if (state.attention.delivery !== undefined) return undefined;
  const progress = state.progress[0];
  if (progress !== undefined) return { lane, kind: 'report', epoch, progress };
  if (state.outcome === undefined || state.recorded) return undefined;
  const { outcome } = state;
  return { lane, kind: 'record', epoch, outcome, sequence: state.sequence + 1 };
}

/** Whether a running job is not wanted any more: after a cancellation or a retry. */
export function isUnwanted(state: State, job: Job, now: number): boolean {
  if (job.epoch !== state.lanes[job.lane].epoch) return true;
  if (state.cancellation === undefined) return false;
  switch (job.kind) {
    case 'create':
      return true;
    case 'poll':
      return next(state, 'servicenow', now)?.kind === 'cancel';
    // Where an earlier run may have left a ticket, only the plan says where to look for it.
    case 'plan':
      return state.outcome !== undefined;
    case 'look':
    case 'cancel':
    case 'report':
    case 'record':
      return false;
  }
}

/**
 * When something falls due by itself, or undefined. While the ServiceNow lane is busy only a delivery
 * in trouble counts: a quiet poll needs no timer beside it, and its end is seen soon enough.
 */
export function wakeAt(state: State, servicenowBusy: boolean, now: number): number | undefined {
  const due = [state.lanes['identity-manager'].resumeAt];
  if (!servicenowBusy && state.outcome === undefined) {
    due.push(state.lanes.servicenow.resumeAt);
    if (state.progress.length < progressBound) due.push(state.pollAt);
    const { plan, cancellation } = state;
    if (cancellation === undefined) due.push(deadline(state.submittedAt, plan?.expireAfter));
    else due.push(lookAt(state));
  }
  // What is due already was seen by the last step; a look waits then for its burst.
  const times = due.filter((time) => time !== undefined).filter((time) => time > now);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Outcome taken and everything told, for the outcome is told last: the run may return. */
export function isOver(state: State): boolean {
  return state.recorded;
}
