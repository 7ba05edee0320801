// The ticket activities against a ServiceNow simulator of their own, as a worker would run them.
import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, onTestFinished } from 'vitest';
import type {
  CreateTicketInput,
  GetTicketStatusInput,
  RequestKey,
  TicketKey,
  TicketWrite,
  UpdateServiceNowStatusInput,
} from '../../contract/activities.ts';
import { createCreateTicket } from '../../activities/create-ticket.ts';
import { createGetTicketStatus } from '../../activities/get-ticket-status.ts';
import { createServiceNow } from '../../activities/servicenow/client.ts';
import { createUpdateServiceNowStatus } from '../../activities/update-servicenow-status.ts';
import { type ConfigurationInput, configurationSchema } from '../../config/schema.ts';
import {
  type ServiceNowOptions,
  type ServiceNowSimulator,
  startServiceNow,
} from '../../simulators/servicenow/servicenow-simulator.ts';
import type { Decision, Note } from '../../contract/messages.ts';
import { judgedBy } from './samples.ts';

type InstanceInput = ConfigurationInput['servicenow']['instances'][string];
type CategoryInput = ConfigurationInput['categories'][string];

/** What a test may want to be different. Secrets by the names that the configuration refers to. */
export interface BenchOptions {
  simulator?: ServiceNowOptions;
  instance?: Partial<InstanceInput>;
  category?: Partial<CategoryInput>;
  secrets?: Record<string, string>;
  /** What the plan has pinned, in milliseconds, where it is not what the configuration says. */
  startToClose?: number;
}

/** One simulator and one worker's activities on it. */
export async function startBench(options: BenchOptions = {}) {
  const simulator = await startServiceNow(options.simulator);
  onTestFinished(() => simulator.close());
  return { simulator, ...(await connectBench(simulator, options)) };
}

/** The activities of another worker on the same simulator. */
export async function connectBench(simulator: { url: string }, options: BenchOptions = {}) {
  const secrets: Record<string, string> = { PASSWORD: 'orchestrator', ...options.secrets };
  const logged: unknown[] = [];
  const configuration = configurationOf(simulator.url, options);
  const servicenow = createServiceNow({
    configuration,
    judgedBy,
    readSecret: (secret) =>
      'env' in secret && secrets[secret.env] !== undefined
        ? Promise.resolve(secrets[secret.env] ?? '')
        : Promise.reject(new Error('there is no such secret')),
  });
  const log = (message: string, meta?: unknown) => void logged.push([message, meta]);
  const logger = { log, trace: log, debug: log, info: log, warn: log, error: log };
  const pinned = configuration.servicenow.instances['main']?.timeouts.startToClose;
  const startToCloseTimeoutMs = options.startToClose ?? pinned ?? 0;
  const run = <R>(attempt: number, activity: () => Promise<R>): Promise<R> => {
    const environment = new MockActivityEnvironment({ attempt, startToCloseTimeoutMs }, { logger });
    return environment.run<[], R, () => Promise<R>>(activity);
  };
  const create = createCreateTicket(servicenow);
  const read = createGetTicketStatus(servicenow);
  const update = createUpdateServiceNowStatus(servicenow);
  return Promise.resolve({
    servicenow,
    secrets,
    logged,
    client: servicenow.instanceOf({ ...keyOf('R-0'), environment: 'test' }),
    create: (input: CreateTicketInput, attempt = 1) => run(attempt, () => create(input)),
    read: (input: GetTicketStatusInput, attempt = 1) => run(attempt, () => read(input)),
    update: (input: UpdateServiceNowStatusInput, attempt = 1) => run(attempt, () => update(input)),
  });
}

function configurationOf(url: string, { instance, category }: BenchOptions) {
  return configurationSchema.parse({
    environment: 'test',
    identityManager: {
      webhook: { url: 'http://127.0.0.1:1/', secrets: [{ env: 'WEBHOOK_SECRET' }] },
    },
    servicenow: {
      instances: {
        main: {
          url,
          auth: { basic: { user: 'orchestrator', password: { env: 'PASSWORD' } } },
          ...instance,
          timeouts: {
            client: '50s',
            sendWithin: '50s',
            startToClose: '101s',
            ...instance?.timeouts,
          },
        },
      },
    },
    categories: {
      'sap-roles': { enabled: true, instance: 'main', table: 'incident', ...category },
    },
  });
}

/** The keys of a request and its ticket. */
export function keyOf(requestId: string, table = 'incident'): RequestKey & TicketKey {
  const sysId = createHash('md5').update(requestId).digest('hex');
  return { requestId, environment: 'test', firstRunId: 'run-1', instance: 'main', table, sysId };
}

export function createInput(requestId: string, table?: string): CreateTicketInput {
  return {
    ...keyOf(requestId, table),
    serviceCategory: 'sap-roles',
    rendered: {
      fields: { short_description: 'Grant SAP role', description: 'For Ada Muster' },
      note: { column: 'work_notes', text: 'https://im.example/requests/PWO-1' },
    },
    attemptedBefore: false,
  };
}

export function readInput(
  requestId: string,
  change: Partial<GetTicketStatusInput> = {},
): GetTicketStatusInput {
  return {
    ...keyOf(requestId, change.table),
    serviceCategory: 'sap-roles',
    fresh: false,
    adopting: false,
    ...change,
  };
}

/** Writes something to the ticket of a request, whose approval shows the final decision. */
export function writeInput(
  requestId: string,
  write: TicketWrite,
  table?: string,
): UpdateServiceNowStatusInput {
  const key = keyOf(requestId, table);
  return { ...key, serviceCategory: 'sap-roles', showsApproval: true, write };
}

export function cancelInput(
  requestId: string,
  change: Partial<Omit<Extract<TicketWrite, { kind: 'cancel' }>, 'kind'>> = {},
  table?: string,
): UpdateServiceNowStatusInput {
  const ending = { id: 'C-1', by: 'Ben Beispiel', reason: 'No longer needed', denied: false };
  return writeInput(requestId, { ...ending, ...change, kind: 'cancel' }, table);
}

/** The note of a decision, as the workflow has it written. */
export function noteInput(
  requestId: string,
  change: Partial<Omit<Extract<TicketWrite, { kind: 'note' }>, 'kind'>> = {},
  table?: string,
): UpdateServiceNowStatusInput {
  const usual = { attemptedBefore: false, looksOnly: false, releases: false };
  const note = { ...usual, note: decisionNote(), ...change };
  return writeInput(requestId, { ...note, kind: 'note' }, table);
}

/** The decision `D-1`, on its way to becoming a note. */
export function decisionNote(decision: Partial<Decision> = {}, note: Partial<Note> = {}): Note {
  return {
    message: {
      kind: 'decision',
      decision: {
        id: 'D-1',
        step: 'Manager approval',
        approver: 'Olivia Owner',
        verdict: 'approved',
        final: false,
        ...decision,
      },
    },
    receivedAt: '2026-11-24T08:00:00.000Z',
    ...note,
  };
}

/** The failure with which a promise rejects; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApplicationFailure);
  if (!(error instanceof ApplicationFailure)) throw new Error('not reached');
  return error;
}

/** What was committed to tickets, by operation. */
export function committed(simulator: ServiceNowSimulator, operation: 'create' | 'update') {
  return simulator.audit().filter((entry) => entry.operation === operation && entry.committed);
}
