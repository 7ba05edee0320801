// The audit trail of what a job's end and a message meant that came to one task of a request, on a real server.
import type { Client } from '@temporalio/client';
import { afterAll, expect, inject, test } from 'vitest';
import { failure } from '../../activities/failure.ts';
import type { Activities } from '../../contract/activities.ts';
import type { Trail } from '../../client/audit/schema.ts';
import type { History } from '../../client/histories.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { cancelSignal, hintSignal, retryUpdate } from '../../workflows/definitions.ts';
import { type Apart, startApart } from '../support/apart.ts';
import { requestIdOf, testClient } from '../support/client.ts';
import { judgedBy, samplePlan, sampleStatus, sampleTicket } from '../support/samples.ts';
import { eventually, type Handle, quick, statusOf } from '../support/scripted.ts';
import { ofKind } from '../support/trail.ts';

type HistoryEvent = NonNullable<History['events']>[number];

const bundle = await workflowBundle();
const open: Apart[] = [];

afterAll(() => Promise.all(open.map((one) => one.close())));

const eventsOf = async (handle: Handle): Promise<HistoryEvent[]> =>
  (await handle.fetchHistory()).events ?? [];

const hasFailed = (event: HistoryEvent) => event.activityTaskFailedEventAttributes != null;
const hasFired = (event: HistoryEvent) => event.timerFiredEventAttributes != null;

/** Waits until there are so many such events. */
const untilSo = (handle: Handle, many: number, is: (event: HistoryEvent) => boolean) =>
  eventually(async () => {
    const count = (await eventsOf(handle)).filter(is).length;
    return count >= many || undefined;
  }, 'the event');

/** Waits until an activity is scheduled, and whether a timer is set is as it should be. */
const untilWaiting = (handle: Handle, activity: string, timed: boolean): Promise<true> =>
  eventually(async () => {
    const events = await eventsOf(handle);
    const timers = events.filter((event) => event.timerStartedEventAttributes != null).length;
    const over = events.filter(
      (event) => event.timerCanceledEventAttributes != null || hasFired(event),
    );
    const { pendingActivities } = (await handle.describe()).raw;
    const types = (pendingActivities ?? []).map(({ activityType }) => activityType?.name);
    const isOn = timers > over.length;
    return (types.join() === activity && isOn === timed) || undefined;
  }, `${activity} alone`);

const said = { by: 'Olga Ops', reason: 'As agreed' };

/** What can come while no worker runs the workflows. Each resolves once Temporal has it. */
type What = 'failure' | 'cancellation' | 'retry' | 'temporal-cancellation' | 'timer' | 'hints';

type Failing = 'CreateTicket' | 'GetTicketStatus';

/** The request, and what stops its worker, which runs again. */
interface Meanwhile {
  handle: Handle;
  stop: () => Promise<void>;
}

/** A ticket that is refused once, and is looked for within the second after. */
function creating(taskQueue: string, refuse: () => Promise<never>): Partial<Activities> {
  let refused = false;
  const { timeouts } = samplePlan();
  const brief = { ...timeouts, sendWithin: 100, quota: 100, margin: 100 };
  const status = sampleStatus({ cadence: quick });
  return {
    PlanTicket: () => Promise.resolve(samplePlan({ taskQueue, cadence: quick, timeouts: brief })),
    CreateTicket: () => {
      if (!refused) {
        refused = true;
        return refuse();
      }
      return Promise.resolve({ ticket: sampleTicket, status, adopted: false, ignoredFields: [] });
    },
    GetTicketStatus: ({ adopting }) =>
      Promise.resolve(
        adopting
          ? { kind: 'missing', readAt: status.readAt, judgedBy }
          : { kind: 'read', ticket: sampleTicket, status },
      ),
  };
}

/** A reading that is refused, and a delivery that waits with a timer for its next burst. */
function polling(
  taskQueue: string,
  refuse: () => Promise<never>,
  what: readonly What[],
): Partial<Activities> {
  const retryMaximum = what.includes('timer') ? 4_000 : 60_000;
  const delivery = { startToClose: 1_000, burst: 500, retryInitial: 100, retryMaximum };
  return {
    PlanTicket: () => Promise.resolve(samplePlan({ taskQueue, cadence: quick, delivery })),
    ReportProgress: () => Promise.reject(failure('Unavailable', 'no')),
    GetTicketStatus: refuse,
  };
}

