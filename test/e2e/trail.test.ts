// Shows that the trail of a request is what really happened at both neighbours, whatever was done to its runs.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { hintSignal } from '../../workflows/definitions.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import type { Decision } from '../../contract/messages.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { eventually, statusOf } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { told } from '../support/told.ts';
import { expectTrailTells, ofKind, trailOf } from '../support/trail.ts';

const agent = 'nina.novak';
let system: System;

beforeAll(async () => {
  system = await startSystem({
    address: inject('temporalAddress'),
    workflowBundle: await workflowBundle(),
    categories: { mastered: { master: 'identity-manager' } },
  });
});
afterAll(() => system.close());

const decision = (id: string, change: Partial<Decision> = {}): Decision => ({
  id,
  step: `Step ${id}`,
  approver: `Approver ${id}`,
  verdict: 'approved',
  final: false,
  ...change,
});

const handleOf = (id: string, runId?: string) =>
  system.client.workflow.getHandle(workflowIdOf(id), runId);

/** Once Temporal's list, a second or so behind, has both runs. */
const trailOfBoth = (id: string) =>
  eventually(async () => {
    const trail = await trailOf(system, id);
    return trail.runs.length === 2 ? trail : undefined;
  }, 'both runs');

async function ticketOf(id: string): Promise<string> {
  await told(system, id, 'created');
  const row = system.servicenow.table('incident').find((one) => one['correlation_id'] === id);
  return row?.['sys_id'] ?? '';
}

const noted = (id: string, count: number) =>
  eventually(async () => {
    const { notes } = await statusOf(handleOf(id));
    return notes.written === count || undefined;
  }, `${count} notes of ${id}`);

/** What an agent does, and what it made of the ticket: read before the agent does more. */
async function acted(
  id: string,
  act: () => Record<string, string>,
  words: string,
): Promise<[state: string, modCount: number]> {
  const { state = '', sys_mod_count: count = '' } = act();
  await told(system, id, words);
  return [state, Number(count)];
}

const readByAgent = (trail: Awaited<ReturnType<typeof trailOf>>) =>
  ofKind(trail, 'reading')
    .filter(({ who }) => who.name === agent)
    .map(({ evidence: { state, modCount } }) => [state, modCount]);

/** The agent takes and closes the ticket. */
async function finish(id: string, ticket: string): Promise<void> {
  system.servicenow.agent.close('incident', ticket, agent, { done: true, notes: 'Done' });
  await handleOf(id).result();
}

test('fulfilled by the agent, through a lost reply, an outage and an identity manager that refuses for a while', async () => {
  const { servicenow, identityManager } = system;
  servicenow.faults.add({ kind: 'lose-reply', count: 1, on: { operation: 'create' } });
  servicenow.faults.add({ kind: 'unavailable', count: 1, on: { operation: 'update' } });
  identityManager.fail({ status: 503, count: 2 });
  const id = await system.submit();
  const ticket = await ticketOf(id);
  await system.requests.decide(id, decision('1', { time: '2026-11-23T10:00:00+02:00' }));
  await system.requests.decide(id, decision('1', { time: '2026-11-23T10:00:00+02:00' }));
  await noted(id, 1);
  const { agent: acts } = servicenow;
  const seen = [
    await acted(id, () => acts.take('incident', ticket, agent), 'in-progress'),
    await acted(
      id,
      () => {
        acts.note('incident', ticket, agent, 'Which client?', 'comments');
        return acts.hold('incident', ticket, agent, 'Awaiting Caller');
      },
      'on-hold (Awaiting Caller)',
    ),
    await acted(
      id,
      () => acts.close('incident', ticket, agent, { done: true, notes: 'Done' }),
      '= fulfilled',
    ),
  ];
  const trail = await trailOf(system, id);
  expectTrailTells(system, id, trail);
  expect(trail.complete).toBe(true);
  expect(readByAgent(trail)).toEqual(seen);
  // The comparison itself: a trail that leaves out, or tells twice, one thing of any kind is refused.
  for (const kind of ['ticket', 'note', 'reading', 'comment', 'delivery', 'outcome'] as const) {
    const at = trail.entries.findLastIndex((entry) => entry.kind === kind);
    const without = { ...trail, entries: trail.entries.toSpliced(at, 1) };
    expect(() => expectTrailTells(system, id, without), kind).toThrow();
  }
  const [twice] = ofKind(trail, 'delivery');
  const doubled = { ...trail, entries: [...trail.entries, ...(twice ? [twice] : [])] };
  expect(() => expectTrailTells(system, id, doubled)).toThrow();
  expect(ofKind(trail, 'message')).toMatchObject([
    { became: 'taken', at: '2026-11-23T08:00:00Z', source: 'identity-manager' },
    { became: 'duplicate', who: { name: 'Approver 1', from: 'message' } },
  ]);
  expect(ofKind(trail, 'retried').map(({ activity }) => activity)).toEqual(
    expect.arrayContaining(['CreateTicket', 'UpdateServiceNowStatus', 'ReportProgress']),
  );
});

