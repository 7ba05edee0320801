// Shows the stories of the demo on real servers: as they are, and with every task replayed from the first event.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Decision } from '../../contract/messages.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { keepHistory } from '../support/histories.ts';
import { eventually } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { told, toldOf } from '../support/told.ts';

const agent = 'nina.novak';

const decision = (id: string, change: Partial<Decision> = {}): Decision => ({
  id,
  step: `Step ${id}`,
  approver: `Approver ${id}`,
  verdict: 'approved',
  final: false,
  ...change,
});

describe.each([
  ['with a cache', {}],
  ['replayed at every task', { cachedWorkflows: 0 }],
] as const)('%s', (how, cache) => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({
      address: inject('temporalAddress'),
      workflowBundle: await workflowBundle(),
      categories: { mastered: { master: 'identity-manager' } },
      ...cache,
    });
  });
  afterAll(() => system.close());

  async function ticketOf(id: string): Promise<string> {
    await told(system, id, 'created');
    const row = system.servicenow.table('incident').find((one) => one['correlation_id'] === id);
    return row?.['sys_id'] ?? '';
  }

  /** What we wrote into the journal of a ticket, one line each, without the creation note. */
  const notesOn = (ticket: string): string[] =>
    system.servicenow
      .journal(ticket)
      .filter(({ by }) => by === 'orchestrator')
      .map(({ text }) => /\b(Step \w+|assigned)/.exec(text)?.[0] ?? '')
      .slice(1);

  async function outcomeOf(id: string, scenario: string): Promise<unknown> {
    const outcome: unknown = await system.client.workflow.getHandle(workflowIdOf(id)).result();
    if (how === 'with a cache') await keepHistory(system.client, scenario, id);
    return outcome;
  }

  test('the identity manager is master: each approval one note in order, then the ticket is closed by us', async () => {
    const id = await system.submit({ serviceCategory: 'mastered' });
    const ticket = await ticketOf(id);
    expect(system.servicenow.record('incident', ticket)).toMatchObject({ approval: 'requested' });
    const { requests } = system;
    await requests.decide(id, decision('1'));
    await requests.decide(id, decision('2'));
    await requests.decide(id, decision('3', { final: true, reason: 'As ordered' }));
    await eventually(() => Promise.resolve(notesOn(ticket).length === 3 || undefined), 'the notes');
    expect(system.servicenow.record('incident', ticket)).toMatchObject({
      approval: 'approved',
      active: 'true',
    });
    await requests.change(id, { id: 'c1', status: 'assigned' });
    expect(await outcomeOf(id, 'identity-manager-master')).toMatchObject({
      kind: 'fulfilled',
      by: 'Approver 3',
      words: 'As ordered',
      cause: { kind: 'decision', id: '3' },
    });
    expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2', 'Step 3', 'assigned']);
    expect(system.servicenow.record('incident', ticket)).toMatchObject({
      state: '7',
      active: 'false',
      approval: 'approved',
    });
    expect(toldOf(system, id).at(-1)).toBe('= fulfilled');
  });

  test('the identity manager denies: the ticket is cancelled, the outcome is denied', async () => {
    const id = await system.submit({ serviceCategory: 'mastered' });
    const ticket = await ticketOf(id);
    await system.requests.decide(id, decision('1'));
    const no = { final: true, verdict: 'denied', reason: 'Not needed for the job' } as const;
    await system.requests.decide(id, decision('2', no));
    expect(await outcomeOf(id, 'identity-manager-denies')).toMatchObject({
      kind: 'denied',
      by: 'Approver 2',
      words: 'Not needed for the job',
    });
    expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2']);
    expect(system.servicenow.record('incident', ticket)).toMatchObject({ state: '8' });
  });

  test('ServiceNow is master: not done is not fulfilled, in the name and the words of the agent', async () => {
    const id = await system.submit();
    const ticket = await ticketOf(id);
    await system.requests.decide(id, decision('1', { final: true }));
    await eventually(() => Promise.resolve(notesOn(ticket).length === 1 || undefined), 'the note');
    system.servicenow.agent.take('incident', ticket, agent);
    await told(system, id, 'in-progress');
    system.servicenow.agent.close('incident', ticket, agent, { done: false, notes: 'No licence' });
    expect(await outcomeOf(id, 'not-done')).toMatchObject({
      kind: 'not-fulfilled',
      by: 'Nina Novak',
      words: 'No licence',
    });
    expect(notesOn(ticket)).toEqual(['Step 1']);
    expect(toldOf(system, id)).toEqual(['created', 'in-progress', 'closed', '= not-fulfilled']);
  });
});
