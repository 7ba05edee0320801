// What is sent to a request, as an event: pure, so that every tool judges as the run did.
import {
  guardCancel,
  guardChange,
  guardDecision,
  type GuardedMessage,
} from '../../contract/guards.ts';
import type { Event } from './state.ts';

/** What a signal means to a request; one of an unknown name is put on record. Never throws, whatever was sent. */
export function eventOfSignal(name: string, input: unknown): Event {
  switch (name) {
    case 'hint':
      return { kind: 'hint' };
    case 'cancel':
      return eventOf(name, guardCancel(input), (message) => ({
        kind: 'cancel',
        message,
        source: 'message',
      }));
    case 'decision':
      return eventOf(name, guardDecision(input), (decision) => ({
        kind: 'message',
        message: { kind: name, decision },
      }));
    case 'change':
      return eventOf(name, guardChange(input), (change) => ({
        kind: 'message',
        message: { kind: name, change },
      }));
    default:
      return {
        kind: 'rejected',
        message: `signal ${nameShown(name)}`,
        problem: 'there is no such signal',
      };
  }
}

/** What is no such message is on record; one that is only too large is missed by whoever sent it. */
function eventOf<Message>(
  name: string,
  guarded: GuardedMessage<Message>,
  event: (message: Message) => Event,
): Event {
  if (guarded.ok) return event(guarded.message);
  const { problem } = guarded;
  if (!('tooLarge' in guarded)) return { kind: 'rejected', message: name, problem };
  return { kind: 'rejected', message: `${name} ${guarded.tooLarge.id}`, problem, lost: true };
}

/** A cancellation by the means of Temporal, which asks for neither a name nor a reason. */
export const cancelledInTemporal = {
  kind: 'cancel',
  source: 'temporal',
  message: {
    id: 'temporal',
    by: 'operator (Temporal)',
    reason: 'Cancellation was requested in Temporal.',
  },
} as const satisfies Event;

/** A name that anybody may have sent, where people read it. */
const nameShown = (name: string): string =>
  /^[A-Za-z0-9._-]{1,50}$/.test(name) ? name : 'of a name that is not shown';
