// Shows on a real Temporal server what the workflow learns of an activity that failed: what it met, and when to go on.
import { afterAll, expect, inject, test } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { Activities } from '../../contract/activities.ts';
import { decisionSignal } from '../../workflows/definitions.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { samplePlan } from '../support/samples.ts';
import {
  eventually,
  type Handle,
  type Scripted,
  startScripted,
  statusOf,
} from '../support/scripted.ts';

const second = 1_000;
/** Asks for a pause far longer than a burst. */
const limited = (how: { nonRetryable: boolean; details: unknown[] }) =>
  ApplicationFailure.create({
    message: 'answered 429',
    type: 'RateLimited',
    nextRetryDelay: 20 * second,
    ...how,
  });

const bundle = await workflowBundle();
const open: Scripted[] = [];

afterAll(() => Promise.all(open.map((scripted) => scripted.close())));

/** A request whose bursts are short, and whose polls are rare. */
async function started(activities: Partial<Activities>): Promise<Handle> {
  const short = { startToClose: second, burst: second, retryInitial: 100, retryMaximum: 100 };
  const scripted = await startScripted(inject('temporalAddress'), bundle, (taskQueue) => ({
    PlanTicket: () => {
      const timeouts = { ...samplePlan().timeouts, ...short };
      return Promise.resolve(samplePlan({ taskQueue, delivery: short, timeouts }));
    },
    ...activities,
  }));
  open.push(scripted);
  return scripted.start();
}

/** The durations of all timers so far, in milliseconds. */
async function timersOf(handle: Handle): Promise<number[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
    timer == null ? [] : [optionalTsToMs(timer.startToFireTimeout) ?? 0],
  );
}

const longTimer = (handle: Handle) =>
  eventually(
    async () =>
      (await timersOf(handle)).find(
        (duration) => duration > 15 * second && duration <= 20 * second,
      ),
    'a timer as long as the pause',
  );

test('a burst that ended in vain is told by what the last attempt met that ended', async () => {
  const words = 'the identity manager answered 503';
  const unavailable = () => ApplicationFailure.retryable(words, 'Unavailable');
  const handle = await started({ ReportProgress: () => Promise.reject(unavailable()) });
  const waiting = await eventually(
    async () => (await statusOf(handle)).waiting[0],
    'the end of a burst',
  );
  expect(waiting).toMatchObject({
    for: 'identity manager',
    activity: 'ReportProgress',
    failure: { type: 'Unavailable', message: `${words} (when an attempt last ended)` },
  });
  await handle.terminate('shown');
});

test('the pause that the identity manager asks for outlasts the burst', async () => {
  let attempts = 0;
  const handle = await started({
    ReportProgress: () => {
      attempts += 1;
      return Promise.reject(limited({ nonRetryable: false, details: [] }));
    },
  });
  await longTimer(handle);
  expect(attempts).toBe(1);
  await handle.terminate('shown');
});

test('the pause that ServiceNow asks for before a note is written is kept', async () => {
  let attempts = 0;
  const handle = await started({
    UpdateServiceNowStatus: () => {
      attempts += 1;
      return Promise.reject(
        limited({ nonRetryable: true, details: [{ unsent: true, again: true }] }),
      );
    },
  });
  await eventually(async () => (await statusOf(handle)).ticket, 'the ticket');
  const decision = {
    id: 'd1',
    step: 'Manager',
    approver: 'Mary Roe',
    verdict: 'approved',
  } as const;
  await handle.signal(decisionSignal, { ...decision, final: false });
  await longTimer(handle);
  expect(attempts).toBe(1);
  await handle.terminate('shown');
});
