// What tests and demos see and do from another process: audit, calls, control API; and the agents' page.
import { expect, test } from 'vitest';
import { unusable } from '../../simulators/listen.ts';
import { connectControl } from '../../simulators/servicenow/servicenow-control.ts';
import { startServiceNow } from '../../simulators/servicenow/servicenow-simulator.ts';
import { ask, chosenId, create, serviceNow } from './support.ts';

test('audits every request that writes, with names and values', async () => {
  const simulator = await serviceNow();
  simulator.clock.set('2026-02-03T04:05:06Z');
  await create(simulator, 'incident', { sys_id: chosenId, impact: 1 });
  await ask(simulator, 'PATCH', `table/incident/${chosenId}`, { work_notes: 'A' });
  await ask(simulator, 'PATCH', `table/incident/${chosenId}`, { state: '7' });
  await ask(simulator, 'GET', `table/incident/${chosenId}`);
  const audit = simulator.audit();
  expect(audit).toMatchObject([
    {
      seq: 1,
      method: 'POST',
      operation: 'create',
      table: 'incident',
      sysId: chosenId,
      user: 'orchestrator',
      fields: { sys_id: chosenId, impact: '1' },
      committed: true,
      status: 201,
    },
    { seq: 2, method: 'PATCH', fields: { work_notes: 'A' }, committed: true, status: 200 },
    { seq: 3, method: 'PATCH', fields: { state: '7' }, committed: false, status: 403 },
  ]);
  expect(audit[0]?.at).toMatch(/^2026-02-03T04:05:0/);
  expect(audit[2]).not.toHaveProperty('committedAt');
});

test('counts calls by kind and table', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  await ask(simulator, 'PATCH', `table/incident/${sysId}`, {});
  await ask(simulator, 'GET', 'table/sys_choice');
  await ask(simulator, 'DELETE', `table/incident/${sysId}`);
  expect(simulator.calls()).toEqual({
    reads: 1,
    creates: 1,
    updates: 1,
    deletes: 1,
    tokens: 0,
    byTable: {
      incident: { reads: 0, creates: 1, updates: 1, deletes: 1 },
      sys_choice: { reads: 1, creates: 0, updates: 0, deletes: 0 },
    },
    peakConcurrency: 1,
  });
  simulator.resetCalls();
  expect(simulator.calls()).toMatchObject({ reads: 0, byTable: {}, peakConcurrency: 0 });
});

test('knows how many calls were in hand at once', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'delay', ms: 30_000 });
  const asked = Array.from({ length: 5 }, () =>
    ask(simulator, 'GET', 'table/incident').catch(() => undefined),
  );
  await expect.poll(() => simulator.calls().reads).toBe(5);
  expect(simulator.calls().peakConcurrency).toBe(5);
  await simulator.close();
  await Promise.all(asked);
});

test('says whether the port or the host is at fault', () => {
  const fault = (code: string) => unusable(code, '10.0.0.1', 80);
  expect(fault('EACCES')).toMatchObject({ name: 'PortUnusable' });
  expect(fault('EACCES').message).toBe('this process may not listen on port 80 (EACCES)');
  expect(fault('EADDRNOTAVAIL').message).toBe('cannot listen on 10.0.0.1 (EADDRNOTAVAIL)');
});

test('says which port is taken', async () => {
  const simulator = await serviceNow();
  await expect(startServiceNow({ port: simulator.port })).rejects.toThrow(
    `port ${simulator.port} is taken`,
  );
});

test('gives two simulators of one seed the same ids', async () => {
  const [one, two] = [await serviceNow({ seed: 5 }), await serviceNow({ seed: 5 })];
  expect(await create(one, 'incident')).toBe(await create(two, 'incident'));
});

test('lets another process read and reset', async () => {
  const simulator = await serviceNow();
  const control = connectControl(simulator.url);
  const sysId = await create(simulator, 'incident', { work_notes: 'Noted' });
  expect(await control.audit()).toEqual(simulator.audit());
  expect(await control.calls()).toEqual(simulator.calls());
  expect(await control.table('incident')).toEqual(simulator.table('incident'));
  expect(await control.journal(sysId)).toEqual(simulator.journal(sysId));
  expect(await control.journal()).toHaveLength(1);
  await control.resetCalls();
  expect(simulator.calls().creates).toBe(0);
});

test('lets another process set faults, clock, switches, choices and credentials', async () => {
  const simulator = await serviceNow();
  const control = connectControl(simulator.url);
  const id = await control.addFault({ kind: 'rate-limit', retryAfter: 1, on: { table: 'task' } });
  expect(simulator.faults.list()).toEqual({
    [id]: { kind: 'rate-limit', retryAfter: 1, on: { table: 'task' } },
  });
  await ask(simulator, 'GET', 'table/task');
  expect(await control.faultCounts()).toEqual({ byId: { [id]: 1 }, byKind: { 'rate-limit': 1 } });
  await control.clearFaults(id);
  await control.addFault({ kind: 'delay', ms: 1, count: 1, probability: 0.5 });
  await control.addFault({ kind: 'commit-late', delayMs: 1 });
  await control.clearFaults();
  expect(simulator.faults.list()).toEqual({});
  await control.setClock('2030-01-01T00:00:00Z');
  await control.advanceClock(3_600_000);
  expect(new Date(simulator.clock.now()).toISOString()).toMatch(/^2030-01-01T01:00/);
  await control.addChoice('incident', 'state', { value: '9', label: 'Gone', closed: true });
  await create(simulator, 'incident', { state: '9' });
  expect(simulator.table('incident')[0]?.['active']).toBe('false');
  await control.expireTokens();
  await control.setPassword('orchestrator', 'new');
  expect((await ask(simulator, 'GET', 'table/task')).status).toBe(401);
});

