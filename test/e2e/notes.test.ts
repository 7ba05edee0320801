// Shows on real servers that a note stands on its ticket once, whenever ServiceNow commits it and whatever it hides.
import { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../contract/access-request.ts';
import type { Attention } from '../../contract/attention.ts';
import type { Decision } from '../../contract/messages.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { eventually, statusOf } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { told } from '../support/told.ts';

/** The orchestrator believes in two seconds; the instance takes up to ten where a test makes it slow. */
const [believed, real] = [2_000, 10_000];
let system: System;

beforeAll(async () => {
  system = await startSystem({
    address: inject('temporalAddress'),
    workflowBundle: await workflowBundle(),
    quota: real,
    // A poll that finds the ticket changed reads its journal, as a look for a note does.
    categories: { 'seldom-polled': { polling: { interval: '1h', maximum: '1h' } } },
  });
});
afterAll(() => system.close());

const decision = (id: string): Decision => ({
  id,
  step: `Step ${id}`,
  approver: 'Mary Roe',
  verdict: 'approved',
  final: false,
});

async function submitted(serviceCategory = 'sap-roles'): Promise<{ id: string; ticket: string }> {
  const id = await system.submit({ serviceCategory });
  await told(system, id, 'created');
  const row = system.servicenow.table('incident').find((one) => one['correlation_id'] === id);
  return { id, ticket: row?.['sys_id'] ?? '' };
}

const notesOn = (ticket: string): string[] =>
  system.servicenow.journal(ticket).flatMap(({ text }) => /Step \w+/.exec(text)?.[0] ?? []);

const status = (id: string) => statusOf(system.client.workflow.getHandle(workflowIdOf(id)));

const written = (id: string, count: number) =>
  eventually(async () => {
    const { notes } = await status(id);
    return notes.written === count || undefined;
  }, `${count} notes of ${id}`);

const attentionOf = (id: string, code: string): Promise<Attention> =>
  eventually(async () => {
    const { attention } = await status(id);
    return attention.find((one) => one.code === code);
  }, `${code} of ${id}`);

async function finish(id: string): Promise<void> {
  await system.requests.cancel(id, { by: 'Ada', reason: 'End of the test' });
  await system.client.workflow.getHandle(workflowIdOf(id)).result();
}

test.each([0, 200, 600, 1_200, 1_800, believed - 50])(
  'committed %i ms after the connection broke: no note stands twice, and the next one after it',
  async (delayMs) => {
    const { id, ticket } = await submitted();
    const on = { operation: 'update', table: 'incident' } as const;
    system.servicenow.faults.add({ kind: 'commit-late', delayMs, count: 1, on });
    await system.requests.decide(id, decision('1'));
    await system.requests.decide(id, decision('2'));
    await written(id, 2);
    expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2']);
    await finish(id);
  },
);

test('committed beyond the quota that is configured: detected and reported, and later notes go on', async () => {
  const { id, ticket } = await submitted();
  const on = { operation: 'update', table: 'incident' } as const;
  const delayMs = 3 * believed;
  system.servicenow.faults.add({ kind: 'commit-late', delayMs, count: 1, on });
  await system.requests.decide(id, decision('1'));
  const { words, remedy } = await attentionOf(id, 'NoteDoubled');
  expect(words).toContain('decision 1');
  expect(remedy).toContain('timeouts.quota');
  expect(notesOn(ticket)).toEqual(['Step 1', 'Step 1']);
  await system.requests.decide(id, decision('2'));
  await written(id, 2);
  expect(notesOn(ticket)).toEqual(['Step 1', 'Step 1', 'Step 2']);
  await finish(id);
});

test.each(['lose-reply', 'unavailable'] as const)(
  'the journal hidden and an outcome unknown (%s): a person is asked, and nothing stands twice',
  async (kind) => {
    const { id, ticket } = await submitted();
    system.servicenow.switches.hideJournal('everything');
    const on = { operation: 'update', table: 'incident' } as const;
    system.servicenow.faults.add({ kind, count: 1, on });
    await system.requests.decide(id, decision('1'));
    await system.requests.decide(id, decision('2'));
    await attentionOf(id, 'JournalUnreadable');
    expect(notesOn(ticket)).toEqual(kind === 'lose-reply' ? ['Step 1'] : []);
    // Neither polls nor the agent wait for it.
    system.servicenow.agent.take('incident', ticket, 'nina.novak');
    await told(system, id, 'in-progress');
    system.servicenow.switches.hideJournal('nothing');
    await system.requests.retry(id, { by: 'Olga', reason: 'The account may read it now' });
    await written(id, 2);
    expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2']);
    await finish(id);
  },
);

test('the rows of the journal hidden: the record itself tells, and no person is asked', async () => {
  const { id, ticket } = await submitted();
  system.servicenow.switches.hideJournal('rows');
  const on = { operation: 'update', table: 'incident' } as const;
  system.servicenow.faults.add({ kind: 'lose-reply', count: 1, on });
  await system.requests.decide(id, decision('1'));
  await written(id, 1);
  expect(notesOn(ticket)).toEqual(['Step 1']);
  expect((await status(id)).attention).toEqual([]);
  system.servicenow.switches.hideJournal('nothing');
  await finish(id);
});

test('the journal hidden and nothing unknown: notes are written, for ServiceNow says that it took them', async () => {
  const { id, ticket } = await submitted();
  system.servicenow.switches.hideJournal('everything');
  await system.requests.decide(id, decision('1'));
  await written(id, 1);
  expect(notesOn(ticket)).toEqual(['Step 1']);
  expect((await status(id)).attention).toEqual([]);
  system.servicenow.switches.hideJournal('nothing');
  await finish(id);
});

/** An operator's reset to the first workflow task. `forgetting`: messages since then are not applied again. */
async function resetToTheBeginning(id: string, forgetting = false): Promise<void> {
  const handle = system.client.workflow.getHandle(workflowIdOf(id));
  const { events } = await handle.fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes != null);
  const signals = temporal.api.enums.v1.ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL;
  await system.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    reason: 'to show it',
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: id,
    resetReapplyExcludeTypes: forgetting ? [signals] : [],
  });
}

