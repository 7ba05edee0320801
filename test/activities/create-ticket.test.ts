// CreateTicket against the simulator: one ticket whatever fails, and what ServiceNow does not keep.
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { creationMarker } from '../../activities/servicenow/marker.ts';
import type { Fault } from '../../simulators/servicenow/api-faults.ts';
import {
  committed,
  connectBench,
  createInput,
  failureOf,
  keyOf,
  startBench,
} from '../support/activities.ts';

const input = createInput('R-1');
const { sysId } = input;

test('creates the ticket with its keys, its columns and the creation note', async () => {
  const { simulator, create } = await startBench();
  const result = await create(input);
  const { number } = simulator.record('incident', sysId) ?? {};
  expect(result).toMatchObject({
    ticket: {
      instance: 'main',
      table: 'incident',
      sysId,
      number,
      url: `${simulator.url}/incident.do?sys_id=${sysId}`,
    },
    status: { phase: 'open', evidence: { state: '1', active: true, modCount: 0 }, comments: [] },
    adopted: false,
    ignoredFields: [],
  });
  expect(simulator.record('incident', sysId)).toMatchObject({
    short_description: 'Grant SAP role',
    correlation_id: 'R-1',
    correlation_display: 'test',
  });
  expect(simulator.journal(sysId).map(({ element, text }) => [element, text])).toEqual([
    ['work_notes', `${creationMarker(input)}\nhttps://im.example/requests/PWO-1`],
  ]);
  expect(simulator.calls()).toMatchObject({ creates: 1, reads: 0, updates: 0 });
});

test('works on a custom task table', async () => {
  const { create } = await startBench();
  const custom = createInput('R-1', 'u_access_task');
  const { ticket, status } = await create(custom);
  expect(ticket).toMatchObject({ table: 'u_access_task', sysId });
  expect(status).toMatchObject({ phase: 'open', evidence: { closeCode: '', holdReason: '' } });
});

test('text from people reaches the ticket as it is', async () => {
  const { simulator, create } = await startBench();
  const text = '^ORactive=true^NQ "quoted" \'x\'\n{{ secret }} \u202Eשלום 🎫 <b> & %5E';
  const fields = { ...input.rendered.fields, description: text };
  await create({ ...input, rendered: { ...input.rendered, fields } });
  expect(simulator.record('incident', sysId)?.['description']).toBe(text);
});

const on = { operation: 'create' } as const;

test.each<[Fault, string]>([
  [{ kind: 'lose-reply', on, count: 1 }, 'NoAnswer'],
  [{ kind: 'commit-late', delayMs: 30, on, count: 1 }, 'NoAnswer'],
  [{ kind: 'cut-off', on, count: 1 }, 'Unreadable'],
  [{ kind: 'unavailable', on, count: 1 }, 'Unavailable'],
  [{ kind: 'quota', on, count: 1 }, 'Unavailable'],
  [{ kind: 'accepted', on, count: 1 }, 'Unavailable'],
  [{ kind: 'hibernate', on, count: 1 }, 'Unreadable'],
  [{ kind: 'rate-limit', on, count: 1 }, 'RateLimited'],
  [{ kind: 'unauthorized', on, count: 1 }, 'CredentialsRefused'],
])('after %j the next attempt leaves one ticket', async (fault, type) => {
  const { simulator, create } = await startBench();
  simulator.faults.add(fault);
  const error = await failureOf(create(input));
  expect(error).toMatchObject({ type, nonRetryable: false });
  if (fault.kind === 'commit-late') {
    await expect.poll(() => simulator.record('incident', sysId)).toBeDefined();
  }
  const { ticket, adopted } = await create(input, 2);
  expect(ticket.sysId).toBe(sysId);
  expect(adopted).toBe(false);
  expect(committed(simulator, 'create')).toHaveLength(1);
  expect(simulator.table('incident')).toHaveLength(1);
});

test('a reply that comes too late is a lost one', async () => {
  const { simulator, create } = await startBench({
    instance: { timeouts: { client: '1s', sendWithin: '10s', startToClose: '12s' } },
  });
  simulator.faults.add({ kind: 'delay', ms: 2_000, on, count: 1 });
  expect((await failureOf(create(input))).type).toBe('NoAnswer');
  await expect.poll(() => simulator.record('incident', sysId)).toBeDefined();
  expect((await create(input, 2)).adopted).toBe(false);
  expect(committed(simulator, 'create')).toHaveLength(1);
});

test('waits as long as a rate limit says', async () => {
  const { simulator, create } = await startBench();
  simulator.faults.add({ kind: 'rate-limit', retryAfter: 17, on, count: 1 });
  expect((await failureOf(create(input))).nextRetryDelay).toBe(17_000);
});

test('a second burst begins with a POST, is refused for the key, and finds the ticket', async () => {
  const { simulator, create } = await startBench();
  await create(input);
  const again = await create(input, 1);
  expect(again).toMatchObject({ ticket: { sysId }, adopted: false });
  expect(committed(simulator, 'create')).toHaveLength(1);
});

test('a later attempt looks before it writes', async () => {
  const { simulator, create } = await startBench();
  await create(input, 2);
  expect(simulator.calls()).toMatchObject({ reads: 2, creates: 1 });
  await create(input, 3);
  expect(simulator.calls().creates).toBe(1);
});

