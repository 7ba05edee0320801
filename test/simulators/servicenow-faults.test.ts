// Faults of the ServiceNow simulator, each against the real server.
import { expect, test } from 'vitest';
import type { Fault } from '../../simulators/servicenow/api-faults.ts';
import { ask, basic, chosenId, create, serviceNow } from './support.ts';

const incident = 'table/incident';

test('loses the reply of a write that was committed', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'lose-reply', count: 1, on: { operation: 'create' } });
  await expect(ask(simulator, 'POST', incident, { sys_id: chosenId })).rejects.toThrow();
  expect(simulator.record('incident', chosenId)?.['number']).toBe('INC0010001');
  expect(simulator.audit()).toMatchObject([
    { committed: true, status: 201, fault: 'lose-reply', sysId: chosenId },
  ]);
});

test('commits late, after the client has gone', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'commit-late', delayMs: 50, count: 1 });
  await expect(ask(simulator, 'POST', incident, { sys_id: chosenId })).rejects.toThrow();
  await expect.poll(() => simulator.audit()[0]?.committed).toBe(true);
  expect(simulator.record('incident', chosenId)).toBeDefined();
  expect(simulator.audit()[0]?.committedAt).toBeDefined();
});

test('never commits what comes later than the quota', async () => {
  const simulator = await serviceNow({ quota: 10 });
  simulator.faults.add({ kind: 'commit-late', delayMs: 60_000, count: 1 });
  await expect(ask(simulator, 'POST', incident, { sys_id: chosenId })).rejects.toThrow();
  await expect.poll(() => simulator.audit()[0]?.status).toBe(500);
  expect(simulator.audit()[0]?.committed).toBe(false);
  expect(simulator.table('incident')).toEqual([]);
});

test('answers 500 to a write that is delayed beyond the quota, and does not commit it', async () => {
  const simulator = await serviceNow({ quota: 10 });
  simulator.faults.add({ kind: 'delay', ms: 60_000 });
  const { status, body } = await ask(simulator, 'POST', incident, {});
  expect(status).toBe(500);
  expect(body).toMatchObject({
    error: { message: 'Transaction cancelled: maximum execution time exceeded' },
  });
  expect(simulator.table('incident')).toEqual([]);
  expect(simulator.audit()).toMatchObject([{ committed: false, status: 500, fault: 'delay' }]);
});

test('commits a write that is delayed within the quota', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'delay', ms: 5 });
  expect((await ask(simulator, 'POST', incident, {})).status).toBe(201);
});

test('lets a delay meet another fault on the same request', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'delay', ms: 5 });
  simulator.faults.add({ kind: 'unavailable', count: 1 });
  expect((await ask(simulator, 'POST', incident, {})).status).toBe(503);
  expect(simulator.audit()[0]?.fault).toBe('delay,unavailable');
});

test('ends what waits when it closes, without a commit', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'delay', ms: 30_000 });
  const pending = ask(simulator, 'POST', incident, {}).catch((error: unknown) => error);
  await expect.poll(() => simulator.audit()).toHaveLength(1);
  await simulator.close();
  expect(await pending).toBeInstanceOf(Error);
  expect(simulator.table('incident')).toEqual([]);
});

test.each<[Fault, number, string]>([
  [{ kind: 'unauthorized' }, 401, 'User Not Authenticated'],
  [{ kind: 'quota' }, 500, 'Transaction cancelled: maximum execution time exceeded'],
  [{ kind: 'rate-limit' }, 429, 'Rate limit exceeded'],
  [{ kind: 'refuse' }, 403, 'Operation Failed'],
])('answers %j with %i and does nothing', async (fault, status, message) => {
  const simulator = await serviceNow();
  simulator.faults.add({ ...fault, count: 1 });
  const refused = await ask(simulator, 'POST', incident, { sys_id: chosenId });
  expect(refused.status).toBe(status);
  expect(refused.body).toMatchObject({ error: { message }, status: 'failure' });
  expect(simulator.audit()).toMatchObject([{ committed: false, status, fault: fault.kind }]);
  expect((await ask(simulator, 'POST', incident, { sys_id: chosenId })).status).toBe(201);
});

test('names the business rule that aborts', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'refuse' });
  const { body } = await ask(simulator, 'POST', incident, {});
  expect(JSON.stringify(body)).toMatch(
    /Operation against file 'incident' was aborted by Business Rule 'Simulated abort\^[0-9a-f]{32}'\. Business Rule Stack:Simulated abort/,
  );
});

