// Shows a ticket that stays open for ninety days, in seconds: short runs, and nothing lost between them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { GetTicketStatusInput, GetTicketStatusResult } from '../../contract/activities.ts';
import { decisionSignal } from '../../workflows/definitions.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { registerAttributes } from '../support/attributes.ts';
import { runsOf } from '../support/runs.ts';
import { judgedBy, samplePlan, sampleStatus, sampleTicket } from '../support/samples.ts';
import { startScripted, type Scripted } from '../support/scripted.ts';

const hours = 60 * 60 * 1000;
const every = { interval: 4 * hours, maximum: 4 * hours, spacing: 0 };
const days = 90;

let environment: TestWorkflowEnvironment;
let scripted: Scripted;
const [sent, journal]: [string[], string[]] = [[], []];
let polls = 0;

/** Beyond it every poll sends a decision, so that the one that ends the run does. */
const nearTheBound = 370;

async function poll({ requestId }: GetTicketStatusInput): Promise<GetTicketStatusResult> {
  polls += 1;
  const handle = scripted.client.workflow.getHandle(workflowIdOf(requestId));
  const { historyLength } = await handle.describe();
  if (historyLength > nearTheBound) {
    const id = String(sent.length + 1);
    sent.push(id);
    const decision = { id, step: 'Owner', approver: 'Mary Roe', verdict: 'approved', final: false };
    await handle.signal(decisionSignal, { ...decision, verdict: 'approved' });
  }
  const over = polls * every.interval > days * 24 * hours;
  const status = over
    ? sampleStatus({ phase: 'closed', result: 'fulfilled', evidence: { modCount: 9 } })
    : sampleStatus();
  return { kind: 'read', ticket: sampleTicket, status: { ...status, cadence: every } };
}

beforeAll(async () => {
  const path =
    process.env['TEMPORAL_TEST_SERVER_PATH'] ?? '.cache/temporal/bin/temporal-test-server';
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await registerAttributes(environment.connection, 'default');
  const status = sampleStatus({ cadence: every });
  scripted = await startScripted(environment.address, await workflowBundle(), (taskQueue) => ({
    PlanTicket: () => Promise.resolve(samplePlan({ taskQueue, cadence: every })),
    CreateTicket: () =>
      Promise.resolve({ ticket: sampleTicket, status, adopted: false, ignoredFields: [] }),
    GetTicketStatus: poll,
    UpdateServiceNowStatus: ({ write }) => {
      if (write.kind === 'note' && write.note.message.kind === 'decision')
        journal.push(write.note.message.decision.id);
      return Promise.resolve({ kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy });
    },
  }));
});
afterAll(async () => {
  await scripted.close();
  await environment.teardown();
});

test('ninety days of polls each four hours: short runs, every decision noted in order, fulfilled', async () => {
  const begun = await environment.currentTimeMs();
  const { workflowId, firstExecutionRunId } = await scripted.start();
  const outcome: unknown = await environment.client.workflow.getHandle(workflowId).result();
  expect(outcome).toMatchObject({ kind: 'fulfilled' });
  expect((await environment.currentTimeMs()) - begun).toBeGreaterThanOrEqual(days * 24 * hours);
  const runs = await runsOf(scripted.client, workflowId, firstExecutionRunId);
  expect(runs.length).toBeGreaterThan(10);
  expect(Math.max(...runs.map(({ length }) => length))).toBeLessThan(600);
  expect(sent.length).toBeGreaterThanOrEqual(runs.length - 1);
  expect(journal).toEqual(sent);
}, 300_000);
