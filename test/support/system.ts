// The whole system on loopback: both simulators, a configuration with times of seconds, workers, a client.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import { connect, type AccessRequests } from '../../client/access-requests.ts';
import {
  configurationSchema,
  type Configuration,
  type ConfigurationInput,
} from '../../config/schema.ts';
import {
  startIdentityManager,
  type IdentityManagerSimulator,
} from '../../simulators/identity-manager/identity-manager-simulator.ts';
import {
  startServiceNow,
  type ServiceNowSimulator,
} from '../../simulators/servicenow/servicenow-simulator.ts';
import { createWorkers } from '../../worker/workers.ts';
import type { AccessRequest } from '../../contract/access-request.ts';
import { judgedBy, sampleRequest } from './samples.ts';

/** Everything that a scenario needs, and the way to end it. */
export interface System {
  servicenow: ServiceNowSimulator;
  identityManager: IdentityManagerSimulator;
  configuration: Configuration;
  client: Client;
  requests: AccessRequests;
  /** Submits a request of a new id and gives the id. */
  submit: (change?: Partial<AccessRequest>) => Promise<string>;
  close: () => Promise<void>;
}

export const webhookSecret = `whsec_${Buffer.from('a secret of tests').toString('base64')}`;

/** What a test may set; `category` and `instance` are merged into the defaults of seconds. */
export interface SystemOptions {
  address: string;
  workflowBundle: WorkflowBundleOption;
  category?: Partial<ConfigurationInput['categories'][string]>;
  instance?: Partial<ConfigurationInput['servicenow']['instances'][string]>;
  /** More categories, each merged into the same defaults. */
  categories?: Record<string, Partial<ConfigurationInput['categories'][string]>>;
  checkTimestamp?: boolean;
  /** How many workflows the worker keeps in memory. */
  cachedWorkflows?: number;
  seed?: number;
  /** Milliseconds; what the instance commits later than this, it never commits. */
  quota?: number;
}

type Described = Pick<SystemOptions, 'category' | 'categories' | 'instance'>;

/** A configuration for the two simulators: polls of half a second, time-outs of few. */
export function quickConfiguration(
  servicenow: { url: string },
  identityManager: { webhook: string },
  { category = {}, categories = {}, instance = {} }: Described = {},
): ConfigurationInput {
  const taskQueue = `system-${randomUUID()}`;
  return {
    environment: 'test',
    temporal: { taskQueue },
    identityManager: {
      webhook: { url: identityManager.webhook, secrets: [{ env: 'WEBHOOK' }], timeout: '5s' },
      burst: '10s',
      retry: { initial: '100ms', maximum: '1s' },
    },
    servicenow: {
      instances: {
        main: {
          url: servicenow.url,
          auth: { basic: { user: 'orchestrator', password: { env: 'PASSWORD' } } },
          timeouts: {
            client: '5s',
            sendWithin: '1s',
            startToClose: '7s',
            burst: '10s',
            quota: '2s',
            margin: '200ms',
          },
          retry: { initial: '100ms', maximum: '1s' },
          ...instance,
        },
      },
    },
    categories: Object.fromEntries(
      Object.entries({ ...categories, 'sap-roles': category }).map(([name, change]) => [
        name,
        {
          enabled: true,
          instance: 'main',
          table: 'incident',
          polling: { interval: '500ms', maximum: '500ms', spacing: '100ms' },
          ...change,
        },
      ]),
    ),
  };
}

/** Secrets of the tests, by the names in their configuration. */
export const secretsOfTests: Record<string, string> = {
  PASSWORD: 'orchestrator',
  WEBHOOK: webhookSecret,
};

/** Starts everything in this process. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { address, workflowBundle, checkTimestamp = true, seed = 1, quota = 2_000 } = options;
  const servicenow = await startServiceNow({ seed, quota });
  const identityManager = await startIdentityManager({ secrets: [webhookSecret], checkTimestamp });
  const configuration = configurationSchema.parse(
    quickConfiguration(servicenow, identityManager, options),
  );
  const native = await NativeConnection.connect({ address });
  const workers = await createWorkers({
    connection: native,
    namespace: 'default',
    workflowBundle,
    stickyTimeout: '1s',
    ...(options.cachedWorkflows === undefined ? {} : { cachedWorkflows: options.cachedWorkflows }),
    configuration,
    judgedBy,
    readSecret: (secret) =>
      Promise.resolve(('env' in secret ? secretsOfTests[secret.env] : undefined) ?? ''),
  });
  const running = workers.run();
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  const { taskQueue } = configuration.temporal;
  const requests = await connect({ environment: 'test', taskQueue, temporal });
  const connection = await Connection.connect({ address });
  return {
    servicenow,
    identityManager,
    configuration,
    requests,
    client: new Client({ connection }),
    submit: async (change = {}) => {
      const request = sampleRequest({ id: `T-${randomUUID()}`, ...change });
      await requests.submit(request);
      return request.id;
    },
    close: async () => {
      workers.shutdown();
      await running;
      await Promise.all([native.close(), connection.close(), requests.close()]);
      await Promise.all([servicenow.close(), identityManager.close()]);
    },
  };
}