test('limits the rate with and without Retry-After', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'rate-limit', retryAfter: 7, count: 1 });
  simulator.faults.add({ kind: 'rate-limit', count: 1 });
  const told = await ask(simulator, 'GET', incident);
  expect([told.status, told.headers.get('retry-after')]).toEqual([429, '7']);
  expect(told.headers.get('x-ratelimit-limit')).toBe('100');
  const untold = await ask(simulator, 'GET', incident);
  expect([untold.status, untold.headers.get('retry-after')]).toEqual([429, null]);
});

async function raw(url: string): Promise<{ status: number; type: string | null; text: string }> {
  const response = await fetch(`${url}/api/now/${incident}`, {
    method: 'POST',
    headers: { authorization: basic, 'content-type': 'application/json' },
    body: '{}',
  });
  const type = response.headers.get('content-type');
  return { status: response.status, type, text: await response.text() };
}

test('hibernates: 200 with a page of HTML', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'hibernate' });
  const { status, type, text } = await raw(simulator.url);
  expect([status, type]).toEqual([200, 'text/html;charset=UTF-8']);
  expect(text).toContain('<title>Instance Hibernating page</title>');
  expect(simulator.table('incident')).toEqual([]);
});

test('accepts with 202 and drops the request', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'accepted' });
  expect(await raw(simulator.url)).toMatchObject({ status: 202, text: '' });
  expect(simulator.table('incident')).toEqual([]);
});

test('is unavailable: 503 without a body', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'unavailable' });
  expect(await raw(simulator.url)).toMatchObject({ status: 503, text: '' });
});

test('cuts an answer off after a commit', async () => {
  const simulator = await serviceNow();
  simulator.faults.add({ kind: 'cut-off' });
  const { status, text } = await raw(simulator.url);
  expect(status).toBe(200);
  expect(() => {
    JSON.parse(text);
  }).toThrow(SyntaxError);
  expect(simulator.table('incident')).toHaveLength(1);
});

test('strikes only the requests that a fault is set for', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  simulator.faults.add({ kind: 'unavailable', on: { method: 'patch', table: 'incident' } });
  simulator.faults.add({ kind: 'quota', on: { operation: 'read', table: 'sys_choice' } });
  expect((await ask(simulator, 'GET', incident)).status).toBe(200);
  expect((await ask(simulator, 'PUT', `${incident}/${sysId}`, {})).status).toBe(200);
  expect((await ask(simulator, 'PATCH', `${incident}/${sysId}`, {})).status).toBe(503);
  expect((await ask(simulator, 'GET', 'table/sys_choice')).status).toBe(500);
});

test('counts how often each fault fired, by id and by kind, and clears them', async () => {
  const simulator = await serviceNow();
  const one = simulator.faults.add({ kind: 'unavailable', count: 2 });
  const two = simulator.faults.add({ kind: 'rate-limit' });
  const statuses: number[] = [];
  for (let at = 0; at < 3; at++) statuses.push((await ask(simulator, 'GET', incident)).status);
  simulator.faults.clear(two);
  statuses.push((await ask(simulator, 'GET', incident)).status);
  expect(statuses).toEqual([503, 503, 429, 200]);
  expect(simulator.faults.counts()).toEqual({
    byId: { [one]: 2, [two]: 1 },
    byKind: { unavailable: 2, 'rate-limit': 1 },
  });
  simulator.faults.clear();
  expect(simulator.faults.list()).toEqual({});
});

async function pattern(seed: number, other: boolean): Promise<string> {
  const simulator = await serviceNow({ seed });
  simulator.faults.add({ kind: 'unavailable', probability: 0.5, on: { table: 'incident' } });
  if (other) simulator.faults.add({ kind: 'quota', probability: 0.5, on: { table: 'sc_task' } });
  let struck = '';
  for (let at = 0; at < 24; at++) {
    if (other) await ask(simulator, 'GET', 'table/sc_task');
    struck += (await ask(simulator, 'GET', incident)).status === 503 ? 'x' : '.';
  }
  return struck;
}

test('draws each fault from a stream of its own, the same for the same seed', async () => {
  const first = await pattern(7, false);
  expect(first).toContain('x');
  expect(first).toContain('.');
  expect(await pattern(7, true)).toBe(first);
  expect(await pattern(8, false)).not.toBe(first);
});
