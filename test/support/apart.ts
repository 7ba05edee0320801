// The workers of a request apart: what comes while none runs the workflows comes to them in one task.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import {
  NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { Activities } from '../../contract/activities.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowType } from '../../workflows/definitions.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { sampleInput } from './samples.ts';
import { type Handle, willing } from './scripted.ts';

/** A worker of activities, which runs, and one of workflows, which runs when a test says so. */
export interface Apart {
  client: Client;
  /** Starts a request of its own id. */
  start: () => Promise<Handle>;
  /** Runs workflows until the function that it gives is called. */
  decide: () => Promise<() => Promise<void>>;
  close: () => Promise<void>;
}

/** Starts the worker of the activities; `script` replaces what the test is about. */
export async function startApart(
  address: string,
  workflowBundle: WorkflowBundleOption,
  script: (taskQueue: string) => Partial<Activities>,
): Promise<Apart> {
  const taskQueue = `apart-${randomUUID()}`;
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const run = async (work: Partial<WorkerOptions>) => {
    const worker = await Worker.create({ connection: native, taskQueue, ...work });
    const running = worker.run();
    return () => {
      worker.shutdown();
      return running;
    };
  };
  const stop = await run({ activities: { ...willing(taskQueue), ...script(taskQueue) } });
  return {
    client,
    start: () => {
      const id = `A-${randomUUID()}`;
      return client.workflow.start<(...args: unknown[]) => Promise<Outcome>>(workflowType, {
        workflowId: workflowIdOf(id),
        taskQueue,
        args: [sampleInput({ id })],
      });
    },
    decide: () => run({ workflowBundle, stickyQueueScheduleToStartTimeout: '1s' }),
    close: async () => {
      await stop();
      await native.close();
      await connection.close();
    },
  };
}
