// Shows signals sent by hand with Temporal's own CLI: what is wrong is on record, and what is right works after it.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findTemporalCli } from '../../bin/dev/temporal-cli.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { judgedBy } from '../support/samples.ts';
import { eventually, startScripted, type Scripted, statusOf } from '../support/scripted.ts';

const address = inject('temporalAddress');
const journal: string[] = [];
let scripted: Scripted;

beforeAll(async () => {
  scripted = await startScripted(address, await workflowBundle(), () => ({
    UpdateServiceNowStatus: ({ write }) => {
      if (write.kind === 'note') {
        const { message } = write.note;
        journal.push(message.kind === 'decision' ? message.decision.id : message.change.id);
      }
      return Promise.resolve({ kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy });
    },
  }));
});
afterAll(() => scripted.close());

async function signal(workflowId: string, name: string, ...input: string[]): Promise<void> {
  const args = ['--address', address, '--workflow-id', workflowId, '--name', name, ...input];
  await promisify(execFile)(await findTemporalCli(), ['workflow', 'signal', ...args]);
}

const good = (id: string, more: object = {}) =>
  JSON.stringify({ id, step: 'Manager', approver: 'Mary Roe', verdict: 'approved', ...more });

test('signals of the CLI without input or with wrong input are on record, and later good ones become notes', async () => {
  const handle = await scripted.start();
  const { workflowId } = handle;
  await signal(workflowId, 'decision');
  await signal(workflowId, 'change');
  await signal(workflowId, 'decision', '--input', '"approved"');
  await signal(workflowId, 'decision', '--input', good('d/1'));
  await signal(workflowId, 'decision', '--input', good('d1', { verdict: 'maybe' }));
  await signal(workflowId, 'decision', '--input', good('d1', { final: 'yes' }));
  await signal(workflowId, 'decision', '--input', good('d1', { secret: 'hunter2' }));
  await signal(workflowId, 'change', '--input', '{"id": "c1"}');
  await signal(
    workflowId,
    'change',
    '--input-meta',
    'encoding=binary/null',
    '--input',
    '{"id": "c1"}',
  );
  await signal(workflowId, 'decision', '--input', good('d1', { reason: 'x'.repeat(10_001) }));
  await signal(workflowId, 'decision', '--input', good('d1'));
  await signal(workflowId, 'change', '--input', '{"id": "c1", "status": "granted"}');
  await eventually(() => Promise.resolve(journal.length === 2 || undefined), 'both notes');
  expect(journal).toEqual(['d1', 'c1']);
  const { rejected, attention } = await statusOf(scripted.client.workflow.getHandle(workflowId));
  expect(rejected.map(({ message, problem }) => `${message}: ${problem}`)).toEqual([
    'decision: must be an object with id, step, approver, verdict',
    'change: must be an object with id',
    'decision: must be an object with id, step, approver, verdict',
    'decision: id must match [A-Za-z0-9._:-]{1,100}',
    'decision: verdict must be one of approved, denied',
    'decision: final must be true or false',
    'decision: has an unknown field secret; known: id, sequence, time, step, approver, verdict, reason, final',
    'change: must hold one of status, validFrom, validUntil, comment, recipient',
    'change: must be an object with id',
    'decision d1: reason is longer than 10000 characters',
  ]);
  // The last one alone was meant for us as it is: whoever sent it believes that it was taken.
  expect(attention).toMatchObject([{ code: 'MessageNotTaken' }]);
  await handle.terminate('shown');
});
