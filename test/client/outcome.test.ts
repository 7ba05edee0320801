// Waiting for the outcome of a request: through new runs, resets and a lost connection, and until there is none to come.
import { once } from 'node:events';
import { connect as dial, createServer, type AddressInfo, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest';
import type { AccessRequests } from '../../client/access-requests.ts';
import { waitForOutcome } from '../../client/wait-for-outcome.ts';
import { openTemporal } from '../../client/temporal/calls.ts';
import { hintSignal } from '../../workflows/definitions.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { errorOf, newId, operator, temporal, testClient } from '../support/client.ts';
import { startContinuing } from '../support/continuing.ts';
import { sampleRequest } from '../support/samples.ts';
import { eventually, type Scripted } from '../support/scripted.ts';

let scripted: Scripted;
let taskQueue = '';

beforeAll(async () => {
  ({ scripted, taskQueue } = await startContinuing(inject('temporalAddress')));
});
afterAll(() => scripted.close());

async function submitted(all: AccessRequests): Promise<string> {
  const { id } = await all.submit(sampleRequest({ id: newId() }));
  return id;
}

const handleOf = async (id: string) => (await operator()).workflow.getHandle(workflowIdOf(id));
const why = { by: 'Olga Ops', reason: 'End of the test' };
const itsOutcome = { kind: 'cancelled', by: 'Olga Ops', words: 'End of the test' };

/** Resolves when another run than this one is the latest. */
const newRun = (id: string, former: string): Promise<string> =>
  eventually(async () => {
    const { runId } = await (await handleOf(id)).describe();
    return runId === former ? undefined : runId;
  }, 'a new run');

test('waits through new runs, and tells at once what has ended', async () => {
  const all = await testClient({ taskQueue });
  const id = await submitted(all);
  const outcome = all.outcome(id);
  const handle = await handleOf(id);
  const { runId } = await handle.describe();
  await handle.signal(hintSignal);
  const second = await newRun(id, runId);
  await handle.signal(hintSignal);
  await newRun(id, second);
  await all.cancel(id, why);
  expect(await outcome).toMatchObject(itsOutcome);
  expect(await all.outcome(id)).toMatchObject(itsOutcome);
});

test('waits for the new run of a request that an operator resets', async () => {
  const all = await testClient({ taskQueue });
  const id = await submitted(all);
  const outcome = all.outcome(id);
  const handle = await handleOf(id);
  const { runId } = await handle.describe();
  const eventId = await eventually(async () => {
    const { events } = await handle.fetchHistory();
    return events?.find((event) => event.workflowTaskCompletedEventAttributes != null)?.eventId;
  }, 'its first workflow task');
  await handle.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: workflowIdOf(id), runId },
    workflowTaskFinishEventId: eventId,
    requestId: randomUUID(),
    reason: 'to be waited for',
  });
  await newRun(id, runId);
  await all.cancel(id, why);
  expect(await outcome).toMatchObject(itsOutcome);
});

test('what is stopped from outside has no outcome, before and while it is waited for', async () => {
  const all = await testClient({ taskQueue });
  const id = await submitted(all);
  const error = errorOf(all.outcome(id));
  await (await handleOf(id)).terminate('by mistake');
  for (const { kind, message, details } of [await error, await errorOf(all.outcome(id))]) {
    expect([kind, details]).toEqual(['Stopped', { requestId: id }]);
    expect(message).toBe(
      `the access request ${id} was stopped from outside (terminated) and has no outcome; submit the same request again, and it goes on with its ticket`,
    );
  }
});

test('there is nothing to wait for', async () => {
  const all = await testClient();
  expect((await errorOf(all.outcome('nobody'))).kind).toBe('NotFound');
  expect((await errorOf(all.outcome('a/b'))).kind).toBe('MessageInvalid');
});

test('waits no more once its signal is aborted, and throws the reason', async () => {
  const all = await testClient({ taskQueue });
  const id = await submitted(all);
  const patience = new AbortController();
  const outcome = all.outcome(id, { signal: patience.signal });
  const enough = new Error('enough');
  patience.abort(enough);
  await expect(outcome).rejects.toBe(enough);
  const late = all.outcome(id, { signal: AbortSignal.timeout(50) });
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await all.status(id)).toMatchObject({ id });
});

test('a client that is closed waits no more', async () => {
  const all = await testClient({ taskQueue });
  const id = await submitted(all);
  const waiting = errorOf(all.outcome(id));
  await all.status(id);
  const beginning = errorOf(all.outcome(id));
  await all.close();
  for (const { message } of [await waiting, await beginning]) {
    expect(message).toBe('the client was closed while it waited; connect again');
  }
});

test('waits longer than one look lasts', async () => {
  const all = await testClient({ taskQueue });
  const id = await submitted(all);
  const session = await openTemporal(temporal());
  onTestFinished(() => session.connection.close());
  const closing = new AbortController().signal;
  const looks = vi.spyOn(session.connection, 'withAbortSignal');
  const outcome = waitForOutcome(session, id, { closing, lookFor: 100 });
  await eventually(() => Promise.resolve(looks.mock.calls.length > 3 || undefined), 'four looks');
  await all.cancel(id, why);
  expect(await outcome).toMatchObject(itsOutcome);
});

/** Temporal behind another address, whose connections a test can cut. */
async function cuttable(): Promise<{ address: string; cut: () => number }> {
  const [host = '', port = ''] = inject('temporalAddress').split(':');
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = dial(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const cut = () => {
    const { size } = sockets;
    for (const socket of sockets) socket.destroy();
    return size;
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    cut();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}

test('waits on when its connection is lost', async () => {
  const { address, cut } = await cuttable();
  const there = { connectionOptions: { address }, namespace: 'default' };
  const all = await testClient({ taskQueue, temporal: there });
  const id = await submitted(all);
  const outcome = all.outcome(id);
  await all.status(id);
  expect(cut()).toBeGreaterThan(0);
  const other = await testClient({ taskQueue });
  await other.cancel(id, why);
  expect(await outcome).toMatchObject(itsOutcome);
});
