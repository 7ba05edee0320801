// Where events come in, and how a request waits for them: everything that one activation brings is taken together.
import { condition } from '@temporalio/workflow';
import type { Event } from './lifecycle/state.ts';

/** What came in and was not yet taken. */
export interface Inbox {
  /** Puts an event in; messages come in the order of arrival. */
  put: (event: Event) => void;
  /** Everything that came with one activation, once all of it is there: messages first, ends of jobs last. */
  take: () => Promise<Event[]>;
}

/**
 * An inbox with one reader. The SDK runs the handlers of messages while it works through an activation, then promises
 * until none is left, and only then looks at conditions again. So what a promise opens is seen when all has come in,
 * however many promises lie between an activity and its event.
 */
export function newInbox(): Inbox {
  let events: Event[] = [];
  let [opening, open] = [false, false];
  return {
    put: (event) => {
      events.push(event);
      if (opening) return;
      opening = true;
      void Promise.resolve().then(() => {
        open = true;
      });
    },
    take: () =>
      condition(() => open).then(() => {
        const came = events;
        events = [];
        [opening, open] = [false, false];
        const isEnd = ({ kind }: Event) => kind === 'settled';
        return came.some(isEnd)
          ? [...came.filter((event) => !isEnd(event)), ...came.filter(isEnd)]
          : came;
      }),
  };
}
