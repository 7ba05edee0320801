// Small questions about where a request stands, asked in many places; and how the state of a lane is changed.
import type { Lane, State } from './state.ts';

/** The state with some of a lane changed. */
export function inLane(state: State, lane: Lane, change: Partial<State['lanes'][Lane]>): State {
  return { ...state, lanes: { ...state.lanes, [lane]: { ...state.lanes[lane], ...change } } };
}

/** Whether the identity manager is master and has said for good that the access was given. */
export function isClosing({ plan, decided, effective, cancellation }: State): boolean {
  if (plan?.master !== 'identity-manager' || decided?.verdict !== 'approved') return false;
  if (cancellation !== undefined) return false;
  return plan.closeWhen === 'decided' || effective !== undefined;
}

/** Until when the run stays open for a reopened ticket or a late decision; undefined without an outcome or a ticket. */
export function afterCareUntil({ outcome, ticket, plan }: State): number | undefined {
  if (outcome === undefined || ticket === undefined || plan === undefined) return undefined;
  return Date.parse(outcome.at) + plan.afterCare;
}

/** Whether the ticket is still read: before the outcome, and in after-care. */
export function isWatching(state: State, now: number): boolean {
  return state.outcome === undefined || (afterCareUntil(state) ?? now) > now;
}

/** When the request expires, counted from its submission. */
export function deadlineOf({ submittedAt, plan }: State): number | undefined {
  return plan?.expireAfter === undefined ? undefined : submittedAt + plan.expireAfter;
}

/** Whether the identity manager has taken everything that there is to tell so far, the outcome among it. */
export const isTold = ({ outcome, outbox }: State): boolean =>
  outcome !== undefined && outbox.waiting.length === 0;
