// Shows a thousand decisions through lost replies, late commits, 503s, 429s and killed workers: one note each, in order, and in the trail.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type KillableSystem, startKillable } from '../support/killable.ts';
import { eventually, insisting } from '../support/scripted.ts';
import { sampleRequest } from '../support/samples.ts';
import { expectToldInOrder, toldOf } from '../support/told.ts';
import { expectTrailTells, trailOf } from '../support/trail.ts';

const [requestCount, decisionCount] = [200, 5];
const patience = 1_200_000;
let system: KillableSystem;

beforeAll(async () => {
  system = await startKillable({
    address: inject('temporalAddress'),
    seed: 20261124,
    // Two hundred that poll each half second would leave the machine no time for anything else.
    category: { polling: { interval: '4s', maximum: '4s', spacing: '100ms' } },
    instance: {
      timeouts: {
        client: '1s',
        sendWithin: '500ms',
        startToClose: '2s',
        burst: '10s',
        quota: '2s',
        margin: '200ms',
      },
    },
  });
});
afterAll(() => system.close());

const wordsOf = (id: string, step: number) => `Step ${step} of ${id}`;

/** Submits a request and sends its decisions, one right after the other. */
async function ask(id: string): Promise<void> {
  await insisting(() => system.requests.submit(sampleRequest({ id })));
  for (let step = 1; step <= decisionCount; step += 1) {
    const decision = {
      id: `${id}:${step}`,
      step: wordsOf(id, step),
      approver: 'Mary Roe',
      verdict: 'approved',
      final: step === decisionCount,
    } as const;
    await insisting(() => system.requests.decide(id, decision));
  }
}

/** The steps that stand on each ticket, in the order of its journal. */
function stepsOnTickets(): Map<string, string[]> {
  const steps = new Map<string, string[]>();
  for (const { elementId, text } of system.servicenow.journal()) {
    const step = /Step \d of many-[\d-]+/.exec(text)?.[0];
    if (step !== undefined) steps.set(elementId, [...(steps.get(elementId) ?? []), step]);
  }
  return steps;
}

/** The agent takes each ticket, and closes it once that was told and every decision stands on it. */
async function serveAll(ids: readonly string[]): Promise<void> {
  const { servicenow } = system;
  const acts = servicenow.agent;
  const [taken, closed] = [new Set<string>(), new Set<string>()];
  const serve = (id: string, sysId: string, steps: number) => {
    if (!taken.has(id)) {
      taken.add(id);
      acts.take('incident', sysId, 'nina.novak');
    } else if (!closed.has(id) && steps >= decisionCount) {
      if (!toldOf(system, id).includes('in-progress')) return;
      closed.add(id);
      acts.close('incident', sysId, 'nina.novak', { done: true, notes: `Done: ${id}` });
    }
  };
  const round = () => {
    const steps = stepsOnTickets();
    for (const { correlation_id: id = '', sys_id: sysId = '' } of servicenow.table('incident')) {
      serve(id, sysId, steps.get(sysId)?.length ?? 0);
    }
    return Promise.resolve(closed.size === ids.length || undefined);
  };
  await eventually(round, () => `${closed.size} of ${ids.length} closed`, patience, 200);
  const open = () => ids.filter((id) => toldOf(system, id).at(-1) !== '= fulfilled');
  await eventually(
    () => Promise.resolve(open().length === 0 || undefined),
    () => `the outcomes of ${open().join(', ')}`,
    patience,
    200,
  );
}

/** Kills the worker at five moments, each time with a write in flight that is committed after its death. */
async function killWorkers(): Promise<void> {
  const { faults } = system.servicenow;
  for (const [index, writes] of [100, 300, 500, 700, 900].entries()) {
    await system.written(writes);
    faults.add({ kind: 'delay', ms: 600, count: 1, on: { operation: 'update' } });
    const struck = () => (faults.counts().byKind['delay'] ?? 0) > index;
    await eventually(() => Promise.resolve(struck() || undefined), 'a write in flight', patience);
    await system.replaceWorker();
  }
}

test('two hundred requests with five decisions each: a thousand notes, each once and in order', async () => {
  const { servicenow } = system;
  const { faults } = servicenow;
  for (const operation of ['create', 'update'] as const) {
    const on = { operation, table: 'incident' };
    faults.add({ kind: 'lose-reply', probability: 0.1, on });
    faults.add({ kind: 'commit-late', delayMs: 1_500, probability: 0.05, on });
  }
  faults.add({ kind: 'unavailable', probability: 0.1 });
  faults.add({ kind: 'rate-limit', probability: 0.1 });
  const ids = Array.from({ length: requestCount }, (_, n) => `many-${process.pid}-${n + 1}`);
  await Promise.all([killWorkers(), serveAll(ids), ...ids.map((id) => ask(id))]);

  const tickets = servicenow.table('incident');
  expect(tickets.map((row) => row['correlation_id']).sort()).toEqual([...ids].sort());
  const steps = stepsOnTickets();
  const wrong = tickets.flatMap((row) => {
    const [id = '', sysId = ''] = [row['correlation_id'], row['sys_id']];
    const notes = steps.get(sysId) ?? [];
    const expected = Array.from({ length: decisionCount }, (_, n) => wordsOf(id, n + 1));
    return notes.join() === expected.join() ? [] : [{ id, notes }];
  });
  expect(wrong).toEqual([]);
  for (const id of ids) {
    expectToldInOrder(system, id);
    expect(toldOf(system, id)).toEqual(['created', 'in-progress', 'closed', '= fulfilled']);
  }
  for (const id of ids.filter((_, index) => index % 10 === 0)) {
    const trail = await trailOf(system, id);
    expectTrailTells(system, id, trail);
    expect(trail.complete).toBe(true);
  }
  const { byKind } = faults.counts();
  expect(byKind['delay']).toBe(5);
  for (const kind of ['lose-reply', 'commit-late', 'unavailable', 'rate-limit']) {
    expect(byKind[kind], kind).toBeGreaterThan(20);
  }
}, 1_500_000);
