// Values of the ServiceNow simulator: how they are stored, looked up, shown and linked.
import { expect, test } from 'vitest';
import { ask, create, serviceNow } from './support.ts';

test('cuts texts to the length of their column without a word', async () => {
  const simulator = await serviceNow();
  const { status, result } = await ask(simulator, 'POST', 'table/u_access_task', {
    short_description: 'x'.repeat(161),
    description: 'y'.repeat(4001),
    correlation_id: 'z'.repeat(101),
  });
  expect(status).toBe(201);
  expect(result['short_description']).toHaveLength(160);
  expect(result['description']).toHaveLength(4000);
  expect(result['correlation_id']).toHaveLength(100);
});

test('stores a reference that leads nowhere as empty', async () => {
  const simulator = await serviceNow();
  const group = simulator.table('sys_user_group')[0];
  const { result } = await ask(simulator, 'POST', 'table/incident', {
    assigned_to: 'Nina Novak',
    assignment_group: group?.['sys_id'],
  });
  expect(result['assigned_to']).toBe('');
  expect(result['assignment_group']).toEqual({
    link: `${simulator.url}/api/now/table/sys_user_group/${String(group?.['sys_id'])}`,
    value: group?.['sys_id'],
  });
});

test('takes names, labels and local dates with sysparm_input_display_value', async () => {
  const simulator = await serviceNow({ timeZone: 'Europe/Berlin' });
  const { result } = await ask(
    simulator,
    'POST',
    'table/sc_task?sysparm_input_display_value=true&sysparm_exclude_reference_link=true',
    { assigned_to: 'Nina Novak', state: 'Work in Progress', due_date: '2026-07-01 12:00:00' },
  );
  expect(result).toMatchObject({ state: '2', due_date: '2026-07-01 10:00:00' });
  expect(simulator.record('sys_user', String(result['assigned_to']))?.['user_name']).toBe(
    'nina.novak',
  );
});

test('shows values, display values or both, across references too', async () => {
  const simulator = await serviceNow({ timeZone: 'America/Los_Angeles' });
  simulator.clock.set('2026-01-15T20:00:00Z');
  const sysId = await create(simulator, 'incident');
  simulator.agent.take('incident', sysId, 'nina.novak');
  const nina = simulator.record('incident', sysId)?.['assigned_to'];
  const link = `${simulator.url}/api/now/table/sys_user/${String(nina)}`;
  const fields = 'sysparm_fields=state,assigned_to,assigned_to.user_name,opened_at,nonsense';
  const read = (display: string) =>
    ask(simulator, 'GET', `table/incident/${sysId}?${fields}&sysparm_display_value=${display}`);
  expect((await read('false')).result).toEqual({
    state: '2',
    assigned_to: { link, value: nina },
    'assigned_to.user_name': 'nina.novak',
    opened_at: '2026-01-15 20:00:00',
  });
  expect((await read('true')).result).toEqual({
    state: 'In Progress',
    assigned_to: { link, display_value: 'Nina Novak' },
    'assigned_to.user_name': 'nina.novak',
    opened_at: '2026-01-15 12:00:00',
  });
  expect((await read('all')).result).toMatchObject({
    state: { display_value: 'In Progress', value: '2' },
    assigned_to: { display_value: 'Nina Novak', value: nina, link },
  });
});

test('links to its own address, whatever host was asked', async () => {
  const simulator = await serviceNow({ instanceUrl: 'https://example.service-now.com' });
  const { headers } = await ask(simulator, 'POST', 'table/incident', {});
  expect(headers.get('location')).toMatch(
    /^https:\/\/example\.service-now\.com\/api\/now\/table\//,
  );
});
