// What a thousand open tickets cost ServiceNow, and whether Temporal keeps up meanwhile.
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import pLimit from 'p-limit';
import { eventually } from '../test/support/scripted.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import { atMost, exactly } from './figure.ts';
import type { Row } from './row.ts';
import { type Whole, withWhole } from './whole.ts';

const many = 1_000;
/** In milliseconds. Short, so that several sweeps take minutes; long enough that two cores are not busy. */
const interval = 30_000;
const polling = { interval: '30s', maximum: '30s' };
/** The first sweeps fill what is read ahead. */
const filling = 2;
const counted = 2;
const batch = 25;
/** More than an activity takes, in milliseconds, that Temporal has handed to a poll which had just ended: its time-out. */
const patience = 240_000;

export const sweep: Row = {
  name: 'sweep',
  reading: `${many} open tickets, each polled every ${interval / 1000} s at a time of its own, rows read ahead answering for 2/3 of that as by default; calls of sweeps ${filling + 1} and ${filling + counted}, where 10 are the least that 100 tickets a call allow; time-outs of workflow tasks since the last ticket was opened`,
  measure: ({ address, client }) =>
    withWhole(address, { polling }, async (whole) => {
      const ids = await openTickets(whole);
      const openedAt = Date.now();
      await pause(filling * interval);
      const [from, before] = [Date.now(), await callsSoFar(whole)];
      await pause(counted * interval);
      const [until, after] = [Date.now(), await callsSoFar(whole)];
      const { polls, timeouts } = await inHistories(client, ids, { openedAt, from, until });
      if (polls < 0.9 * many * counted) {
        throw new Error(`${many} requests made ${polls} polls in ${counted} intervals`);
      }
      return [
        { what: 'ServiceNow calls a sweep', ours: (after - before) / counted, mark: atMost(16) },
        { what: 'polls a sweep', ours: polls / counted },
        { what: 'workflow task time-outs', ours: timeouts, mark: exactly(0) },
      ];
    }),
};

async function callsSoFar({ servicenow }: Whole): Promise<number> {
  const { reads, creates, updates, deletes } = await servicenow.calls();
  return reads + creates + updates + deletes;
}

/** Opens them spread over one interval, or more where the machine takes longer. */
async function openTickets({ servicenow, submit }: Whole): Promise<string[]> {
  const ids: string[] = [];
  const started = Date.now();
  const created = (tickets: number) =>
    eventually(
      async () => (await servicenow.calls()).creates >= tickets || undefined,
      `${tickets} tickets`,
      patience,
    );
  while (ids.length < many) {
    ids.push(...(await Promise.all(Array.from({ length: batch }, submit))));
    await created(ids.length - 2 * batch);
    await pause(Math.max(0, started + (interval * ids.length) / many - Date.now()));
  }
  await created(many);
  return ids;
}

/** Times are those of Temporal, which runs on this machine. */
async function inHistories(
  client: Client,
  ids: readonly string[],
  { openedAt, from, until }: { openedAt: number; from: number; until: number },
): Promise<{ polls: number; timeouts: number }> {
  const fewAtOnce = pLimit(10);
  const one = async (id: string) => {
    const { events } = await client.workflow.getHandle(workflowIdOf(id)).fetchHistory();
    const all = (events ?? []).map((event) => ({ ...event, at: tsToMs(event.eventTime) }));
    const polls = all.filter(
      ({ at, activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled?.activityType?.name === 'GetTicketStatus' && at >= from && at < until,
    );
    const timeouts = all.filter(
      ({ at, workflowTaskTimedOutEventAttributes: timedOut }) => timedOut != null && at >= openedAt,
    );
    return { polls: polls.length, timeouts: timeouts.length };
  };
  const counts = await Promise.all(ids.map((id) => fewAtOnce(() => one(id))));
  return counts.reduce((sum, { polls, timeouts }) => ({
    polls: sum.polls + polls,
    timeouts: sum.timeouts + timeouts,
  }));
}
