// The workflow on a real Temporal server with activities that a test writes: what the shell does, and no more.
import { randomUUID } from 'node:crypto';
import {
  Client,
  Connection,
  QueryNotRegisteredError,
  type WorkflowHandle,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type {
  Activities,
  TicketWrite,
  UpdateServiceNowStatusResult,
} from '../../contract/activities.ts';
import { statusQuery, taskNotBegun, workflowType } from '../../workflows/definitions.ts';
import { workflowIdOf, type AccessRequest } from '../../contract/access-request.ts';
import type { RequestStatus } from '../../contract/status.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { AccessRequestError } from '../../client/errors.ts';
import { submittedWith } from '../../workflows/search-attributes.ts';
import { quiet } from './quiet.ts';
import { judgedBy, sampleInput, samplePlan, sampleStatus, sampleTicket } from './samples.ts';

quiet();

/** Polls every 300 ms, so that a test sees several. */
export const quick = { interval: 300, maximum: 300, spacing: 0 };

/** A worker with scripted activities, and a client beside it. */
export interface Scripted {
  client: Client;
  /** Starts a request of its own id on this worker. */
  start: (change?: Partial<AccessRequest>) => Promise<Handle>;
  close: () => Promise<void>;
}

export type Handle = WorkflowHandleWithFirstExecutionRunId<
  (...args: unknown[]) => Promise<Outcome>
>;

/** Activities that succeed at once: a ticket that stays open, deliveries that are taken. */
export function willing(taskQueue: string): Activities {
  const plan = samplePlan({ taskQueue, cadence: quick });
  const status = sampleStatus({ cadence: quick });
  return {
    PlanTicket: () => Promise.resolve(plan),
    CreateTicket: () =>
      Promise.resolve({ ticket: sampleTicket, status, adopted: false, ignoredFields: [] }),
    GetTicketStatus: () => Promise.resolve({ kind: 'read', ticket: sampleTicket, status }),
    UpdateServiceNowStatus: ({ write }) => Promise.resolve(written(write)),
    ReportProgress: () => Promise.resolve({ kind: 'taken', judgedBy }),
    RecordOutcome: () => Promise.resolve({ kind: 'taken', judgedBy }),
  };
}

/** What becomes of a write that ServiceNow takes. */
function written({ kind }: TicketWrite): UpdateServiceNowStatusResult {
  const closed = (result: 'cancelled' | 'fulfilled') =>
    sampleStatus({ phase: 'closed', result, cadence: quick, evidence: { modCount: 9 } });
  switch (kind) {
    case 'note':
      return { kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy };
    case 'cancel':
      return { kind: 'cancelled', status: closed('cancelled') };
    case 'close':
      return { kind: 'closed', status: closed('fulfilled') };
  }
}

/** Starts the worker; `script` replaces what the test is about. */
export async function startScripted(
  address: string,
  workflowBundle: WorkflowBundleOption,
  script: (taskQueue: string) => Partial<Activities> = () => ({}),
): Promise<Scripted> {
  const taskQueue = `scripted-${randomUUID()}`;
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowBundle,
    activities: { ...willing(taskQueue), ...script(taskQueue) },
    stickyQueueScheduleToStartTimeout: '1s',
  });
  const running = worker.run();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    client,
    start: (change = {}) => {
      const id = `S-${randomUUID()}`;
      const input = sampleInput({ id, ...change });
      return client.workflow.start<(...args: unknown[]) => Promise<Outcome>>(workflowType, {
        workflowId: workflowIdOf(change.id ?? id),
        taskQueue,
        args: [input],
        typedSearchAttributes: submittedWith(input.request, new Date()),
      });
    },
    close: async () => {
      worker.shutdown();
      await running;
      await native.close();
      await connection.close();
    },
  };
}

/** Where a request stands; asked again where the worker refuses to take in what is new for a query. */
export const statusOf = (handle: Pick<WorkflowHandle, 'query'>): Promise<RequestStatus> =>
  eventually(async () => {
    try {
      return await handle.query(statusQuery);
    } catch (error) {
      if (error instanceof QueryNotRegisteredError && error.message === taskNotBegun) return;
      throw error;
    }
  }, 'the status');

/** Asks until Temporal answers in time, as callers do: what is asked twice counts once. */
export const insisting = <Answer extends object>(ask: () => Promise<Answer>): Promise<Answer> =>
  eventually(
    () =>
      ask().catch((error: unknown) => {
        if (error instanceof AccessRequestError && error.kind === 'TemporalUnreachable')
          return undefined;
        throw error;
      }),
    'an answer of Temporal',
  );

/** Resolves once `probe` gives something; each look is a round trip, so there is no sleeping for luck. */
export async function eventually<Value>(
  probe: () => Promise<Value | undefined>,
  what: string | (() => string),
  patience = 100_000,
  pause = 20,
): Promise<Value> {
  const until = Date.now() + patience;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > until) {
      throw new Error(`never came: ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