test('lets another process turn switches on and off', async () => {
  const simulator = await serviceNow();
  const control = connectControl(simulator.url);
  await control.switch({ hideJournal: 'rows', hide: chosenId, ignoreField: 'incident.state' });
  await control.switch({ denyRead: 'a', denyInsert: 'b', denyUpdate: 'c' });
  await control.switch({ invalidQueryReturnsNoRows: true });
  expect(simulator.switches.state()).toEqual({
    journal: 'rows',
    hidden: [chosenId],
    ignored: ['incident.state'],
    noRead: ['a'],
    noInsert: ['b'],
    noUpdate: ['c'],
    invalidQueryReturnsNoRows: true,
  });
  await control.switch({ hide: chosenId, denyInsert: 'b', off: true });
  expect(simulator.switches.state()).toMatchObject({ hidden: [], noInsert: [], noRead: ['a'] });
});

test('lets another process act as an agent', async () => {
  const simulator = await serviceNow();
  const control = connectControl(simulator.url);
  const sysId = await create(simulator, 'incident');
  const who = { table: 'incident', sys_id: sysId, agent: 'omar.haddad' };
  const states: (string | undefined)[] = [];
  const acted = async (act: Parameters<typeof control.act>[0]) =>
    states.push((await control.act(act))['state']);
  await acted({ ...who, act: 'take' });
  await acted({ ...who, act: 'hold', reason: '1' });
  await acted({ ...who, act: 'work' });
  await acted({ ...who, act: 'note', text: 'Hello', element: 'comments' });
  await acted({ ...who, act: 'resolve', done: true, notes: 'Done' });
  await acted({ ...who, act: 'reopen' });
  await acted({ ...who, act: 'close', done: false, notes: 'No', code: 'User error' });
  await acted({ ...who, act: 'cancel' });
  await acted({ ...who, act: 'set', fields: { state: '1' } });
  expect(states).toEqual(['2', '3', '2', '2', '6', '2', '7', '8', '1']);
});

test.each([
  ['faults', { kind: 'earthquake' }, 'kind must be one of lose-reply'],
  ['faults', { kind: 'delay' }, 'ms must be milliseconds'],
  ['agent', { act: 'take' }, 'table must be a text'],
  ['clock', { set: 'tomorrow' }, 'tomorrow is no time'],
])('says what is wrong with a control request to %s', async (path, body, words) => {
  const simulator = await serviceNow();
  const response = await fetch(`${simulator.url}/simulator/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(words);
});

test('shows agents the open tickets', async () => {
  const simulator = await serviceNow();
  const first = await fetch(simulator.url);
  expect(first.url).toBe(`${simulator.url}/agent`);
  expect(await first.text()).toContain('No ticket is open');
  const sysId = await create(simulator, 'sc_task', { short_description: '<b>Bold</b> & co' });
  const listed = await (await fetch(`${simulator.url}/agent`)).text();
  expect(listed).toContain('SCTASK0010001');
  expect(listed).toContain('&lt;b&gt;Bold&lt;/b&gt; &amp; co');
  expect(listed).toContain(`/agent/sc_task/${sysId}`);
});

test('opens a ticket by the deep link that ServiceNow has, and escapes it', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident', {
    description: 'See https://im.example.com/r/1?a=1&b=2 <script>alert(1)</script>',
    work_notes: '"quoted"',
  });
  const shown = await fetch(`${simulator.url}/incident.do?sys_id=${sysId}`);
  const text = await shown.text();
  expect(shown.status).toBe(200);
  expect(text).toContain('<a href="https://im.example.com/r/1?a=1&amp;b=2"');
  expect(text).not.toContain('<script');
  expect(text).toContain('&quot;quoted&quot;');
  expect((await fetch(`${simulator.url}/incident.do?sys_id=${chosenId}`)).status).toBe(404);
});

test('shows agents whether a ticket is approved', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident', { approval: 'requested' });
  const shown = async () => (await fetch(`${simulator.url}/agent/incident/${sysId}`)).text();
  expect(await shown()).toMatch(/<th>Approval<\/th>\s*<td>.*Requested/);
  await ask(simulator, 'PATCH', `table/incident/${sysId}`, { approval: 'approved' });
  expect(await shown()).toMatch(/<th>Approval<\/th>\s*<td>.*Approved/);
});

test('lets agents work a ticket by its forms, in their name', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'u_access_task');
  const submit = async (act: string, text = '') => {
    const response = await fetch(`${simulator.url}/agent/u_access_task/${sysId}`, {
      method: 'POST',
      body: new URLSearchParams({ agent: 'omar.haddad', act, text }),
    });
    return response.text();
  };
  await submit('take');
  await submit('hold', 'Badge missing');
  await submit('work');
  await submit('work_notes', 'Half way');
  await submit('comments', 'Soon');
  expect(await submit('dance')).toContain('no such act');
  expect(await submit('not-done', 'No licence left')).toContain('Reopen');
  expect(simulator.record('u_access_task', sysId)).toMatchObject({
    state: '4',
    close_notes: 'No licence left',
    sys_updated_by: 'omar.haddad',
  });
  expect(simulator.journal(sysId).map(({ text, by }) => [by, text])).toEqual([
    ['omar.haddad', 'Badge missing'],
    ['omar.haddad', 'Half way'],
    ['omar.haddad', 'Soon'],
  ]);
  await submit('reopen');
  await submit('cancel', 'Withdrawn');
  expect(simulator.record('u_access_task', sysId)?.['state']).toBe('7');
});
