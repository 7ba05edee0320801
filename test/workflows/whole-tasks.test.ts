// Shows that a query takes in nothing before the task that it belongs to: it harms neither a run nor its history.
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { expect, inject, test } from 'vitest';
import { workflowBundle } from '../../worker/bundle.ts';
import { decisionSignal, statusQuery, taskNotBegun } from '../../workflows/definitions.ts';
import type { Decision } from '../../contract/messages.ts';
import { startApart } from '../support/apart.ts';
import { requestIdOf, testClient } from '../support/client.ts';
import { eventually, type Handle, statusOf } from '../support/scripted.ts';

const workflowsPath = fileURLToPath(import.meta.resolve('../../workflows/index.ts'));
const operator = { by: 'Olga Ops', reason: 'As agreed' };
const decision: Decision = {
  id: 'd1',
  step: 'Manager',
  approver: 'Mary Roe',
  verdict: 'approved',
  final: false,
};

const asked = (handle: Handle): Promise<string> =>
  handle.query(statusQuery).then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );

test('a query that waits for a worker while a decision and an operator come harms no request', async () => {
  const bundle = await workflowBundle();
  const { start, decide, close } = await startApart(inject('temporalAddress'), bundle, () => ({}));
  const stop = await decide();
  const handles = await Promise.all(Array.from({ length: 8 }, () => start()));
  for (const handle of handles) {
    await eventually(async () => (await statusOf(handle)).ticket, 'the ticket');
  }
  await stop();

  const requests = await testClient({ answerWithin: 30_000 });
  const answers = handles.slice(0, 4).map(asked);
  const reports = handles.slice(4).map((handle) => requests.status(requestIdOf(handle.workflowId)));
  await Promise.all(handles.map((handle) => handle.signal(decisionSignal, decision)));
  const retried = handles.map((handle) => requests.retry(requestIdOf(handle.workflowId), operator));
  const stopAgain = await decide();
  // Which of the two a worker gets first, the query or the task, is a matter of chance. The client asks again.
  for (const { kind } of await Promise.all(reports)) expect(kind).toBe('running');
  for (const answer of await Promise.all(answers)) {
    expect(['answered', taskNotBegun]).toContain(answer);
  }
  await Promise.all(retried);
  const histories = [];
  for (const handle of handles) {
    const { workflowId } = handle;
    await eventually(async () => (await statusOf(handle)).notes.written || undefined, 'the note');
    histories.push({ workflowId, history: await handle.fetchHistory() });
    await handle.terminate('shown');
  }
  let replayed = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowsPath }, histories)) {
    expect(error).toBeUndefined();
    replayed += 1;
  }
  expect(replayed).toBe(handles.length);
  await stopAgain();
  await close();
});
