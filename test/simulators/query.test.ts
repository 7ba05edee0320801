// Lists and encoded queries of the ServiceNow simulator.
import { expect, test } from 'vitest';
import type { ServiceNowSimulator } from '../../simulators/servicenow/servicenow-simulator.ts';
import { ask, create, serviceNow } from './support.ts';

async function filled(): Promise<ServiceNowSimulator> {
  const simulator = await serviceNow();
  await create(simulator, 'incident', { short_description: 'alpha', impact: '1', urgency: '1' });
  await create(simulator, 'incident', { short_description: 'beta', correlation_id: 'B' });
  const third = await create(simulator, 'incident', { short_description: 'gamma one' });
  simulator.agent.take('incident', third, 'nina.novak');
  return simulator;
}

async function found(simulator: ServiceNowSimulator, query: string): Promise<unknown[]> {
  const { list } = await ask(
    simulator,
    'GET',
    `table/incident?sysparm_query=${encodeURIComponent(query)}`,
  );
  return list.map((row) => String(row['short_description']).split(' ')[0]);
}

const all = ['alpha', 'beta', 'gamma'];

test.each([
  ['short_description=beta', ['beta']],
  ['correlation_id!=B', []],
  ['short_description!=beta', ['alpha', 'gamma']],
  ['short_descriptionINalpha,beta', ['alpha', 'beta']],
  ['short_descriptionNOT INalpha,beta', ['gamma']],
  ['short_descriptionLIKEam', ['gamma']],
  ['short_description*am', ['gamma']],
  ['short_descriptionNOT LIKEam', ['alpha', 'beta']],
  ['short_descriptionSTARTSWITHal', ['alpha']],
  ['short_descriptionENDSWITHone', ['gamma']],
  ['short_descriptionBETWEENa@b', ['alpha']],
  ['priority<3', ['alpha']],
  ['priority>=3', ['beta', 'gamma']],
  ['sys_mod_count>0', ['gamma']],
  ['number<=INC0010002', ['alpha', 'beta']],
  ['correlation_idISEMPTY', ['alpha', 'gamma']],
  ['correlation_idISNOTEMPTY', ['beta']],
  ['numberANYTHING', all],
  ['impactSAMEASurgency', all],
  ['impactNSAMEASurgency', []],
  ['assigned_to.user_name=nina.novak', ['gamma']],
  ['assigned_toLIKENovak', ['gamma']],
  ['active=true^short_description=alpha', ['alpha']],
  ['short_description=alpha^ORshort_description=beta^correlation_id=B', ['beta']],
  ['short_description=alpha^NQshort_description=beta', ['alpha', 'beta']],
  ['active=true^ORDERBYDESCnumber^EQ', ['gamma', 'beta', 'alpha']],
  ['ORDERBYsys_mod_count^ORDERBYDESCshort_description', ['beta', 'alpha', 'gamma']],
  ['', all],
])('finds by %s', async (query, expected) => {
  expect(await found(await filled(), query)).toEqual(expected);
});

test.each([
  ['corelation_id=B', all],
  ['correlation_id==B^active=true', []],
  ['correlation_idFOOB', all],
  ['corelation_id=B^short_description=alpha', ['alpha']],
  ['corelation_id=B^ORshort_description=alpha', ['alpha']],
  ['assigned_to.shoe_size=44', all],
])('drops what it does not understand in %s', async (query, expected) => {
  expect(await found(await filled(), query)).toEqual(expected);
});

test('finds nothing by an invalid query when told so', async () => {
  const simulator = await filled();
  simulator.switches.invalidQueryReturnsNoRows();
  expect(await found(simulator, 'corelation_id=B')).toEqual([]);
  expect(await found(simulator, 'correlation_id=B')).toEqual(['beta']);
});