test('a business rule that aborts is refused for good, in our words, with no ticket', async () => {
  const { simulator, create } = await startBench();
  simulator.faults.add({ kind: 'refuse', on, count: 1 });
  const error = await failureOf(create(input));
  expect(error).toMatchObject({ type: 'Refused', nonRetryable: true });
  expect(error.message).toContain('answered 403: aborted by the business rule Simulated abort');
  expect(error.message).not.toContain('Operation against file');
  expect(simulator.table('incident')).toHaveLength(0);
});

test('an account without the right to insert is refused for good', async () => {
  const { simulator, create } = await startBench();
  simulator.switches.denyInsert('incident');
  const error = await failureOf(create(input));
  expect(error.type).toBe('Refused');
  expect(error.message).toContain('the account lacks the right to do it');
});

test('a table that does not exist is refused for good', async () => {
  const { create } = await startBench();
  const error = await failureOf(create(createInput('R-1', 'u_nowhere')));
  expect(error).toMatchObject({ type: 'Refused', nonRetryable: true });
  expect(error.message).toContain('there is no such table');
});

test.each([{ correlation_id: 'R-2' }, { correlation_display: 'production' }])(
  'a record under our key that holds another %j is not ours',
  async (fields) => {
    const { simulator, create } = await startBench();
    await create(input);
    simulator.agent.set('incident', sysId, 'nina.novak', fields);
    const error = await failureOf(create(input));
    expect(error).toMatchObject({ type: 'TicketNotOurs', nonRetryable: true });
    expect(error.message).toContain(Object.keys(fields)[0]);
  },
);

test('a key that ServiceNow does not keep asks for attention', async () => {
  const { simulator, create } = await startBench();
  simulator.switches.ignoreField('incident', 'correlation_display');
  const error = await failureOf(create(input));
  expect(error).toMatchObject({ type: 'WriteIgnored', nonRetryable: true });
  expect(error.message).toContain('did not keep correlation_display');
});

test('names the columns that ServiceNow did not keep', async () => {
  const { simulator, create } = await startBench();
  simulator.switches.ignoreField('incident', 'description');
  const fields = { ...input.rendered.fields, u_unknown: 'x', subcategory: '' };
  const result = await create({ ...input, rendered: { ...input.rendered, fields } });
  expect(result.ignoredFields).toEqual(['description', 'u_unknown']);
});

test('another environment and an instance that is not configured are refused before any call', async () => {
  const { simulator, create } = await startBench();
  const other = await failureOf(create({ ...input, environment: 'production' }));
  expect(other).toMatchObject({ type: 'OtherEnvironment', nonRetryable: true });
  const missing = await failureOf(create({ ...input, instance: 'constructor' }));
  expect(missing).toMatchObject({ type: 'InstanceMissing', nonRetryable: true });
  expect(simulator.calls()).toMatchObject({ reads: 0, creates: 0 });
});

test.each([{ sysId: `${'0'.repeat(31)}^` }, { table: 'incident/../sys_user' }])(
  'a plan that holds %j is refused before any call',
  async (change) => {
    const { simulator, create } = await startBench();
    for (const attempt of [1, 2]) {
      const error = await failureOf(create({ ...input, ...change }, attempt));
      expect(error.type).toBe('RequestInvalid');
    }
    expect(simulator.calls()).toMatchObject({ reads: 0, creates: 0 });
  },
);

test('an unknown error is reported by its name alone', async () => {
  const { create, logged } = await startBench();
  const broken = {
    ...input,
    rendered: { ...input.rendered, fields: { x: 1n as unknown as string } },
  };
  const error = await failureOf(create(broken));
  expect(error).toMatchObject({ type: 'Unexpected', nonRetryable: false, nextRetryDelay: 60_000 });
  expect(error.message).toBe('CreateTicket of request R-1: TypeError');
  expect(inspect(logged)).toContain('TypeError');
  expect(inspect(logged, { depth: null })).not.toContain('BigInt');
});

test('no failure and no log line holds a secret, a text or a query', async () => {
  const { simulator, create, logged } = await startBench();
  const fields = { short_description: 'For ada.muster@corp.example', description: 'tajná' };
  const personal = { ...input, rendered: { ...input.rendered, fields } };
  const kinds = ['lose-reply', 'unavailable', 'unauthorized', 'hibernate', 'refuse'] as const;
  const errors = [];
  for (const kind of kinds) {
    for (const operation of ['create', 'read'] as const) {
      simulator.faults.clear();
      simulator.faults.add({ kind, on: { operation } });
      errors.push(await failureOf(create({ ...personal, ...keyOf(`R-${kind}-${operation}`) }, 2)));
    }
  }
  const shown = inspect([errors, logged], { depth: null, showHidden: true });
  const token = Buffer.from('orchestrator:orchestrator').toString('base64');
  for (const secret of ['ada.muster', 'tajná', token, 'sysparm', 'Basic ', 'im.example']) {
    expect(shown).not.toContain(secret);
  }
  expect(shown).not.toMatch(/at ?:? ?'?\/api\/now/);
  expect(errors).toHaveLength(10);
});

test('two workers that create at once leave one ticket', async () => {
  const { simulator, create } = await startBench();
  const other = await connectBench(simulator);
  const results = await Promise.all([create(input), other.create(input)]);
  expect(results.map(({ ticket }) => ticket.sysId)).toEqual([sysId, sysId]);
  expect(committed(simulator, 'create')).toHaveLength(1);
});
