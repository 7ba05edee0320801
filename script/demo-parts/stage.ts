// The stage of the demo: Temporal and a worker as `dev` runs them, both simulators, one configuration.
import { mkdir, mkdtemp, open, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { findTemporalCli } from '../../bin/dev/temporal-cli.ts';
import { usablePort } from '../../bin/dev/ports.ts';
import { runDev, type DevEvent } from '../../bin/dev/supervise.ts';
import { packageRoot } from '../../bin/package.ts';
import { connect, type AccessRequests } from '../../client/access-requests.ts';
import type { ConfigurationInput } from '../../config/schema.ts';
import {
  startIdentityManager,
  type IdentityManagerSimulator,
} from '../../simulators/identity-manager/identity-manager-simulator.ts';
import {
  startServiceNow,
  type ServiceNowSimulator,
} from '../../simulators/servicenow/servicenow-simulator.ts';

/** Everything that the story is played with. */
export interface Stage {
  servicenow: ServiceNowSimulator;
  identityManager: IdentityManagerSimulator;
  requests: AccessRequests;
  /** What `dev` said, in order: its worker's deaths and births. */
  events: DevEvent[];
  address: string;
  ui: string;
  folder: string;
  /** Resolves, or rejects, when `dev` has ended. */
  ended: Promise<void>;
  close: () => Promise<void>;
}

const secret = `whsec_${Buffer.from('the secret of the demo').toString('base64')}`;

/** What was opened, to be closed in the opposite order, also when the stage is never finished. */
type Closers = (() => Promise<unknown>)[];

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** Sets everything up in a folder of its own. `ending` ends it. */
export async function setStage(ending: AbortController): Promise<Stage> {
  const closers: Closers = [];
  try {
    return await setUp(ending.signal, closers);
  } catch (error) {
    ending.abort();
    await closeAll(closers);
    throw error;
  }
}

async function setUp(signal: AbortSignal, closers: Closers): Promise<Stage> {
  await mkdir(join(packageRoot, '.data'), { recursive: true });
  const folder = await mkdtemp(join(packageRoot, '.data', 'demo-'));
  const servicenow = await startServiceNow({ port: await preferred(8081), quota: 2_000 });
  closers.push(() => servicenow.close());
  const identityManager = await startIdentityManager({
    port: await preferred(8082),
    secrets: [secret],
  });
  closers.push(() => identityManager.close());
  const config = join(folder, 'orchestrator.yaml');
  await writeFile(config, yamlOf(configurationFor(servicenow, identityManager)));
  Object.assign(process.env, { SERVICENOW_PASSWORD: 'orchestrator', WEBHOOK_SECRET: secret });
  const log = await open(join(folder, 'worker.log'), 'a');
  closers.push(() => log.close());

  const events: DevEvent[] = [];
  const ready = Promise.withResolvers<Extract<DevEvent, { event: 'ready' }>>();
  const ended = runDev({
    cli: await findTemporalCli(),
    config,
    signal,
    databaseFile: join(folder, 'temporal.db'),
    namespace: 'default',
    port: await preferred(7233),
    uiPort: await preferred(8233),
    workerOutput: log.fd,
    tell: (event) => {
      events.push(event);
      if (event.event === 'ready') ready.resolve(event);
    },
  });
  closers.push(() => ended.catch(() => undefined));
  const { address, ui } = await Promise.race([ready.promise, ended.then(() => stopped())]);
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  const requests = await connect({ environment: 'demo', taskQueue: 'access-requests', temporal });
  closers.push(() => requests.close());
  const close = () => closeAll(closers);
  return { servicenow, identityManager, requests, events, address, ui, folder, ended, close };
}

function stopped(): never {
  throw new Error('it was stopped before it began');
}

/** The port that people expect, else any free one. */
async function preferred(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return usablePort(0, 'the demo', '--port');
  }
  server.close();
  await once(server, 'close');
  return port;
}

const polling = { interval: '1s', maximum: '5s', spacing: '200ms' };

/** Everything in seconds: polls each second, so that the story does not bore. */
function configurationFor(
  servicenow: { url: string },
  identityManager: { webhook: string },
): ConfigurationInput {
  return {
    environment: 'demo',
    identityManager: {
      webhook: {
        url: identityManager.webhook,
        secrets: [{ env: 'WEBHOOK_SECRET' }],
        timeout: '2s',
      },
      burst: '10s',
      retry: { initial: '200ms', maximum: '1s' },
    },
    servicenow: {
      instances: {
        main: {
          url: servicenow.url,
          auth: { basic: { user: 'orchestrator', password: { env: 'SERVICENOW_PASSWORD' } } },
          timeouts: {
            client: '1s',
            sendWithin: '1s',
            startToClose: '3s',
            burst: '10s',
            quota: '2s',
            margin: '500ms',
          },
          retry: { initial: '200ms', maximum: '1s' },
        },
      },
    },
    categories: {
      'sap-roles': { enabled: true, instance: 'main', table: 'incident', polling },
      'admin-accounts': {
        enabled: true,
        master: 'identity-manager',
        instance: 'main',
        table: 'incident',
        polling,
      },
    },
  };
}

/** JSON is YAML; a comment says why it looks like this. */
function yamlOf(configuration: ConfigurationInput): string {
  const json = JSON.stringify(configuration, undefined, 2);
  return `# Written by script/demo: every interval in seconds. See config/example.yaml for a real one.\n${json}\n`;
}
