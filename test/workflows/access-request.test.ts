// Shows what the shell does on a real Temporal server: events of a poll, messages, cancellation, retry.
import { afterAll, expect, inject, test } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../contract/activities.ts';
import { cancelSignal, hintSignal, retryUpdate } from '../../workflows/definitions.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { samplePlan, sampleStatus, sampleTicket } from '../support/samples.ts';
import {
  eventually,
  quick,
  startScripted,
  type Handle,
  type Scripted,
  statusOf,
} from '../support/scripted.ts';

const address = inject('temporalAddress');
const bundle = await workflowBundle();
const open: Scripted[] = [];

afterAll(async () => {
  await Promise.all(open.map((scripted) => scripted.close()));
});

async function scripted(script?: (taskQueue: string) => Partial<Activities>): Promise<Scripted> {
  const started = await startScripted(address, bundle, script);
  open.push(started);
  return started;
}

const closed = sampleStatus({
  phase: 'closed',
  result: 'fulfilled',
  closedBy: 'Nina Novak',
  evidence: { modCount: 3 },
});
const read = (status = sampleStatus({ cadence: quick })) =>
  ({ kind: 'read', ticket: sampleTicket, status }) as const;

/** Event types of a history, by their names without prefix. */
async function eventTypes(handle: Handle): Promise<string[]> {
  const { events = [] } = await handle.fetchHistory();
  return (events ?? []).map((event) => String(event.eventType));
}

test('a quiet poll is 11 events and 2 workflow tasks', async () => {
  let polls = 0;
  const { start } = await scripted(() => ({
    GetTicketStatus: () => Promise.resolve(read((polls += 1) > 6 ? closed : undefined)),
  }));
  const handle = await start();
  await handle.result();
  const types = await eventTypes(handle);
  const timers = types.flatMap((type, index) => (type === '17' ? [index] : []));
  expect(types).toContain('17');
  const quiet = timers.slice(1, -1).map((at, index) => types.slice(at, timers[index + 2]));
  expect(quiet.length).toBeGreaterThanOrEqual(5);
  for (const poll of quiet) {
    expect(poll).toHaveLength(11);
    expect(poll.filter((type) => type === '7')).toHaveLength(2);
  }
});

/** A signal as any program can send it: bytes, and an encoding that may be a lie. */
async function signalRaw(
  { workflowId, client }: Handle,
  name: string,
  encoding: string,
  text: string,
) {
  await client.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    signalName: name,
    input: {
      payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(text) }],
    },
  });
}

test('messages without input or with wrong input are put on record, and later good ones work', async () => {
  const { start } = await scripted();
  const handle = await start();
  await handle.signal('hint');
  await handle.signal('hint', { any: ['thing'] });
  await signalRaw(handle, 'hint', 'json/protobuf', '{}');
  await signalRaw(handle, 'cancel', 'json/plain', 'no JSON at all');
  await signalRaw(handle, 'cancel', 'binary/encrypted', 'c3VycHJpc2U=');
  await handle.signal('cancel');
  await handle.signal('cancel', 'stop');
  await handle.signal('cancel', { id: 'c/1', by: 'Ada', reason: 'No' });
  await expect(handle.executeUpdate('retry', { args: [{ by: 'Olga' }] })).rejects.toThrow();
  const reason = 'Not needed any more';
  await handle.executeUpdate(retryUpdate, { args: [{ by: 'Olga', reason: 'Try' }] });
  await handle.signal(cancelSignal, { id: 'c1', by: 'Ada', reason });
  const outcome = await handle.result();
  expect(outcome).toMatchObject({ kind: 'cancelled', by: 'Ada', words: reason });
  const status = await statusOf(handle);
  expect(status.rejected.map(({ message }) => message)).toEqual(
    Array.from({ length: 5 }, () => 'cancel'),
  );
  expect(status).toMatchObject({ state: 'ended', interventions: [{ by: 'Olga' }] });
});