test('the identity manager as master: each decision and change as it came, and the ticket closed by us', async () => {
  const id = await system.submit({ serviceCategory: 'mastered' });
  await ticketOf(id);
  const { requests } = system;
  await requests.decide(id, decision('2', { sequence: 2 }));
  await requests.decide(id, decision('1', { sequence: 1, time: '2026-11-23' }));
  await requests.decide(id, decision('3', { sequence: 3, final: true, reason: 'As ordered' }));
  await requests.decide(id, decision('3', { sequence: 3, final: true, reason: 'Otherwise' }));
  await handleOf(id).signal('decision', { id: 'no decision' });
  await requests.change(id, { id: 'c1', sequence: 4, by: 'Mona Muster', status: 'assigned' });
  await handleOf(id).result();
  const trail = await trailOf(system, id);
  expectTrailTells(system, id, trail);
  expect(trail.complete).toBe(true);
  expect(ofKind(trail, 'message')).toMatchObject([
    { became: 'held-back', who: { name: 'Approver 2', from: 'message' } },
    { became: 'taken', at: '2026-11-23', source: 'identity-manager' },
    { became: 'taken' },
    { became: 'not-taken', problem: 'was taken before with another content' },
    { became: 'taken', who: { name: 'Mona Muster', from: 'message' } },
  ]);
  expect(ofKind(trail, 'not-understood')).toMatchObject([
    { signal: 'decision', input: '{"id":"no decision"}', problem: /id/ },
  ]);
  expect(ofKind(trail, 'attention').map(({ attention }) => attention.code)).toEqual([
    'MessageNotTaken',
  ]);
  expect(ofKind(trail, 'ending')).toMatchObject([
    { write: 'close', became: 'closed', who: { name: 'Approver 3' }, reason: 'As ordered' },
  ]);
});

test('not done, and a state that nobody knew in between: attention raised and cleared, a retry by name', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  const { agent: acts } = system.servicenow;
  system.servicenow.addChoice('incident', 'state', { value: '42', label: 'Parked' });
  acts.set('incident', ticket, agent, { state: '42' });
  await eventually(async () => {
    const { attention } = await statusOf(handleOf(id));
    return attention.length > 0 || undefined;
  }, 'attention');
  await system.requests.retry(id, { by: 'Olga Ops', reason: 'Looked into it' });
  acts.close('incident', ticket, agent, { done: false, notes: 'No licence' });
  await handleOf(id).result();
  const trail = await trailOf(system, id);
  expectTrailTells(system, id, trail);
  expect(trail.outcome).toMatchObject({ kind: 'not-fulfilled', by: 'Nina Novak' });
  expect(ofKind(trail, 'attention')).toMatchObject([{ attention: { code: 'TicketStateUnknown' } }]);
  expect(ofKind(trail, 'attention-cleared')).toMatchObject([{ code: 'TicketStateUnknown' }]);
  expect(ofKind(trail, 'retry')).toMatchObject([
    { who: { name: 'Olga Ops', from: 'message' }, reason: 'Looked into it' },
  ]);
  expect(ofKind(trail, 'outcome')).toMatchObject([{ who: { name: 'Nina Novak' } }]);
});

test("cancelled by name, and by Temporal's own button: whose client it was", async () => {
  const [asked, pressed] = [await system.submit(), await system.submit()];
  await Promise.all([ticketOf(asked), ticketOf(pressed)]);
  await system.requests.cancel(asked, { id: 'c1', by: 'Ada Muster', reason: 'Changed my mind' });
  await handleOf(pressed).cancel();
  await Promise.all([handleOf(asked).result(), handleOf(pressed).result()]);
  const trail = await trailOf(system, asked);
  expectTrailTells(system, asked, trail);
  expect(ofKind(trail, 'cancellation')).toMatchObject([
    { who: { name: 'Ada Muster', from: 'message' }, reason: 'Changed my mind', became: 'taken' },
  ]);
  const other = await trailOf(system, pressed);
  expectTrailTells(system, pressed, other);
  const { identity } = system.client.options;
  expect(ofKind(other, 'temporal-cancellation')).toMatchObject([
    { who: { name: identity, from: 'temporal' }, became: 'taken' },
  ]);
});

