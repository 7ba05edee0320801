// Submitting: once for one id and content, refused for another, nothing started for what is none.
import { afterAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { errorOf, newId, operator, testClient } from '../support/client.ts';
import { sampleRequest, sampleStatus, sampleTicket } from '../support/samples.ts';
import { startScripted, type Scripted } from '../support/scripted.ts';

const bundle = await workflowBundle();
const open: Scripted[] = [];

afterAll(async () => {
  await Promise.all(open.map((scripted) => scripted.close()));
});

/** A worker whose tickets are closed at the first look; returns its queue. */
async function closingWorker(): Promise<string> {
  let queue = '';
  const status = sampleStatus({ phase: 'closed', result: 'fulfilled', closedBy: 'Nina Novak' });
  const scripted = await startScripted(inject('temporalAddress'), bundle, (taskQueue) => {
    queue = taskQueue;
    return {
      GetTicketStatus: () => Promise.resolve({ kind: 'read', ticket: sampleTicket, status }),
    };
  });
  open.push(scripted);
  return queue;
}

test('starts a request, and the same again is the same run', async () => {
  const all = await testClient();
  const request = sampleRequest({ id: newId() });
  const first = await all.submit(request);
  expect(first).toMatchObject({ kind: 'started', workflowId: workflowIdOf(request.id) });
  const reordered = Object.fromEntries(Object.entries(request).reverse());
  expect(await all.submit(reordered)).toEqual({ ...first, kind: 'running' });
});

test('tells Temporal what it is without naming a person', async () => {
  const all = await testClient();
  const request = sampleRequest({ id: newId(), serviceItem: { id: 'SI*7', name: 'Payroll' } });
  await all.submit(request);
  const client = await operator();
  const description = await client.workflow.getHandle(workflowIdOf(request.id)).describe();
  expect(await description.staticSummary()).toBe('grant of SI?7 (sap-roles)');
  expect(description.memo).toEqual({
    digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    environment: 'test',
    submittedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
  });
});

test('starts one run however many submit it at once', async () => {
  const all = await testClient();
  const request = sampleRequest({ id: newId() });
  const kinds = await Promise.all(
    Array.from({ length: 10 }, async () => (await all.submit(request)).kind),
  );
  expect(kinds.sort()).toEqual([...Array<string>(9).fill('running'), 'started']);
});

test('refuses another content under the same id, and another environment', async () => {
  const all = await testClient();
  const id = newId();
  await all.submit(sampleRequest({ id }));
  const error = await errorOf(all.submit(sampleRequest({ id, reason: 'Another' })));
  expect(error).toMatchObject({ kind: 'OtherContent', details: { requestId: id } });
  expect(error.message).toBe(
    `the access request ${id} was submitted before with another content; submit a changed request under an id of its own; nothing was started`,
  );
  const production = await testClient({ environment: 'production', taskQueue: all.taskQueue });
  expect((await errorOf(production.submit(sampleRequest({ id })))).message).toContain(
    `${id} belongs to the environment test, not to production`,
  );
});

test.each([
  ['an id that is none', { id: 'a/b' }, /id must match \[A-Za-z0-9\._:-\]\{1,100\}/],
  [
    'an unknown field',
    { validUntill: '2026-12-01' },
    /unknown field validUntill; known: .*validUntil/,
  ],
  ['a date that is none', { validFrom: '2026-02-30' }, /validFrom does not exist in the calendar/],
])('starts nothing for %s', async (_case, change, message) => {
  const all = await testClient();
  const id = newId();
  const error = await errorOf(all.submit({ ...sampleRequest({ id }), ...change }));
  expect(error.kind).toBe('RequestInvalid');
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/nothing was started$/);
  expect((await errorOf(all.status(id))).kind).toBe('NotFound');
});

test('starts nothing for what has ended with the same content, and says how it ended', async () => {
  const all = await testClient({ taskQueue: await closingWorker() });
  const request = sampleRequest({ id: newId() });
  const started = await all.submit(request);
  const client = await operator();
  const outcome: unknown = await client.workflow.getHandle(started.workflowId).result();
  expect(await all.submit(request)).toEqual({ ...started, kind: 'ended', outcome });
  expect(outcome).toMatchObject({ kind: 'fulfilled', by: 'Nina Novak' });
  const error = await errorOf(all.submit({ ...request, reason: 'Another' }));
  expect(error.kind).toBe('OtherContent');
});

test('starts a terminated request again by the same content only', async () => {
  const all = await testClient();
  const request = sampleRequest({ id: newId() });
  const started = await all.submit(request);
  const client = await operator();
  await client.workflow.getHandle(started.workflowId).terminate('by mistake');
  expect((await errorOf(all.submit({ ...request, reason: 'Another' }))).kind).toBe('OtherContent');
  const kinds = await Promise.all([all.submit(request), all.submit(request)]);
  expect(kinds.map(({ kind }) => kind).sort()).toEqual(['running', 'started']);
  expect(kinds[0].runId).not.toBe(started.runId);
});
