// Shows that operators find requests in Temporal by what they ask: the queries of docs/operations.md, against a system that runs.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { eventually } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { told } from '../support/told.ts';

const address = inject('temporalAddress');
const agent = 'nina.novak';
let system: System;

beforeAll(async () => {
  system = await startSystem({ address, workflowBundle: await workflowBundle() });
});
afterAll(() => system.close());

const operations = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const queries = [...operations.matchAll(/^\| (.*\?) +\| `(.*)` +\|$/gm)].map(
  ([, question = '', query = '']) => ({ question, query }),
);

/** The query that answers a question of the document. */
function queryOf(question: string): string {
  const found = queries.find((one) => one.question === question);
  if (found === undefined) throw new Error(`docs/operations.md does not answer: ${question}`);
  return found.query;
}

/** Whether a query finds a request of this test, alone among all of the suite's server. */
async function finds(query: string, id: string): Promise<true | undefined> {
  const within = `(${query}) AND WorkflowId = '${workflowIdOf(id)}'`;
  for await (const { workflowId } of system.client.workflow.list({ query: within })) {
    if (workflowId === workflowIdOf(id)) return true;
  }
  return undefined;
}

test.each(queries)('Temporal takes the query of the document: $question', async ({ query }) => {
  expect(queries.length).toBeGreaterThan(5);
  await expect(system.client.workflow.count(query)).resolves.toHaveProperty('count');
});

test('a request is found by its ticket, its age, by what needs a person for as long as it does, and by its outcome', async () => {
  const { servicenow } = system;
  const id = await system.submit();
  await told(system, id, 'created');
  const [row = {}] = servicenow.table('incident').filter((one) => one['correlation_id'] === id);
  const { sys_id: sysId = '', number = '' } = row;
  const byTicket = queryOf('What does a ticket belong to?').replace('INC0010001', number);
  await eventually(() => finds(byTicket, id), 'the request by its ticket');
  await eventually(() => finds(queryOf('What is open in a category?'), id), 'its category');
  const since = (day: string) =>
    queryOf('What waits since before a day?').replace('2026-11-01T00:00:00Z', day);
  expect(await finds(since('2100-01-01T00:00:00Z'), id)).toBe(true);
  expect(await finds(since('2026-01-01T00:00:00Z'), id)).toBeUndefined();

  servicenow.addChoice('incident', 'state', { value: '42', label: 'Parked' });
  servicenow.agent.set('incident', sysId, agent, { state: '42' });
  const attended = queryOf('What needs a person?');
  await eventually(() => finds(attended, id), 'attention');
  expect(await finds("AccessRequestAttention = 'TicketStateUnknown'", id)).toBe(true);
  servicenow.agent.set('incident', sysId, agent, { state: '2' });
  await eventually(async () => ((await finds(attended, id)) ? undefined : true), 'no attention');

  servicenow.agent.close('incident', sysId, agent, { done: false, notes: 'No such role' });
  await system.client.workflow.getHandle(workflowIdOf(id)).result();
  await eventually(() => finds(queryOf('What was not fulfilled?'), id), 'its outcome');
  expect(await finds("AccessRequestState = 'ended' AND ExecutionStatus = 'Completed'", id)).toBe(
    true,
  );
});
