// Shows that an activation that takes too long fails its own workflow task, and no other request notices.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { decisionSignal } from '../../workflows/definitions.ts';
import {
  eventually,
  type Handle,
  type Scripted,
  startScripted,
  statusOf,
} from '../support/scripted.ts';

let scripted: Scripted;

beforeAll(async () => {
  const slow = fileURLToPath(new URL('twins/slow.ts', import.meta.url));
  const bundle = await bundleWorkflows({ interceptors: [slow] });
  scripted = await startScripted(inject('temporalAddress'), bundle);
});
afterAll(() => scripted.close());

const decide = (handle: Handle, id: string) =>
  handle.signal(decisionSignal, {
    id,
    step: 'Manager',
    approver: 'Mary Roe',
    verdict: 'approved',
    final: false,
  });

const ways = {
  'a handler': (handle: Handle) => handle.signal('slow'),
  'the loop': (handle: Handle) => decide(handle, 'slow'),
};

test.each(['a handler', 'the loop'] as const)(
  'an activation that is cut off in %s fails its task alone: the worker lives on, and so do the others',
  async (where) => {
    const [cut, other] = [await scripted.start(), await scripted.start()];
    await eventually(async () => (await statusOf(cut)).ticket, 'the ticket');
    await ways[where](cut);
    const message = await eventually(
      async () => {
        const { events } = await cut.fetchHistory();
        return events
          ?.map((event) => event.workflowTaskFailedEventAttributes?.failure?.message ?? '')
          .find((one) => one !== '');
      },
      'the failed task',
      60_000,
    );
    expect(message).toContain('timed out');
    for (const id of ['1', '2', '3']) {
      await decide(other, id);
      await eventually(
        async () => ((await statusOf(other)).notes.written === Number(id) ? true : undefined),
        `note ${id}`,
        60_000,
      );
    }
    await Promise.all([cut, other].map((one) => one.terminate('shown')));
  },
  240_000,
);
