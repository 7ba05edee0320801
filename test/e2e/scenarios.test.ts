// Shows whole requests on real servers, each with a fault that a promise names.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ServiceNowSimulator } from '../../simulators/servicenow/servicenow-simulator.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { hintSignal } from '../../workflows/definitions.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { keepHistory } from '../support/histories.ts';
import { eventually, statusOf } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { told, toldBy, toldOf } from '../support/told.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem({
    address: inject('temporalAddress'),
    workflowBundle: await workflowBundle(),
  });
});
afterAll(() => system.close());

const agent = 'nina.novak';

/** The tickets of a request, as ServiceNow has them. */
function ticketsOf(servicenow: ServiceNowSimulator, id: string): Record<string, string>[] {
  return servicenow.table('incident').filter((row) => row['correlation_id'] === id);
}

/** The `sys_id` of the one ticket of a request, once it was told. */
async function ticketOf(id: string): Promise<string> {
  await told(system, id, 'created');
  const tickets = ticketsOf(system.servicenow, id);
  expect(tickets).toHaveLength(1);
  return tickets[0]?.['sys_id'] ?? '';
}

/** The outcome of a request; its history is kept under the name of the scenario when recording. */
async function outcomeOf(id: string, scenario: string): Promise<Outcome> {
  const handle = system.client.workflow.getHandle<() => Promise<Outcome>>(workflowIdOf(id));
  const outcome = await handle.result();
  await keepHistory(system.client, scenario, id);
  return outcome;
}

test('the agent takes, holds, works and closes; the identity manager is told each step, once, in order', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  const { agent: acts } = system.servicenow;
  acts.take('incident', ticket, agent);
  await told(system, id, 'in-progress');
  acts.hold('incident', ticket, agent, 'Awaiting Caller');
  acts.note('incident', ticket, agent, 'Which client is it for?', 'comments');
  await told(system, id, 'on-hold (Awaiting Caller)');
  await told(system, id, '"Which client is it for?"');
  acts.work('incident', ticket, agent);
  await told(system, id, 'in-progress');
  acts.close('incident', ticket, agent, { done: true, notes: 'Role assigned' });
  const outcome = await outcomeOf(id, 'story');
  expect(outcome).toMatchObject({ kind: 'fulfilled', by: 'Nina Novak', words: 'Role assigned' });
  const deliveries = system.identityManager.deliveriesOf(id);
  expect(deliveries.map((delivery) => toldBy(delivery).sequence)).toEqual(
    deliveries.map((_, index) => index + 1),
  );
  expect(toldOf(system, id).at(-1)).toBe('= fulfilled');
  expect(deliveries.filter(({ repeatDiffers }) => repeatDiffers)).toEqual([]);
});

test('promise 1: replies to creations are lost, and there is still one ticket', async () => {
  const fault = { kind: 'lose-reply', count: 2, on: { operation: 'create' } } as const;
  system.servicenow.faults.add(fault);
  const ids = await Promise.all([system.submit(), system.submit(), system.submit()]);
  for (const id of ids) {
    const ticket = await ticketOf(id);
    system.servicenow.agent.close('incident', ticket, agent, { done: true, notes: 'Done' });
    expect(await outcomeOf(id, 'reply-lost')).toMatchObject({ kind: 'fulfilled' });
  }
  expect(system.servicenow.faults.counts().byKind['lose-reply']).toBe(2);
});

test('promise 1: submitted twice at once and after a terminate, there is still one ticket', async () => {
  const id = await system.submit();
  const again = await Promise.all([system.submit({ id }), system.submit({ id })]);
  expect(again).toEqual([id, id]);
  const ticket = await ticketOf(id);
  await system.client.workflow.getHandle(workflowIdOf(id)).terminate('by mistake');
  await system.submit({ id });
  await eventually(
    () => Promise.resolve(system.identityManager.deliveriesOf(id).length > 1 || undefined),
    'the ticket told by the second run',
  );
  expect(await ticketOf(id)).toBe(ticket);
  system.servicenow.agent.close('incident', ticket, agent, { done: true, notes: 'Done' });
  expect(await outcomeOf(id, 'submitted-again')).toMatchObject({ kind: 'fulfilled' });
});