test('a run that an operator resets finds its notes again and writes none of them twice', async () => {
  const { id, ticket } = await submitted();
  await system.requests.decide(id, decision('1'));
  await system.requests.decide(id, decision('2'));
  await written(id, 2);
  await resetToTheBeginning(id);
  await eventually(async () => {
    const { notes, ticket: found } = await status(id);
    return (found !== undefined && notes.written === 2) || undefined;
  }, 'the notes of the run after the reset');
  expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2']);
  await system.requests.decide(id, decision('3'));
  await written(id, 3);
  expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2', 'Step 3']);
  await finish(id);
});

test('what a restored backup has forgotten is sent again after the reset, and not written twice', async () => {
  const { id, ticket } = await submitted();
  await system.requests.decide(id, decision('1'));
  await written(id, 1);
  await resetToTheBeginning(id, true);
  await eventually(async () => (await status(id)).ticket, 'the ticket of the run after the reset');
  expect((await status(id)).notes).toMatchObject({ written: 0, waiting: 0 });
  await system.requests.decide(id, decision('1'));
  await system.requests.decide(id, decision('2'));
  await written(id, 2);
  expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2']);
  await finish(id);
});

test('what is sent again to a request that was stopped and submitted again is not written twice', async () => {
  const { id, ticket } = await submitted();
  await system.requests.decide(id, decision('1'));
  await written(id, 1);
  await system.client.workflow.getHandle(workflowIdOf(id)).terminate('by mistake');
  await system.submit({ id });
  await system.requests.decide(id, decision('1'));
  await system.requests.decide(id, decision('2'));
  await written(id, 2);
  expect(notesOn(ticket)).toEqual(['Step 1', 'Step 2']);
  await finish(id);
});

test.each([{ kind: 'rate-limit' }, { kind: 'rate-limit', retryAfter: 1 }] as const)(
  'turned away by 429 (%j) it was not written: another activity writes it, without a look',
  async (weather) => {
    const { id, ticket } = await submitted('seldom-polled');
    const on = { operation: 'update', table: 'incident' } as const;
    system.servicenow.faults.add({ ...weather, count: 2, on });
    const looks = () => system.servicenow.calls().byTable['sys_journal_field']?.reads ?? 0;
    const before = looks();
    await system.requests.decide(id, decision('1'));
    await written(id, 1);
    expect(looks()).toBe(before);
    expect(notesOn(ticket)).toEqual(['Step 1']);
    await finish(id);
  },
);
