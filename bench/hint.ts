// How soon the identity manager has the outcome, once ServiceNow has hinted that something happened to a ticket.
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import pLimit from 'p-limit';
import { eventually, statusOf } from '../test/support/scripted.ts';
import { hintSignal } from '../workflows/definitions.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import { atMost } from './figure.ts';
import type { Row } from './row.ts';
import { atRest } from './setting.ts';
import { median, quantile } from './turns.ts';
import { type Whole, withWhole } from './whole.ts';

const many = 60;
/** From one hint to the next, in milliseconds. */
const apart = 100;

/** No poll of its own comes in between, and a hint is not held apart from the reading at creation. */
const polling = { interval: '1h', maximum: '1h', spacing: '100ms' };

export const hint: Row = {
  name: 'hint',
  reading: `${many} tickets closed at ServiceNow one after the other, ten a second, each followed by its hint; from the hint to the arrival of the outcome at the identity manager, with polls an hour apart`,
  measure: ({ address, client }) =>
    withWhole(address, { polling }, async (whole) => {
      const ids = await openTickets(client, whole);
      const hintedAt = new Map<string, number>();
      for (const id of ids) hintedAt.set(id, await closeAndHint(client, whole, id));
      const deliveredAt = await outcomes(whole);
      const seconds = ids.map(
        (id) => ((deliveredAt.get(id) ?? NaN) - (hintedAt.get(id) ?? NaN)) / 1000,
      );
      return [
        { what: 'hint to outcome, half of all, s', ours: median(seconds) },
        { what: 'hint to outcome, p95, s', ours: quantile(seconds, 0.95), mark: atMost(2) },
      ];
    }),
};

async function openTickets(client: Client, { submit }: Whole): Promise<string[]> {
  const fewAtOnce = pLimit(10);
  const open = async () => {
    const id = await submit();
    await atRest(client, workflowIdOf(id));
    return id;
  };
  return Promise.all(Array.from({ length: many }, () => fewAtOnce(open)));
}

/** When the hint was sent. */
async function closeAndHint(client: Client, { servicenow }: Whole, id: string): Promise<number> {
  await pause(apart);
  const handle = client.workflow.getHandle(workflowIdOf(id));
  const { ticket } = await statusOf(handle);
  if (ticket === undefined) throw new Error(`${id} has no ticket`);
  const { table, sysId: sys_id } = ticket;
  await servicenow.act({
    act: 'close',
    table,
    sys_id,
    agent: 'omar.haddad',
    done: true,
    notes: 'Done',
  });
  const now = Date.now();
  await handle.signal(hintSignal);
  return now;
}

/** When each outcome arrived, by the clock of the simulator, which is that of this machine. */
async function outcomes({ identityManager }: Whole): Promise<Map<string, number>> {
  return eventually(
    async () => {
      const all = await identityManager.received();
      const ends = all.filter(({ type }) => type === 'access-request.outcome');
      const wrong = ends.find(({ raw }) => !raw.includes('"kind":"fulfilled"'));
      if (wrong !== undefined) throw new Error(`an outcome is ${wrong.raw}`);
      if (ends.length < many) return undefined;
      return new Map(ends.map(({ requestId, at }) => [requestId, Date.parse(at)]));
    },
    `${many} outcomes`,
    120_000,
    200,
  );
}
