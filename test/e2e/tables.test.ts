// Shows the four tables as both masters use them: what we close, what only an agent can, what a closing means.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { eventually, statusOf } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { told } from '../support/told.ts';

const tables = ['incident', 'sc_req_item', 'sc_task', 'change_request'] as const;
type TableName = (typeof tables)[number];
const agent = 'nina.novak';
let system: System;

beforeAll(async () => {
  const categories = tables.flatMap((table) => [
    [table, { table }] as const,
    [`${table}.mastered`, { table, master: 'identity-manager', closeWhen: 'decided' }] as const,
    [`${table}.held`, { table, master: 'identity-manager', undecided: 'on-hold' }] as const,
  ]);
  system = await startSystem({
    address: inject('temporalAddress'),
    workflowBundle: await workflowBundle(),
    categories: Object.fromEntries(categories),
  });
});
afterAll(() => system.close());

async function submitted(table: TableName, serviceCategory: string) {
  const id = await system.submit({ serviceCategory });
  await told(system, id, 'created');
  const row = system.servicenow.table(table).find((one) => one['correlation_id'] === id);
  return { id, ticket: row?.['sys_id'] ?? '' };
}

const outcomeOf = (id: string): Promise<unknown> =>
  system.client.workflow.getHandle(workflowIdOf(id)).result();

const approve = (id: string) =>
  system.requests.decide(id, {
    id: 'final',
    step: 'Owner',
    approver: 'Mary Roe',
    verdict: 'approved',
    final: true,
  });

test.each(tables)('%s: the agent closes it as done, another one as not done', async (table) => {
  for (const [done, kind] of [
    [true, 'fulfilled'],
    [false, 'not-fulfilled'],
  ] as const) {
    const { id, ticket } = await submitted(table, table);
    system.servicenow.agent.take(table, ticket, agent);
    await told(system, id, 'in-progress');
    system.servicenow.agent.close(table, ticket, agent, { done, notes: 'So it is' });
    expect(await outcomeOf(id)).toMatchObject({ kind, by: 'Nina Novak', words: 'So it is' });
  }
});

test.each(tables)('%s: a cancellation cancels it', async (table) => {
  const { id, ticket } = await submitted(table, table);
  await system.requests.cancel(id, { by: 'Ada Muster', reason: 'Not needed' });
  expect(await outcomeOf(id)).toMatchObject({ kind: 'cancelled' });
  expect(system.servicenow.record(table, ticket)).toMatchObject({ active: 'false' });
});

test.each(['incident', 'sc_req_item', 'sc_task'] as const)(
  '%s: the final approval of the identity manager closes it as done',
  async (table) => {
    const { id, ticket } = await submitted(table, `${table}.mastered`);
    expect(system.servicenow.record(table, ticket)).toMatchObject({ approval: 'requested' });
    await approve(id);
    expect(await outcomeOf(id)).toMatchObject({ kind: 'fulfilled', by: 'Mary Roe' });
    const state = table === 'incident' ? '7' : '3';
    expect(system.servicenow.record(table, ticket)).toMatchObject({ state, approval: 'approved' });
  },
);

test('change_request: its state model keeps us from closing it; a person is asked, brings it to review, and retries', async () => {
  const { id, ticket } = await submitted('change_request', 'change_request.mastered');
  await approve(id);
  const handle = system.client.workflow.getHandle(workflowIdOf(id));
  const attention = await eventually(
    async () => (await statusOf(handle)).attention[0],
    'attention',
  );
  expect(attention).toMatchObject({ code: 'Refused' });
  expect(attention.words).toContain('Change Model: Check State Transition');
  system.servicenow.agent.take('change_request', ticket, agent);
  system.servicenow.agent.set('change_request', ticket, agent, { state: '0' });
  await system.requests.retry(id, { by: 'Olga', reason: 'It is in review now' });
  expect(await outcomeOf(id)).toMatchObject({ kind: 'fulfilled', by: 'Mary Roe' });
  expect(system.servicenow.record('change_request', ticket)).toMatchObject({
    state: '3',
    close_code: 'successful',
  });
});

test.each(tables)('%s: kept on hold until the identity manager has decided', async (table) => {
  const { id } = await submitted(table, `${table}.held`);
  const handle = system.client.workflow.getHandle(workflowIdOf(id));
  const { reading } = await statusOf(handle);
  expect(reading).toMatchObject({ phase: 'on-hold' });
  await system.requests.cancel(id, { by: 'Ada', reason: 'End of the test' });
  expect(await outcomeOf(id)).toMatchObject({ kind: 'cancelled' });
});
