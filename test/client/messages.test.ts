// Cancelling, trying again and listing: what is sent, what is refused, and what is said when nobody answers.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workflowBundle } from '../../worker/bundle.ts';
import { errorOf, newId, operator, testClient } from '../support/client.ts';
import { sampleRequest } from '../support/samples.ts';
import { eventually, startScripted, type Scripted } from '../support/scripted.ts';

const bundle = await workflowBundle();
let scripted: Scripted;
let taskQueue = '';

beforeAll(async () => {
  scripted = await startScripted(inject('temporalAddress'), bundle, (queue) => {
    taskQueue = queue;
    return {};
  });
});
afterAll(() => scripted.close());

const why = { by: 'Olga Ops', reason: 'The account has its role now' };

test('cancels a request, by an id of its own or the one given', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  const { workflowId } = await all.submit(sampleRequest({ id }));
  expect(await all.cancel(id, { ...why, id: 'M-1' })).toEqual({
    kind: 'sent',
    id,
    messageId: 'M-1',
  });
  const outcome: unknown = await scripted.client.workflow.getHandle(workflowId).result();
  expect(outcome).toMatchObject({ kind: 'cancelled', by: 'Olga Ops' });
  const error = await errorOf(all.cancel(id, why));
  expect(error).toMatchObject({ kind: 'Ended', details: { requestId: id, outcome } });
  expect(error.message).toContain(`the access request ${id} has ended already: cancelled`);
  expect((await errorOf(all.retry(id, why))).kind).toBe('Ended');
});

test('a cancellation needs no worker, and gets an id', async () => {
  const all = await testClient();
  const id = newId();
  await all.submit(sampleRequest({ id }));
  expect((await all.cancel(id, why)).messageId).toMatch(/^[0-9a-f-]{36}$/);
});

test('says of a terminated request that it was stopped from outside', async () => {
  const all = await testClient();
  const id = newId();
  const { workflowId } = await all.submit(sampleRequest({ id }));
  await (await operator()).workflow.getHandle(workflowId).terminate();
  expect((await errorOf(all.cancel(id, why))).message).toContain(
    'stopped from outside (terminated)',
  );
});

test.each([
  ['no name', { by: ' ', reason: 'x' }, 'by is empty'],
  ['no reason', { by: 'x', reason: '' }, 'reason is empty'],
  ['a long name', { by: 'x'.repeat(201), reason: 'x' }, 'by is longer than 200 characters'],
  ['a long reason', { by: 'x', reason: 'x'.repeat(2001) }, 'reason is longer than 2000 characters'],
])('sends no message with %s', async (_case, message, problem) => {
  const all = await testClient({ taskQueue });
  const id = newId();
  await all.submit(sampleRequest({ id }));
  for (const send of [() => all.cancel(id, message), () => all.retry(id, message)]) {
    const error = await errorOf(send());
    expect(error.kind).toBe('MessageInvalid');
    expect(error.message).toBe(
      `the message to the access request ${id} is wrong: ${problem}; correct it and send it again; nothing was sent`,
    );
  }
  expect(await all.status(id)).toMatchObject({ kind: 'running', status: { rejected: [] } });
});

test('knows no request, whatever is asked of it', async () => {
  const all = await testClient({ taskQueue });
  expect((await errorOf(all.cancel('nobody', why))).kind).toBe('NotFound');
  expect((await errorOf(all.retry('nobody', why))).kind).toBe('NotFound');
});

test('has a request try again, and its status tells who wanted it', async () => {
  const all = await testClient({ taskQueue });
  const id = newId();
  await all.submit(sampleRequest({ id }));
  expect(await all.retry(id, why)).toEqual({ kind: 'accepted', id });
  expect(await all.status(id)).toMatchObject({
    status: { interventions: [{ kind: 'retry', ...why }] },
  });
});

test('says that no worker answers instead of waiting for one', async () => {
  const all = await testClient({ answerWithin: 500 });
  const id = newId();
  await all.submit(sampleRequest({ id }));
  const error = await errorOf(all.retry(id, why));
  expect(error.kind).toBe('WorkerNotAnswering');
  expect(error.message).toBe(
    `no worker answered for the access request ${id} within 500 ms, so it is not known whether it tries again; start a worker, or read the log of the one that runs`,
  );
});

test('lists the requests of its queue, the newest first, each once', async () => {
  const all = await testClient();
  const ids = [newId(), newId(), newId()];
  for (const id of ids) await all.submit(sampleRequest({ id }));
  const client = await operator();
  const [first = '', second = '', third = ''] = ids;
  await client.workflow.getHandle(`access-request-${first}`).terminate();
  await client.workflow.getHandle(`access-request-${second}`).terminate();
  await all.submit(sampleRequest({ id: second }));
  const expected = [second, third, first];
  const whole = await eventually(async () => {
    const list = await all.list();
    const done = list.requests.some(({ execution }) => execution === 'terminated');
    return done && list.requests[0]?.id === second ? list : undefined;
  }, 'the list of three');
  expect(whole.requests.map(({ id }) => id)).toEqual(expected);
  expect(whole.requests.map(({ execution }) => execution)).toEqual([
    'running',
    'running',
    'terminated',
  ]);
  expect(whole.more).toBe(false);
  const { requests } = await all.list({ open: true });
  expect(requests.map(({ id }) => id)).toEqual([second, third]);
  expect(await all.list({ limit: 1 })).toMatchObject({ requests: [{ id: second }], more: true });
});
