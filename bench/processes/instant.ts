// A worker whose activities answer at once, of our workflow or of the bare ones: what it costs is the workflow side.
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../../contract/activities.ts';
import { willing } from '../../test/support/scripted.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { workflowLimits } from '../../worker/limits.ts';
import type { Cadence } from '../../contract/ticket.ts';
import { attend } from './attend.ts';
import type { PlainCall } from './bare.ts';

const [, , address = '', taskQueue = '', whose = '', interval = ''] = process.argv;
const pace = Number(interval);

/** Activities of a ticket that stays open and is polled at `pace`. */
function ours(): Activities {
  const activities = willing(taskQueue);
  // At the pace of tests hints are not held apart; at that of production they are.
  const spacing = pace < 10_000 ? 0 : 10_000;
  const cadence: Cadence = { interval: pace, maximum: pace, spacing };
  return {
    ...activities,
    PlanTicket: async (...args: Parameters<typeof activities.PlanTicket>) => ({
      ...(await activities.PlanTicket(...args)),
      cadence,
    }),
    CreateTicket: async (...args: Parameters<typeof activities.CreateTicket>) => {
      const created = await activities.CreateTicket(...args);
      return { ...created, status: { ...created.status, cadence } };
    },
    GetTicketStatus: async (...args: Parameters<typeof activities.GetTicketStatus>) => {
      const read = await activities.GetTicketStatus(...args);
      return read.kind === 'read' ? { ...read, status: { ...read.status, cadence } } : read;
    },
  };
}

const bare = {
  nothing: () => Promise.resolve(),
  async send({ url, headers, body }: PlainCall): Promise<void> {
    const answer = await fetch(url, { method: 'POST', headers, body });
    await answer.text();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  },
};

const workflowsPath = fileURLToPath(import.meta.resolve('./bare.ts'));

async function code(): Promise<Partial<WorkerOptions>> {
  switch (whose) {
    case 'ours':
      return { workflowBundle: await bundleWorkflows(), activities: ours() };
    case 'bare, prepared':
      return { workflowBundle: await bundleWorkflows({ workflowsPath }), activities: bare };
    default:
      return { workflowsPath, activities: bare };
  }
}

const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  ...workflowLimits,
  ...(await code()),
  connection,
  taskQueue,
});
const ended = worker.run();
attend([], async () => {
  worker.shutdown();
  await ended;
  await connection.close();
});
