// Requests a second, from submission to the outcome that the identity manager has taken.
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { keyOfSecret, signatureOf } from '../activities/identity-manager/signature.ts';
import { webhookSecret } from '../test/support/system.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import { type Figure, ratioAtLeast } from './figure.ts';
import type { bareCalls, bareChain, PlainCall } from './processes/bare.ts';
import type { Row } from './row.ts';
import { inTurns } from './turns.ts';
import { type Whole, withWhole } from './whole.ts';

const rounds = 3;
const atOnce = 40;

/** Tickets that are born closed: nobody has to close them, and no timer is part of what is measured. */
const fields = { state: '7', close_code: 'Solution provided', close_notes: 'Done' };

/**
 * What a request does then: PlanTicket, which calls nobody; CreateTicket, one POST; ReportProgress twice (the ticket
 * was created; it is closed) and RecordOutcome, a webhook each.
 */
const activities = 5;
const calls = { creates: 1, deliveries: 3 };

export const throughput: Row = {
  name: 'throughput',
  reading: `${atOnce} at once, submission to recorded outcome, worker and simulators in processes of their own, all on this machine, against a workflow of ${activities} activities in a row that do nothing; and against one whose activities make the same four HTTP calls (one to ServiceNow, three to the identity manager), which no implementation can do without: its ratio is what we cost, the other one also what HTTP and the simulators do`,
  measure: ({ address, client, instant }) =>
    withWhole(address, { fields }, async (whole) => {
      const { child, taskQueue } = await instant('bare');
      const request = () => fulfilled(client, whole);
      const chain = () =>
        client.workflow.execute<typeof bareChain>('bareChain', {
          taskQueue,
          workflowId: randomUUID(),
          args: [activities],
        });
      const chainOfCalls = () =>
        client.workflow.execute<typeof bareCalls>('bareCalls', {
          taskQueue,
          workflowId: randomUUID(),
          args: [plainCalls(whole)],
        });
      for (const cold of [request, chain, chainOfCalls]) await several(cold);
      await assertCalls(whole);
      const spent = { ours: 0, bare: 0 };
      const { ours, compared } = await inTurns(rounds, async () => {
        const before = await whole.worker.ask('cpu');
        const rate = await several(request);
        spent.ours += (await whole.worker.ask('cpu')) - before;
        return rate;
      }, [
        () => several(chain),
        async () => {
          const before = await child.ask('cpu');
          const rate = await several(chainOfCalls);
          spent.bare += (await child.ask('cpu')) - before;
          return rate;
        },
      ]);
      return figures(ours, compared, spent);
    }),
};

function figures(
  ours: number,
  [nothing, calling]: readonly { bare: number; ratio: number }[],
  spent: { ours: number; bare: number },
): Figure[] {
  const each = rounds * atOnce;
  return [
    { what: 'requests a second', ours, ...nothing, mark: ratioAtLeast(0.85) },
    { what: 'the same, bare with its HTTP calls', ours, ...calling },
    { what: 'CPU of the worker a request, ms', ours: spent.ours / each, bare: spent.bare / each },
  ];
}

/** So many a second, of runs that all begin at once, from the first call to the last outcome. */
async function several(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce }, run));
  return (atOnce / (performance.now() - started)) * 1000;
}

async function fulfilled(client: Client, { submit }: Whole): Promise<void> {
  const outcome: unknown = await client.workflow.result(workflowIdOf(await submit()));
  const text = JSON.stringify(outcome);
  if (!text.includes('"kind":"fulfilled"')) throw new Error(`a request ended as ${text}`);
}

/** A counterpart with other calls than ours would be none. */
async function assertCalls({ servicenow, identityManager }: Whole): Promise<void> {
  const { reads, creates, updates } = await servicenow.calls();
  const deliveries = (await identityManager.received()).length;
  // The chain of calls created as many tickets and delivered as much.
  const mine = { reads, updates, creates: creates - atOnce, deliveries: deliveries - 3 * atOnce };
  const expected = {
    reads: 0,
    updates: 0,
    creates: calls.creates * atOnce,
    deliveries: calls.deliveries * atOnce,
  };
  if (JSON.stringify(mine) === JSON.stringify(expected)) return;
  throw new Error(`a request makes other calls than its counterpart: ${JSON.stringify(mine)}`);
}

/** The calls of a request, with as little in them as the simulators take. */
function plainCalls({ urls }: Whole): (PlainCall | null)[] {
  const json = { 'content-type': 'application/json' };
  const basic = Buffer.from('orchestrator:orchestrator').toString('base64');
  const create = {
    url: `${urls.servicenow}/api/now/table/incident`,
    headers: { ...json, authorization: `Basic ${basic}` },
    body: JSON.stringify({ ...fields, short_description: 'Grant a role', description: 'x' }),
  };
  return [null, create, ...['1', '2', '3'].map((data) => delivery(urls.webhook, data))];
}

function delivery(url: string, data: string): PlainCall {
  const [id, timestamp] = [randomUUID(), Math.floor(Date.now() / 1000)];
  const body = JSON.stringify({ type: 'access-request.progress', data });
  const key = keyOfSecret(webhookSecret);
  if (key === undefined) throw new Error('the secret of the simulator is no base64');
  const signature = signatureOf({ id, timestamp, body }, [key]);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
  return { url, headers, body };
}
