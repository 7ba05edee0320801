// The Table API of the ServiceNow simulator: verbs, identity of records, refusals.
import { expect, test } from 'vitest';
import { ask, basic, chosenId, create, serviceNow } from './support.ts';

test('creates with 201, a Location and text values only', async () => {
  const simulator = await serviceNow();
  const { status, headers, result } = await ask(simulator, 'POST', 'table/incident', {
    short_description: 'Grant access',
    impact: 1,
    made_up: 'ignored',
  });
  expect(status).toBe(201);
  expect(headers.get('content-type')).toBe('application/json;charset=UTF-8');
  expect(headers.get('location')).toBe(
    `${simulator.url}/api/now/table/incident/${String(result['sys_id'])}`,
  );
  expect(result).toMatchObject({
    number: 'INC0010001',
    state: '1',
    active: 'true',
    impact: '1',
    closed_by: '',
    sys_mod_count: '0',
    sys_created_by: 'orchestrator',
  });
  expect(result).not.toHaveProperty('made_up');
});

test('numbers each table by its own prefix', async () => {
  const simulator = await serviceNow();
  const tables = ['sc_task', 'sc_task', 'sc_req_item', 'change_request', 'u_access_task', 'task'];
  for (const table of tables) await create(simulator, table);
  expect(simulator.table('task').map((row) => row['number'])).toEqual([
    'SCTASK0010001',
    'SCTASK0010002',
    'RITM0010001',
    'CHG0010001',
    'ACC0010001',
    'TASK0010001',
  ]);
});

test('honours a sys_id that the client chose and refuses it a second time', async () => {
  const simulator = await serviceNow();
  expect(await create(simulator, 'u_access_task', { sys_id: chosenId })).toBe(chosenId);
  const again = await ask(simulator, 'POST', 'table/incident', { sys_id: chosenId });
  expect(again.status).toBe(403);
  expect(again.body).toEqual({
    error: {
      message: 'Operation Failed',
      detail: `Unique Key violation detected by database (Duplicate entry '${chosenId}' for key 'PRIMARY')`,
    },
    status: 'failure',
  });
  expect(simulator.table('task')).toHaveLength(1);
});

test('changes only the fields given, by PUT and by PATCH', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'sc_task', { short_description: 'One' });
  await ask(simulator, 'PUT', `table/sc_task/${sysId}`, { description: 'Two' });
  const { status, result } = await ask(simulator, 'PATCH', `table/sc_task/${sysId}`, {
    correlation_id: 'Three',
  });
  expect(status).toBe(200);
  expect(result).toMatchObject({
    short_description: 'One',
    description: 'Two',
    correlation_id: 'Three',
    sys_mod_count: '2',
  });
});

test('leaves no trace of a write that changes nothing', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'sc_task', { short_description: 'One' });
  simulator.clock.advance(60_000);
  const before = simulator.record('sc_task', sysId);
  const { status } = await ask(simulator, 'PATCH', `table/sc_task/${sysId}`, {
    short_description: 'One',
  });
  expect(status).toBe(200);
  expect(simulator.record('sc_task', sysId)).toEqual(before);
});

test('deletes with 204, and then knows the record no more', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  expect((await ask(simulator, 'DELETE', `table/incident/${sysId}`)).status).toBe(204);
  const { status, body } = await ask(simulator, 'GET', `table/incident/${sysId}`);
  expect(status).toBe(404);
  expect(body).toEqual({
    error: {
      message: 'No Record found',
      detail: "Record doesn't exist or ACL restricts the record retrieval",
    },
    status: 'failure',
  });
});

test('knows a record by its sys_id, not by its number', async () => {
  const simulator = await serviceNow();
  await create(simulator, 'incident');
  expect((await ask(simulator, 'GET', 'table/incident/INC0010001')).status).toBe(404);
});

test('finds a record through the table that its own extends', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  const { result } = await ask(simulator, 'GET', `table/task/${sysId}`);
  expect(result).toMatchObject({ sys_class_name: 'incident', number: 'INC0010001' });
  expect(result).not.toHaveProperty('close_code');
  expect((await ask(simulator, 'GET', `table/sc_task/${sysId}`)).status).toBe(404);
});

test.each([
  ['GET', 'table/no_such', undefined, 400, 'Invalid table no_such'],
  ['GET', 'nothing', undefined, 400, 'Requested URI does not represent any resource'],
  ['PATCH', 'table/incident', {}, 405, 'Method Not Allowed'],
  ['POST', `table/incident/${chosenId}`, {}, 405, 'Method Not Allowed'],
  ['POST', 'table/incident', '{"cut', 400, 'Exception while reading request'],
  ['PATCH', `table/incident/${chosenId}`, {}, 404, 'No Record found'],
])('refuses %s %s (%j) with %i %s', async (method, path, sent, status, message) => {
  const simulator = await serviceNow();
  const answer = await ask(simulator, method, path, sent);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ error: { message }, status: 'failure' });
});

test('refuses bodies and answers that are no JSON', async () => {
  const simulator = await serviceNow();
  const asText = { 'content-type': 'text/plain' };
  expect((await ask(simulator, 'POST', 'table/incident', '{}', asText)).status).toBe(415);
  const asXml = { accept: 'application/xml' };
  expect((await ask(simulator, 'GET', 'table/incident', undefined, asXml)).status).toBe(406);
});

test('refuses a body over 10 MB', async () => {
  const simulator = await serviceNow();
  const { status, body } = await ask(simulator, 'POST', 'table/incident', {
    description: 'x'.repeat(10_485_760),
  });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('Max allowed: 10485760 bytes');
});

test('takes only the first of several records, and says nothing when asked to', async () => {
  const simulator = await serviceNow();
  const silent = { 'x-no-response-body': 'true' };
  const { status, body } = await ask(simulator, 'POST', 'table/incident', [{}, {}], silent);
  expect([status, body]).toEqual([201, undefined]);
  expect(simulator.table('incident')).toHaveLength(1);
});

test('answers HEAD like GET without a body, and honours a method override', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  const head = await fetch(`${simulator.url}/api/now/table/incident`, {
    method: 'HEAD',
    headers: { authorization: basic },
  });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const patched = await ask(
    simulator,
    'POST',
    `table/incident/${sysId}`,
    { description: 'By override' },
    { 'x-http-method-override': 'PATCH' },
  );
  expect([patched.status, patched.result['description']]).toEqual([200, 'By override']);
});

test('takes custom tables with columns and choices of their own', async () => {
  const simulator = await serviceNow({
    tables: [
      {
        name: 'x_acme_grant',
        prefix: 'GRA',
        columns: { x_note: { max: 5 } },
        choices: { state: [{ value: '20', label: 'Won', closed: true }] },
      },
    ],
  });
  const { result } = await ask(simulator, 'POST', 'table/x_acme_grant', {
    x_note: '1234567',
    state: '20',
  });
  expect(result).toMatchObject({ number: 'GRA0010001', x_note: '12345', active: 'false' });
});
