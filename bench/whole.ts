// The whole system for a row: a worker as in production, both simulators, a client; processes of their own but for the client.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type AccessRequests } from '../client/access-requests.ts';
import type { ConfigurationInput } from '../config/schema.ts';
import {
  connectControl as identityManagerControl,
  type IdentityManagerControl,
} from '../simulators/identity-manager/identity-manager-control.ts';
import {
  connectControl as serviceNowControl,
  type ServiceNowControl,
} from '../simulators/servicenow/servicenow-control.ts';
import { sampleRequest } from '../test/support/samples.ts';
import { secretsOfTests, webhookSecret } from '../test/support/system.ts';
import { type Child, startChild } from './child.ts';

type Category = ConfigurationInput['categories'][string];

/** `env`: what a command needs to reach it. */
export interface Whole {
  worker: Child;
  servicenow: ServiceNowControl;
  identityManager: IdentityManagerControl;
  requests: AccessRequests;
  urls: { servicenow: string; webhook: string };
  env: Record<string, string>;
  /** Submits a request of a new id and gives the id. */
  submit: () => Promise<string>;
}

/** Starts it, does the work, and ends it. All that is not of the category is as it is by default. */
export async function withWhole<T>(
  address: string,
  category: Pick<Category, 'fields' | 'polling'>,
  work: (whole: Whole) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'access-request-bench-'));
  const children: Child[] = [];
  try {
    const neighbours = await startChild('neighbours', [webhookSecret]);
    children.push(neighbours);
    const [servicenow = '', identityManager = '', webhook = ''] = neighbours.told;
    const configuration = configurationOf({ servicenow, webhook }, category);
    const config = join(folder, 'orchestrator.yaml');
    await writeFile(config, JSON.stringify(configuration));
    const env = {
      ...secretsOfTests,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'),
      ACCESS_REQUEST_CONFIG: config,
    };
    // As much as `dev` gives it: more than a thousand requests need.
    const node = ['--max-old-space-size=1024'];
    const worker = await startChild('orchestrator', [config], { env, node });
    children.unshift(worker);
    const { environment, temporal } = configuration;
    const settings = { connectionOptions: { address }, namespace: 'default' };
    const requests = await connect({ environment, ...temporal, temporal: settings });
    const result = await work({
      worker,
      servicenow: serviceNowControl(servicenow),
      identityManager: identityManagerControl(identityManager),
      requests,
      urls: { servicenow, webhook },
      env,
      submit: async () => (await requests.submit(sampleRequest({ id: randomUUID() }))).id,
    });
    await requests.close();
    return result;
  } finally {
    for (const child of children) await child.stop();
    await rm(folder, { recursive: true });
  }
}

const configurationOf = ({ servicenow, webhook }: Whole['urls'], category: Partial<Category>) =>
  ({
    environment: 'bench',
    temporal: { taskQueue: `whole-${randomUUID()}` },
    identityManager: { webhook: { url: webhook, secrets: [{ env: 'WEBHOOK' }] } },
    servicenow: {
      instances: {
        main: {
          url: servicenow,
          auth: { basic: { user: 'orchestrator', password: { env: 'PASSWORD' } } },
        },
      },
    },
    categories: {
      'sap-roles': { enabled: true, instance: 'main', table: 'incident', ...category },
    },
  }) satisfies ConfigurationInput;