test('promise 1: terminated, submitted again and cancelled at once, it leaves no ticket that is open', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  await system.client.workflow.getHandle(workflowIdOf(id)).terminate('by mistake');
  await system.submit({ id });
  await system.requests.cancel(id, { by: 'Ada Muster', reason: 'Not needed' });
  const outcome = await outcomeOf(id, 'submitted-again-and-cancelled');
  expect(outcome).toMatchObject({ kind: 'cancelled', by: 'Ada Muster' });
  expect(ticketsOf(system.servicenow, id)).toHaveLength(1);
  expect(system.servicenow.record('incident', ticket)).toMatchObject({ state: '8' });
});

test.each([
  { kind: 'unavailable' },
  { kind: 'rate-limit' },
  { kind: 'rate-limit', retryAfter: 1 },
  { kind: 'unauthorized' },
  { kind: 'hibernate' },
  { kind: 'accepted' },
  { kind: 'cut-off' },
  { kind: 'quota' },
] as const)('promise 3: $kind delays a request and decides nothing', async (weather) => {
  const before = system.servicenow.faults.counts().byKind[weather.kind] ?? 0;
  const fault = system.servicenow.faults.add({ ...weather, count: 3 });
  const id = await system.submit();
  const ticket = await ticketOf(id);
  await eventually(() => {
    const met = (system.servicenow.faults.counts().byKind[weather.kind] ?? 0) - before;
    return Promise.resolve(met >= 3 || undefined);
  }, 'three faults');
  system.servicenow.faults.clear(fault);
  expect(toldOf(system, id)).toEqual(['created']);
  system.servicenow.agent.close('incident', ticket, agent, { done: true, notes: 'Done' });
  expect(await outcomeOf(id, weather.kind)).toMatchObject({ kind: 'fulfilled' });
  expect(ticketsOf(system.servicenow, id)).toHaveLength(1);
});

test('promise 3: an identity manager that is down delays what it is told, in order', async () => {
  const fault = system.identityManager.fail({ status: 503 });
  const id = await system.submit();
  const ticket = await eventually(
    () => Promise.resolve(ticketsOf(system.servicenow, id)[0]?.['sys_id']),
    'the ticket',
  );
  system.servicenow.agent.close('incident', ticket, agent, { done: false, notes: 'No such role' });
  const handle = system.client.workflow.getHandle(workflowIdOf(id));
  await eventually(async () => (await statusOf(handle)).outcome, 'the outcome');
  expect(toldOf(system, id)).toEqual([]);
  system.identityManager.clear(fault);
  expect(await outcomeOf(id, 'identity-manager-down')).toMatchObject({
    kind: 'not-fulfilled',
    words: 'No such role',
  });
  expect(toldOf(system, id)).toEqual(['created', 'closed', '= not-fulfilled']);
});

test('promise 4: a state that the map does not know asks for a person and is waited for', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  system.servicenow.addChoice('incident', 'state', { value: '42', label: 'Parked' });
  system.servicenow.agent.set('incident', ticket, agent, { state: '42' });
  const handle = system.client.workflow.getHandle(workflowIdOf(id));
  const [attention] = await eventually(async () => {
    const status = await statusOf(handle);
    return status.attention.length > 0 ? status.attention : undefined;
  }, 'attention');
  expect(attention).toMatchObject({ code: 'TicketStateUnknown' });
  system.servicenow.agent.close('incident', ticket, agent, { done: true, notes: 'Done' });
  expect(await outcomeOf(id, 'unknown-state')).toMatchObject({ kind: 'fulfilled' });
});

test('promise 4: a removal that is not done is never reported as anything', async () => {
  const id = await system.submit({ action: 'removal' });
  const ticket = await ticketOf(id);
  system.servicenow.agent.close('incident', ticket, agent, { done: false, notes: 'Not found' });
  const handle = system.client.workflow.getHandle(workflowIdOf(id));
  await eventually(async () => (await statusOf(handle)).attention[0], 'attention');
  await told(system, id, 'closed');
  expect(toldOf(system, id)).toEqual(['created', 'closed']);
  system.servicenow.agent.reopen('incident', ticket, agent);
  await told(system, id, 'in-progress');
  system.servicenow.agent.close('incident', ticket, agent, { done: true, notes: 'Removed' });
  expect(await outcomeOf(id, 'removal-not-done')).toMatchObject({
    kind: 'fulfilled',
    words: 'Removed',
  });
});

test('a cancellation cancels the ticket, with the name and the words of who asked', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  await system.requests.cancel(id, { by: 'Ada Muster', reason: 'Changed my mind' });
  expect(await outcomeOf(id, 'cancelled')).toMatchObject({ kind: 'cancelled', by: 'Ada Muster' });
  const row = system.servicenow.record('incident', ticket);
  expect(row).toMatchObject({ state: '8', active: 'false' });
  expect(row?.['close_notes']).toContain('Cancelled by Ada Muster: Changed my mind');
  expect(toldOf(system, id)).toEqual(['created', '= cancelled']);
});

