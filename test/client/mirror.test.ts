// Decisions and changes as the client sends them: as they were said, once a worker runs or not, or not at all.
import { expect, inject, onTestFinished, test } from 'vitest';
import type { AccessRequests } from '../../client/access-requests.ts';
import { AccessRequestError } from '../../client/errors.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { fullMemo, workflowType } from '../../workflows/definitions.ts';
import { noteLimits, type Change, type Decision } from '../../contract/messages.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { errorOf, newId, operator, signalsOf, testClient } from '../support/client.ts';
import { sampleInput, sampleRequest } from '../support/samples.ts';
import { eventually, startScripted, willing } from '../support/scripted.ts';

const decision = {
  id: 'D-1',
  step: 'Manager',
  approver: 'Mona Muster',
  verdict: 'approved',
} as const;
const whole: Decision = {
  ...decision,
  sequence: 2,
  verdict: 'denied',
  reason: 'No budget\n"quoted" {{ }} ^ 🔑',
  time: '2026-11-24T08:00:00Z',
  final: true,
};
const changed: Change = {
  id: 'C-1',
  sequence: 3,
  by: 'Mona Muster',
  time: '2026-11-24',
  status: 'assigned',
  validFrom: '2026-12-01',
  validUntil: '2027-11-30T22:00:00Z',
  comment: 'Moved',
  recipient: { costCentre: '4400' },
};

test('what is said reaches Temporal as it was said, and needs no worker', async () => {
  const all = await testClient();
  const id = newId();
  await all.submit(sampleRequest({ id }));
  expect(await all.decide(id, decision)).toEqual({ kind: 'sent', id, messageId: 'D-1' });
  await all.decide(id, whole);
  expect(await all.change(id, changed)).toEqual({ kind: 'sent', id, messageId: 'C-1' });
  expect(await signalsOf(id)).toEqual([
    ['decision', { ...decision, final: false }],
    ['decision', whole],
    ['change', changed],
  ]);
});

test.each<[string, (all: AccessRequests, id: string) => Promise<unknown>, string]>([
  [
    'a decision by nobody',
    (all, id) => all.decide(id, { ...decision, approver: ' ' }),
    'approver is empty',
  ],
  ['a decision without an id', (all, id) => all.decide(id, { ...decision, id: '' }), 'id is empty'],
  [
    'a reason of 10,001 characters',
    (all, id) => all.decide(id, { ...decision, reason: 'x'.repeat(10_001) }),
    'reason is longer than 10000 characters',
  ],
  [
    'a change of nothing',
    (all, id) => all.change(id, { id: 'C-1', by: 'Mona' }),
    'must hold one of status, ',
  ],
  [
    'a change at no time',
    (all, id) => all.change(id, { ...changed, validUntil: 'soon' }),
    'validUntil must be a date',
  ],
])('sends nothing of %s', async (_case, send, problem) => {
  const all = await testClient();
  const id = newId();
  await all.submit(sampleRequest({ id }));
  const error = await errorOf(send(all, id));
  expect(error.kind).toBe('MessageInvalid');
  expect(error.message).toContain(`the message to the access request ${id} is wrong: ${problem}`);
  expect(error.message).toMatch(/; correct it and send it again; nothing was sent$/);
  expect(await signalsOf(id)).toEqual([]);
});

test('knows no request, and none that was stopped', async () => {
  const all = await testClient();
  for (const send of [() => all.decide('nobody', whole), () => all.change('nobody', changed)]) {
    expect((await errorOf(send())).kind).toBe('NotFound');
  }
  expect((await errorOf(all.decide('a/b', whole))).kind).toBe('MessageInvalid');
  const id = newId();
  await all.submit(sampleRequest({ id }));
  await (await operator()).workflow.getHandle(workflowIdOf(id)).terminate();
  const error = await errorOf(all.decide(id, whole));
  expect(error.kind).toBe('Ended');
  expect(error.message).toContain('was stopped from outside (terminated)');
});

test('sends nothing while too many wait: the workflow would have to drop it', async () => {
  const all = await testClient();
  const id = newId();
  await (
    await operator()
  ).workflow.start(workflowType, {
    workflowId: workflowIdOf(id),
    taskQueue: all.taskQueue,
    args: [sampleInput({ id })],
    memo: { [fullMemo]: true },
  });
  for (const send of [() => all.decide(id, whole), () => all.change(id, changed)]) {
    const error = await errorOf(send());
    expect(error).toMatchObject({ kind: 'TooManyWaiting', details: { requestId: id } });
    expect(error.message).toBe(
      `too many decisions and changes of the access request ${id} wait to be written to the ticket; send it again later; nothing was sent`,
    );
  }
  expect(await signalsOf(id)).toEqual([]);
  expect((await all.cancel(id, { by: 'Olga Ops', reason: 'Enough' })).kind).toBe('sent');
});

test('the workflow says when too many wait, and when they are written', async () => {
  const bundle = await workflowBundle();
  let taskQueue = '';
  const ready = Promise.withResolvers<undefined>();
  const scripted = await startScripted(inject('temporalAddress'), bundle, (queue) => {
    taskQueue = queue;
    const { CreateTicket } = willing(queue);
    return { CreateTicket: (input) => ready.promise.then(() => CreateTicket(input)) };
  });
  onTestFinished(() => scripted.close());
  const all = await testClient({ taskQueue });
  const id = newId();
  await all.submit(sampleRequest({ id }));
  let sent = 0;
  const refused = await eventually(async () => {
    const error = await all.decide(id, { ...decision, id: `D-${sent}` }).catch((e: unknown) => e);
    if (error instanceof AccessRequestError) return error;
    sent += 1;
    return undefined;
  }, 'a refusal');
  expect(refused.kind).toBe('TooManyWaiting');
  expect(sent).toBeLessThan(noteLimits.waiting);
  ready.resolve(undefined);
  const status = await eventually(async () => {
    const report = await all.status(id);
    const { notes, attention } = report.kind === 'running' ? report.status : {};
    return notes?.written === sent ? attention : undefined;
  }, 'every note');
  expect(status).toEqual([]);
  expect((await all.decide(id, { ...decision, id: 'D-last' })).kind).toBe('sent');
});