test('refuses scripts that it does not know, and knows the start of a day', async () => {
  const simulator = await filled();
  expect(await found(simulator, 'sys_created_on>=javascript:gs.daysAgoStart(1)')).toEqual(all);
  const query = encodeURIComponent('number=javascript:alert(1)');
  const { status, body } = await ask(simulator, 'GET', `table/incident?sysparm_query=${query}`);
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('does not know javascript:alert(1)');
});

test('filters by pairs, by value or display value, and drops unknown ones', async () => {
  const simulator = await filled();
  for (const pair of ['state=2', 'state=In%20Progress', 'assigned_to=Nina%20Novak&foo=bar']) {
    const { list } = await ask(simulator, 'GET', `table/incident?${pair}`);
    expect(list.map((row) => row['short_description'])).toEqual(['gamma one']);
  }
});

test('pages with a count before ACLs and links to the other pages', async () => {
  const simulator = await filled();
  const second = simulator.table('incident')[1]?.['sys_id'] ?? '';
  simulator.switches.hide(second);
  const page = await ask(
    simulator,
    'GET',
    'table/incident?sysparm_fields=number&sysparm_limit=1&sysparm_offset=1',
  );
  expect(page.list).toEqual([]);
  expect(page.headers.get('x-total-count')).toBe('3');
  const at = (offset: number, rel: string) =>
    `<${simulator.url}/api/now/table/incident?sysparm_fields=number&sysparm_limit=1&sysparm_offset=${offset}>;rel="${rel}"`;
  expect(page.headers.get('link')).toBe(
    [at(0, 'first'), at(2, 'next'), at(0, 'prev'), at(2, 'last')].join(','),
  );
});

test('leaves out the count and the links when told so', async () => {
  const simulator = await filled();
  const { headers, list } = await ask(
    simulator,
    'GET',
    'table/incident?sysparm_limit=1&sysparm_no_count=true&sysparm_suppress_pagination_header=true',
  );
  expect(list).toHaveLength(1);
  expect([headers.get('x-total-count'), headers.get('link')]).toEqual([null, null]);
});

test('answers an empty list with 200, but with 404 in version 1', async () => {
  const simulator = await serviceNow();
  const empty = await ask(simulator, 'GET', 'v2/table/incident');
  expect([empty.status, empty.body]).toEqual([200, { result: [] }]);
  expect((await ask(simulator, 'GET', 'v1/table/incident')).status).toBe(404);
});

test('lists the choices of every table, custom states too', async () => {
  const simulator = await serviceNow();
  simulator.addChoice('incident', 'state', { value: '-6', label: 'Awaiting parts' });
  const states = async (table: string) => {
    const query = encodeURIComponent(`name=${table}^element=state^inactive=false`);
    const { list } = await ask(simulator, 'GET', `table/sys_choice?sysparm_query=${query}`);
    return list.map((row) => [row['value'], row['label']]);
  };
  expect(await states('incident')).toEqual([
    ['1', 'New'],
    ['2', 'In Progress'],
    ['3', 'On Hold'],
    ['6', 'Resolved'],
    ['7', 'Closed'],
    ['8', 'Canceled'],
    ['-6', 'Awaiting parts'],
  ]);
  expect(await states('u_access_task')).toContainEqual(['-5', 'Pending']);
});

test('finds journal entries of a ticket by what stands in them, brackets and all', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident', { work_notes: '[access-request 1] Created' });
  await create(simulator, 'incident', { work_notes: '[access-request 2] Elsewhere' });
  simulator.agent.note('incident', sysId, 'nina.novak', 'An access-request?');
  simulator.agent.note('incident', sysId, 'nina.novak', 'Said:\n[access-request:decision 3]');
  const query = `name=incident^element_id=${sysId}^valueLIKE[access-request`;
  const path = `table/sys_journal_field?sysparm_query=${encodeURIComponent(query)}`;
  const { list } = await ask(simulator, 'GET', path);
  expect(list.map((row) => row['value'])).toEqual([
    '[access-request 1] Created',
    'Said:\n[access-request:decision 3]',
  ]);
});