test('after a reset: what the old run did stays, the shared beginning stands once, and no note twice', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  await system.requests.decide(id, decision('1'));
  await noted(id, 1);
  const handle = handleOf(id);
  const { runId: old } = await handle.describe();
  const { events = [] } = await handle.fetchHistory();
  await system.requests.decide(id, decision('2'));
  await system.requests.retry(id, { by: 'Olga Ops', reason: 'To look again' });
  await noted(id, 2);
  const point = events?.findLast((event) => event.workflowTaskCompletedEventAttributes != null);
  const { runId } = await system.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    reason: 'to show it',
    workflowTaskFinishEventId: point?.eventId ?? null,
    requestId: id,
  });
  await noted(id, 2);
  await system.requests.decide(id, decision('3'));
  await noted(id, 3);
  await finish(id, ticket);
  const trail = await trailOfBoth(id);
  expectTrailTells(system, id, trail);
  expect(trail.complete).toBe(true);
  expect(ofKind(trail, 'submitted')).toHaveLength(1);
  expect(ofKind(trail, 'reset')).toMatchObject([
    { run: runId, replaced: old, reason: 'to show it' },
  ]);
  expect(ofKind(trail, 'ended')).toMatchObject([
    { run: old, how: 'terminated', reason: 'to show it' },
    { run: runId, how: 'completed' },
  ]);
  expect(ofKind(trail, 'message').map((one) => [one.run, one.broughtAlong])).toEqual([
    [old, false],
    [old, false],
    [runId, true],
    [runId, false],
  ]);
  expect(ofKind(trail, 'retry').map((one) => [one.run, one.broughtAlong])).toEqual([
    [old, false],
    [runId, true],
  ]);
});

test('terminated and submitted again: both runs, by whom it was stopped, one ticket', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  await system.requests.decide(id, decision('1'));
  await noted(id, 1);
  await handleOf(id).terminate('by mistake');
  await system.submit({ id });
  await system.requests.decide(id, decision('1'));
  await system.requests.decide(id, decision('2'));
  await noted(id, 2);
  await finish(id, ticket);
  const trail = await trailOfBoth(id);
  expectTrailTells(system, id, trail);
  expect(trail.complete).toBe(true);
  expect(ofKind(trail, 'submitted').map(({ again }) => again)).toEqual([false, true]);
  expect(ofKind(trail, 'ticket').map(({ how }) => how)).toEqual(['created', 'adopted']);
  const { identity } = system.client.options;
  expect(ofKind(trail, 'ended')).toMatchObject([
    { how: 'terminated', reason: 'by mistake', who: { name: identity, from: 'temporal' } },
    { how: 'completed' },
  ]);
});

/** Has a request go on in a new run: its history grows long, and nothing more comes while it does. */
async function goOn(id: string): Promise<void> {
  const { runId: last } = await handleOf(id).describe();
  const hints = Array.from({ length: 400 }, () => handleOf(id).signal(hintSignal));
  await Promise.all(hints);
  await eventually(async () => {
    const { runId } = await handleOf(id).describe();
    return runId === last ? undefined : true;
  }, 'a new run');
}

test('over several runs, and with one of them deleted: that it is missing is said, and the rest is the same', async () => {
  const id = await system.submit();
  const ticket = await ticketOf(id);
  for (const name of ['1', '2', '3']) {
    await system.requests.decide(id, decision(name));
    await noted(id, Number(name));
    if (name !== '3') await goOn(id);
  }
  await finish(id, ticket);
  const whole = await trailOf(system, id);
  expectTrailTells(system, id, whole);
  expect(whole.complete).toBe(true);
  expect(whole.runs.length).toBeGreaterThanOrEqual(3);
  expect(ofKind(whole, 'went-on').map(({ next }) => next)).toEqual(
    whole.runs.slice(1).map(({ run }) => run),
  );

  const [first, second] = whole.runs.map(({ run }) => run);
  await system.client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: workflowIdOf(id), runId: second ?? '' },
  });
  const rest = await eventually(async () => {
    const told = await trailOf(system, id);
    return told.complete ? undefined : told;
  }, 'the gap');
  expect(ofKind(rest, 'missing')).toMatchObject([{ what: 'run', run: second }]);
  expect(ofKind(rest, 'carried')).toMatchObject([
    { runsBefore: 2, notesWritten: 2, messagesTaken: ['decision 1', 'decision 2'] },
  ]);
  expect(rest.runs.map(({ run }) => run)).toEqual([
    first,
    ...whole.runs.slice(2).map(({ run }) => run),
  ]);
  const told = (trail: typeof whole) =>
    trail.entries.filter(
      ({ kind, run }) =>
        run !== second && !['reading', 'hint', 'carried', 'missing'].includes(kind),
    );
  expect(told(rest)).toEqual(told(whole));
});
