// What the identity manager was told of a request, in short words, and how a test waits for it.
import { expect } from 'vitest';
import type { Delivery } from '../../simulators/identity-manager/deliveries.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Progress } from '../../contract/progress.ts';
import { eventually } from './scripted.ts';
import type { System } from './system.ts';

/** The part of a system that was told. */
type Listener = Pick<System, 'identityManager'>;

/** The data of a delivery: a progress or the outcome. */
export interface Told {
  sequence: number;
  progress?: Progress;
  outcome?: Outcome;
}

/** What one delivery says. */
export function toldBy({ raw }: Pick<Delivery, 'raw'>): Told {
  const { data } = JSON.parse(raw) as { data: Told };
  return data;
}

/** `created`, `in-progress`, `on-hold (Awaiting Caller)`, `"words"`, `= fulfilled`: one for each delivery. */
export function inShort({ progress, outcome }: Told): string {
  if (outcome !== undefined) return `= ${outcome.kind}`;
  if (progress === undefined) return '?';
  switch (progress.kind) {
    case 'ticket-created':
      return 'created';
    case 'comment':
      return `"${progress.comment.text}"`;
    case 'phase':
      return progress.holdReason === undefined
        ? progress.phase
        : `${progress.phase} (${progress.holdReason})`;
  }
}

/** Everything told of a request so far, in the order of arrival. */
export function toldOf({ identityManager }: Listener, id: string): string[] {
  return identityManager.deliveriesOf(id).map((delivery) => inShort(toldBy(delivery)));
}

/** Waits until something was told of a request. */
export function told(
  system: Listener,
  id: string,
  words: string,
  patience?: number,
): Promise<true> {
  return eventually(
    () => Promise.resolve(toldOf(system, id).includes(words) || undefined),
    () => `${words} (told: ${toldOf(system, id).join(', ')})`,
    patience,
  );
}

/** Every message once, in order; what was sent again was the same message. */
export function expectToldInOrder({ identityManager }: Listener, id: string): void {
  const deliveries = identityManager.deliveriesOf(id);
  const sequences = deliveries.map((delivery) => toldBy(delivery).sequence);
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  expect(deliveries.some(({ repeatDiffers }) => repeatDiffers)).toBe(false);
}
