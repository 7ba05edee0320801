// What the identity manager is told, in order: progress, and the outcome after all that was before it.
import { iso } from '../../contract/dates.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { ProgressStep } from '../../contract/progress.ts';
import type { Delivery, State } from './state.ts';

/** In deliveries, and in UTF-16 units of the comments among them. */
const bounds = { deliveries: 200, characters: 60_000 } as const;

/** Polls rest while so much waits for the identity manager: nothing is lost, it is read later. */
export function isOutboxFull({ outbox: { waiting } }: State): boolean {
  if (waiting.length >= bounds.deliveries) return true;
  const lengths = waiting.map((one) => (one.kind === 'comment' ? one.comment.text.length : 0));
  return lengths.reduce((sum, length) => sum + length, 0) >= bounds.characters;
}

/** Queues one more thing to tell while the request is open, or in after-care. */
export const tell = (state: State, step: ProgressStep, now: number): State =>
  post(state, (sequence) => ({ ...step, sequence, at: iso(now) }));

/** Queues the outcome. */
export const tellOutcome = (state: State, outcome: Outcome): State =>
  post(state, (sequence) => ({ kind: 'outcome', sequence, outcome }));

function post(state: State, deliveryOf: (sequence: number) => Delivery): State {
  const { waiting, taken } = state.outbox;
  const delivery = deliveryOf(taken + waiting.length + 1);
  return { ...state, outbox: { taken, waiting: [...waiting, delivery] } };
}

/** The identity manager has taken the first of what waits. */
export function delivered(state: State): State {
  const { waiting, taken } = state.outbox;
  return { ...state, outbox: { waiting: waiting.slice(1), taken: taken + 1 } };
}