test('a hint makes it poll at once, and is never the truth', async () => {
  const id = await system.submit();
  await ticketOf(id);
  const handle = system.client.workflow.getHandle(workflowIdOf(id));
  await handle.signal(hintSignal);
  await handle.signal(hintSignal, { state: '7' });
  const { requests } = system;
  expect((await requests.status(id)).id).toBe(id);
  expect(toldOf(system, id)).toEqual(['created']);
  await requests.cancel(id, { by: 'Ada', reason: 'End of the test' });
  await outcomeOf(id, 'hint');
});

test("Temporal's own cancellation cancels the ticket, and the identity manager is told", async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  await system.client.workflow.getHandle(workflowIdOf(id)).cancel();
  const outcome = await outcomeOf(id, 'cancelled-in-temporal');
  expect(outcome).toMatchObject({ kind: 'cancelled', by: 'operator (Temporal)' });
  expect(system.servicenow.record('incident', ticket)).toMatchObject({ state: '8' });
  expect(toldOf(system, id)).toEqual(['created', '= cancelled']);
});

test('a category that is not enabled asks for a person; enabled and retried, the request goes on', async () => {
  const { categories } = system.configuration;
  const sapRoles = categories['sap-roles'];
  if (sapRoles === undefined) throw new Error('the configuration of the tests has no sap-roles');
  categories['later'] = { ...sapRoles, enabled: false };
  const id = await system.submit({ serviceCategory: 'later' });
  const missing = await system.submit({ serviceCategory: 'nowhere' });
  for (const [one, code] of [
    [id, 'CategoryNotEnabled'],
    [missing, 'CategoryMissing'],
  ] as const) {
    const handle = system.client.workflow.getHandle(workflowIdOf(one));
    const attention = await eventually(
      async () => (await statusOf(handle)).attention[0],
      'attention',
    );
    expect(attention.code).toBe(code);
    expect(ticketsOf(system.servicenow, one)).toEqual([]);
  }
  categories['later'] = sapRoles;
  await system.requests.retry(id, { by: 'Olga Operator', reason: 'Enabled now' });
  const ticket = await ticketOf(id);
  system.servicenow.agent.close('incident', ticket, agent, { done: true, notes: 'Done' });
  expect(await outcomeOf(id, 'category-enabled-later')).toMatchObject({ kind: 'fulfilled' });
  await system.requests.cancel(missing, { by: 'Ada Muster', reason: 'Wrong category' });
  expect(await outcomeOf(missing, 'category-missing')).toMatchObject({ kind: 'cancelled' });
});

test('promise 6: many waiting requests share one call, and at most four calls are in flight', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => system.submit()));
  for (const id of ids) await ticketOf(id);
  system.servicenow.resetCalls();
  const at = Date.now();
  await eventually(() => Promise.resolve(Date.now() - at > 2_000 || undefined), 'four intervals');
  const { reads, peakConcurrency } = system.servicenow.calls();
  const polls = 20 * 4;
  expect(reads).toBeLessThan(polls / 2);
  expect(peakConcurrency).toBeLessThanOrEqual(4);
  for (const id of ids) await system.requests.cancel(id, { by: 'Ada', reason: 'End of the test' });
  for (const id of ids) await outcomeOf(id, 'shared-polls');
});

test('promise 7: every act has a name, on both sides', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  system.servicenow.agent.take('incident', ticket, agent);
  await told(system, id, 'in-progress');
  system.servicenow.agent.close('incident', ticket, 'omar.haddad', { done: true, notes: 'Done' });
  await outcomeOf(id, 'two-agents');
  const progress = system.identityManager.deliveriesOf(id).map((delivery) => toldBy(delivery));
  const taken = progress.find(({ progress: step }) => step?.kind === 'phase')?.progress;
  expect(taken).toMatchObject({ phase: 'in-progress', assignedTo: 'Nina Novak' });
  expect(progress.at(-1)?.outcome).toMatchObject({ by: 'Omar Haddad' });
  const row = system.servicenow.record('incident', ticket);
  expect(row?.['description']).toContain('Ben Beispiel');
  expect(row?.['description']).toContain('Ada Muster');
  expect(row?.['sys_created_by']).toBe('orchestrator');
});
