// Where events come in, and how a request waits for the first of them, at most until something is due.
import { condition, sleep } from '@temporalio/workflow';
import { newScope } from './scope.ts';
import type { Event } from './lifecycle/state.ts';

/** What came in and was not yet taken, in the order of arrival. */
export interface Inbox {
  /** For what others send: wakes whoever waits once the senders of the same task have their answer. */
  push: (event: Event) => void;
  /** For what the request itself began: wakes whoever waits at once, unless a message of the same task will. */
  settle: (event: Event) => void;
  /** Everything that is there; leaves it empty. */
  take: () => Event[];
}

/** When waiting ends by itself, in milliseconds from now, and what the timer is called where operators see it. */
export interface Timer {
  in: number;
  summary: string;
}

/** Waits for an event, at most for the timer, after which "time" becomes one. */
export type Wait = (timer: Timer | undefined) => Promise<void>;

/**
 * An inbox, and the way to wait for it; for one who waits at a time. `condition` with a time-out would do too, for
 * twice the CPU of a poll: it makes twenty promises each time, of each of which the SDK keeps the stack, and has the
 * sandbox entered once more. Call `listen` in the scope in which the request runs.
 */
export function newInbox(): { inbox: Inbox; listen: () => Wait } {
  const events: Event[] = [];
  let messageCame = false;
  let wake = (): void => undefined;
  const inbox: Inbox = {
    push: (event) => {
      events.push(event);
      messageCame = true;
    },
    settle: (event) => {
      events.push(event);
      if (!messageCame) wake();
    },
    take: () => events.splice(0),
  };
  const arrival = () =>
    new Promise<void>((resolve) => {
      if (events.length > 0) resolve();
      else wake = resolve;
    });
  const listenForMessages = (): void => {
    void condition(() => messageCame).then(() => {
      messageCame = false;
      if (events.length > 0) wake();
      listenForMessages();
    });
  };
  return {
    inbox,
    listen: () => {
      listenForMessages();
      return waitsFor(inbox, arrival);
    },
  };
}

/** One timer at a time. */
function waitsFor(inbox: Inbox, arrival: () => Promise<void>): Wait {
  const scope = newScope();
  return (timer) => {
    if (timer === undefined) return arrival();
    const due = { now: false };
    const ring = () => {
      due.now = true;
      inbox.settle({ kind: 'time' });
    };
    const begin = () => {
      // Only what is below rejects it. Not handed to the scope, which would hold two more promises meanwhile.
      void sleep(timer.in, { summary: timer.summary }).then(ring, () => undefined);
      return Promise.resolve();
    };
    void scope.next().run(begin);
    return arrival().then(() => {
      if (!due.now) scope.cancel();
    });
  };
}