async function come({ client }: Apart, handle: Handle, what: What, fail: () => void) {
  switch (what) {
    case 'failure':
      fail();
      return untilSo(handle, 1, hasFailed);
    case 'timer':
      return untilSo(handle, 1 + (await eventsOf(handle)).filter(hasFired).length, hasFired);
    case 'cancellation':
      return handle.signal(cancelSignal, { id: 'c1', ...said });
    case 'temporal-cancellation':
      return handle.cancel();
    case 'hints':
      for (let sent = 0; sent < 400; sent++) await handle.signal(hintSignal);
      return;
    case 'retry':
      return retry(client, handle);
  }
}

/** No history has it before a worker takes it: Temporal is asked for it until it knows it. */
async function retry(client: Client, handle: Handle): Promise<void> {
  const updateId = 'retry-1';
  const options = { updateId, waitForStage: 'ACCEPTED' as const };
  void handle.startUpdate(retryUpdate, { args: [said], ...options }).catch(() => undefined);
  await eventually(
    () =>
      client.workflowService
        .pollWorkflowExecutionUpdate({
          namespace: 'default',
          updateRef: { workflowExecution: { workflowId: handle.workflowId }, updateId },
        })
        .then(
          () => true as const,
          () => undefined,
        ),
    'the update',
  );
}

/** A request whose job fails when told to; what comes meanwhile comes to it in one task with that. */
async function meanwhile(activity: Failing, what: readonly What[]): Promise<Meanwhile> {
  const gate = { open: (): void => undefined };
  const opened = new Promise<void>((resolve) => (gate.open = resolve));
  const refuse = async () => {
    await opened;
    throw failure('Refused', 'no');
  };
  const apart = await startApart(inject('temporalAddress'), bundle, (taskQueue) =>
    activity === 'CreateTicket' ? creating(taskQueue, refuse) : polling(taskQueue, refuse, what),
  );
  open.push(apart);
  const stop = await apart.decide();
  const handle = await apart.start();
  await untilWaiting(handle, activity, activity === 'GetTicketStatus');
  await stop();
  for (const one of what) await come(apart, handle, one, gate.open);
  return { handle, stop: await apart.decide() };
}

const auditOf = async (workflowId: string): Promise<Trail> =>
  (await testClient()).audit(requestIdOf(workflowId));

test('a cancellation that came with the refusal of the ticket: nobody was asked for, to the end', async () => {
  const { handle, stop } = await meanwhile('CreateTicket', ['failure', 'cancellation']);
  expect(await statusOf(handle)).toMatchObject({ state: 'cancelling', attention: [] });
  expect(ofKind(await auditOf(handle.workflowId), 'attention')).toEqual([]);
  await handle.result();
  await stop();
  const trail = await auditOf(handle.workflowId);
  expect(trail).toMatchObject({ complete: true, outcome: { kind: 'cancelled' } });
  expect(ofKind(trail, 'attention')).toEqual([]);
  expect(ofKind(trail, 'failed')).toMatchObject([{ failure: { type: 'Refused' } }]);
});

/** Whether a person was asked for: not because of a job that what came with its failure has made needless. */
const cases: [asked: boolean, activity: Failing, what: What[]][] = [
  [false, 'CreateTicket', ['cancellation', 'failure']],
  [false, 'CreateTicket', ['failure', 'retry']],
  [false, 'CreateTicket', ['failure', 'temporal-cancellation']],
  [false, 'CreateTicket', ['temporal-cancellation', 'failure', 'retry']],
  [true, 'CreateTicket', ['failure', 'hints']],
  [false, 'GetTicketStatus', ['failure', 'cancellation']],
  [false, 'GetTicketStatus', ['failure', 'retry']],
  [true, 'GetTicketStatus', ['timer', 'failure']],
  [false, 'GetTicketStatus', ['timer', 'failure', 'temporal-cancellation']],
  [false, 'GetTicketStatus', ['failure', 'timer', 'temporal-cancellation']],
];

test.each(cases)('a person is asked for: %s, where %s met %j', async (asked, activity, what) => {
  const { handle, stop } = await meanwhile(activity, what);
  const status = await statusOf(handle);
  await stop();
  await handle.terminate('shown');
  const trail = await auditOf(handle.workflowId);
  expect(trail.complete).toBe(true);
  expect(status.attention.length > 0).toBe(asked);
  expect(ofKind(trail, 'attention').length > 0).toBe(asked);
});
