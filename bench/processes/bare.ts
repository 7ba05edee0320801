// The bare counterparts, as workflows: the same work with nothing around it.
import { condition, proxyActivities, sleep } from '@temporalio/workflow';

/** An HTTP call with nothing around it. */
export interface PlainCall {
  url: string;
  headers: Record<string, string>;
  body: string;
}

const { nothing, send } = proxyActivities<{
  nothing: () => Promise<void>;
  send: (call: PlainCall) => Promise<void>;
}>({ startToCloseTimeout: '1 minute' });

/** A timer and an activity, for ever: what waiting for a ticket is at least. `interval` in milliseconds. */
export async function bareLoop(interval: number): Promise<never> {
  for (;;) {
    await sleep(interval);
    await nothing();
  }
}

/** Activities one after the other: what a request is at least. */
export async function bareChain(activities: number): Promise<void> {
  for (let done = 0; done < activities; done += 1) await nothing();
}

/** The same with the calls that a request has to make; where there is none, an activity does nothing. */
export async function bareCalls(calls: readonly (PlainCall | null)[]): Promise<void> {
  for (const call of calls) await (call === null ? nothing() : send(call));
}

/** Waits for ever: what any workflow takes that is kept in memory. */
export async function bareWait(): Promise<void> {
  await condition(() => false);
}
