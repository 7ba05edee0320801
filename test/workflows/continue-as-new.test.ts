// Shows on a real server that a request goes on from run to run and loses nothing: no note, no order, no cancellation.
import { afterAll, expect, inject, test } from 'vitest';
import type { Client } from '@temporalio/client';
import type { Activities } from '../../contract/activities.ts';
import { decisionSignal, hintSignal } from '../../workflows/definitions.ts';
import type { Decision } from '../../contract/messages.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { requestIdOf } from '../support/client.ts';
import { keepHistory } from '../support/histories.ts';
import { type RunOfChain, runsOf } from '../support/runs.ts';
import { judgedBy, sampleStatus } from '../support/samples.ts';
import {
  type Handle,
  eventually,
  type Scripted,
  startScripted,
  statusOf,
} from '../support/scripted.ts';

const bundle = await workflowBundle();
const open: Scripted[] = [];

afterAll(() => Promise.all(open.map((one) => one.close())));

async function scripted(script: Partial<Activities>): Promise<Scripted> {
  const started = await startScripted(inject('temporalAddress'), bundle, () => script);
  open.push(started);
  return started;
}

const decision = (id: string): Decision => ({
  id,
  step: 'Manager',
  approver: 'Mary Roe',
  verdict: 'approved',
  final: false,
});

const cancelled = sampleStatus({ phase: 'closed', result: 'cancelled', evidence: { modCount: 9 } });
/**
 * A run that goes on ends the note under way. Where no worker had begun it, nobody can say so: the next run waits 80 s
 * before it looks for it, and a busy machine needs its time for the notes behind it.
 */
const patience = 300_000;
const noted = { kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy } as const;

test('decisions without pause across ten runs and more: each noted once, in the order in which they were sent', async () => {
  const journal: string[] = [];
  const { client, start } = await scripted({
    UpdateServiceNowStatus: ({ write }) => {
      if (write.kind === 'note' && write.note.message.kind === 'decision')
        journal.push(write.note.message.decision.id);
      return Promise.resolve(noted);
    },
  });
  const handle = await start();
  const { workflowId, firstExecutionRunId } = handle;
  const sent: string[] = [];
  let runs: RunOfChain[] = [];
  const enough = () => runs.length > 10 && runs.some(({ unhandled }) => unhandled > 0);
  while (!enough()) {
    // More than fit into what may wait would be refused: the next hundred go once most are written, and hints meanwhile,
    // so that there is no moment, the end of a run among them, at which no signal is on its way.
    const wait = async () => {
      await client.workflow.getHandle(workflowId).signal(hintSignal);
      return sent.length - journal.length < 60 || undefined;
    };
    await eventually(wait, 'notes', patience, 0);
    for (let n = 0; n < 100; n += 1) {
      const id = String(sent.length + 1);
      await client.workflow.getHandle(workflowId).signal(decisionSignal, decision(id));
      sent.push(id);
    }
    runs = await runsOf(client, workflowId, firstExecutionRunId);
    expect(sent.length, 'no task was failed by a signal that came meanwhile').toBeLessThan(2_000);
  }
  const all = () => Promise.resolve(journal.length === sent.length || undefined);
  await eventually(all, () => `all of ${sent.length}: ${journal.length}`, patience);
  expect(journal).toEqual(sent);
  const status = await statusOf(client.workflow.getHandle(workflowId));
  expect(status).toMatchObject({ notes: { written: sent.length, waiting: 0 }, rejected: [] });
  expect(status.continued).toBeGreaterThanOrEqual(10);
  expect(Math.max(...runs.map(({ length }) => length))).toBeLessThan(600);
  const last = client.workflow.getHandle(workflowId);
  const { typedSearchAttributes } = await last.describe();
  expect(typedSearchAttributes.get(searchAttributes.ticket)).toBe('INC0010001');
  expect(typedSearchAttributes.get(searchAttributes.state)).toBe('waiting-for-ticket');
  expect(typedSearchAttributes.get(searchAttributes.submitted)).toBeInstanceOf(Date);
  const [first] = (await last.fetchHistory()).events ?? [];
  const handed = first?.workflowExecutionStartedEventAttributes?.searchAttributes?.indexedFields;
  expect(Object.keys(handed ?? {})).toContain(searchAttributes.ticket.name);
  await client.workflow.getHandle(workflowId).terminate('shown');
}, 600_000);

/** Lengthens the history of a run beyond its bound while an activity of it is in flight. */
async function lengthen(client: Client, workflowId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  await eventually(async () => {
    const { historyLength } = await handle.describe();
    if (historyLength > 410) return true;
    await handle.signal(hintSignal);
    return undefined;
  }, 'a long history');
}

test("Temporal's cancellation just before a run goes on as a new one is not lost", async () => {
  const context: { client?: Client; handle?: Handle } = {};
  const told: string[] = [];
  const { client, start } = await scripted({
    UpdateServiceNowStatus: async ({ write }) => {
      if (write.kind === 'note' && context.handle !== undefined && context.client !== undefined) {
        // The run is long now and waits for this activity alone; then the button is pressed.
        await lengthen(context.client, context.handle.workflowId);
        await context.client.workflow.getHandle(context.handle.workflowId).cancel();
      }
      told.push(write.kind);
      return write.kind === 'note' ? noted : { kind: 'cancelled', status: cancelled };
    },
  });
  const handle = await start();
  Object.assign(context, { client, handle });
  await handle.signal(decisionSignal, decision('1'));
  const outcome: unknown = await client.workflow.getHandle(handle.workflowId).result();
  expect(outcome).toMatchObject({ kind: 'cancelled', by: 'operator (Temporal)' });
  expect(told).toEqual(['note', 'cancel']);
  await keepHistory(client, 'continued', requestIdOf(handle.workflowId));
  const runs = await runsOf(client, handle.workflowId, handle.firstExecutionRunId);
  expect(runs).toMatchObject([{ cancelRequested: true }, { cancelRequested: false }]);
});