test("Temporal's own cancellation ends the run as completed, the ticket cancelled, the outcome told", async () => {
  const told: string[] = [];
  const { start } = await scripted(() => ({
    UpdateServiceNowStatus: ({ write }) => {
      told.push(write.kind === 'cancel' ? `cancelled by ${write.by}` : write.kind);
      return Promise.resolve({
        kind: 'cancelled',
        status: sampleStatus({ phase: 'closed', result: 'cancelled', evidence: { modCount: 9 } }),
      });
    },
    RecordOutcome: ({ outcome }) => {
      told.push(`told ${outcome.kind}`);
      return Promise.resolve({ kind: 'taken', judgedBy: samplePlan().judgedBy });
    },
  }));
  const handle = await start();
  await eventually(async () => (await statusOf(handle)).ticket, 'the ticket');
  await handle.cancel();
  expect(await handle.result()).toMatchObject({ kind: 'cancelled', by: 'operator (Temporal)' });
  expect((await handle.describe()).status.name).toBe('COMPLETED');
  expect(told).toEqual(['cancelled by operator (Temporal)', 'told cancelled']);
});

test('an update handler accepts, and retry starts an attempt before the back-off would', async () => {
  let attempts = 0;
  const before: boolean[] = [];
  const { start } = await scripted((taskQueue) => ({
    PlanTicket: () => {
      const timeouts = { ...samplePlan().timeouts, retryInitial: 600_000, retryMaximum: 600_000 };
      return Promise.resolve(samplePlan({ taskQueue, timeouts }));
    },
    CreateTicket: ({ attemptedBefore }) => {
      attempts += 1;
      before.push(attemptedBefore);
      if (attempts < 3) return Promise.reject(ApplicationFailure.retryable('down', 'Unavailable'));
      const status = closed;
      return Promise.resolve({ ticket: sampleTicket, status, adopted: false, ignoredFields: [] });
    },
  }));
  const handle = await start();
  for (const attempt of [1, 2]) {
    await eventually(() => Promise.resolve(attempts === attempt || undefined), 'an attempt');
    const args: [{ by: string; reason: string }] = [{ by: 'Olga', reason: 'ServiceNow is back' }];
    expect(await handle.executeUpdate(retryUpdate, { args })).toBe('accepted');
  }
  expect(await handle.result()).toMatchObject({ kind: 'fulfilled' });
  // Each is the first attempt of its activity, and has to know that it is not the first of the request.
  expect(before).toEqual([false, true, true]);
});

test('a hint polls at once', async () => {
  const slow = { interval: 3_600_000, maximum: 3_600_000, spacing: 0 };
  const { start } = await scripted(() => ({
    CreateTicket: () => {
      const status = sampleStatus({ cadence: slow });
      return Promise.resolve({ ticket: sampleTicket, status, adopted: false, ignoredFields: [] });
    },
    GetTicketStatus: ({ fresh }) => Promise.resolve(read(fresh ? closed : undefined)),
  }));
  const handle = await start();
  await eventually(async () => (await statusOf(handle)).ticket, 'the ticket');
  await handle.signal(hintSignal);
  expect(await handle.result()).toMatchObject({ kind: 'fulfilled', by: 'Nina Novak' });
});

test('a run that is not started as a request fails at once and says why', async () => {
  const { client, start } = await scripted();
  const good = await start();
  const { taskQueue } = await good.describe();
  const workflowId = `odd-${good.workflowId}`;
  for (const args of [[], [{ request: { id: 'x' }, environment: 'test' }], ['?']]) {
    const odd = client.workflow.execute('accessRequest', { workflowId, taskQueue, args });
    await expect(odd).rejects.toMatchObject({ cause: { type: 'RequestInvalid' } });
  }
  await good.terminate();
});

test("Temporal's UI is told where the request stands, without a payload opened", async () => {
  const { start } = await scripted();
  const handle = await start();
  await eventually(async () => {
    const metadata: unknown = await handle.query('__temporal_workflow_metadata');
    const details = JSON.stringify(metadata);
    return details.includes('waits for its ticket to close') || undefined;
  }, 'the details');
  await handle.terminate('shown');
});
