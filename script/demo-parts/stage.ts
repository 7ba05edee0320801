// The stage of the demo: Temporal and a worker as `dev` runs them, both simulators, one configuration.
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { findTemporalCli } from '../../bin/dev/temporal-cli.ts';
import { usablePort } from '../../bin/dev/ports.ts';
import { runDev, type DevEvent } from '../../bin/dev/run.ts';
import { packageRoot } from '../../bin/package.ts';
import { connect, type AccessRequests } from '../../client/access-requests.ts';
import type { ConfigurationInput } from '../../config/schema.ts';
import {
  startIdentityManager,
  type IdentityManagerSimulator,
} from '../../simulators/identity-manager/server.ts';
import { startServiceNow, type ServiceNowSimulator } from '../../simulators/servicenow/server.ts';

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

const folder = join(packageRoot, '.data', 'demo');
const secret = `whsec_${Buffer.from('the secret of the demo').toString('base64')}`;

/** Sets everything up in a fresh folder. `signal` ends it. */
export async function setStage(signal: AbortSignal): Promise<Stage> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const servicenow = await startServiceNow({ port: await preferred(8081), quota: 2_000 });
  const identityManager = await startIdentityManager({
    port: await preferred(8082),
    secrets: [secret],
  });
  const config = join(folder, 'orchestrator.yaml');
  await writeFile(config, yamlOf(configurationFor(servicenow, identityManager)));
  Object.assign(process.env, { SERVICENOW_PASSWORD: 'orchestrator', WEBHOOK_SECRET: secret });

  const events: DevEvent[] = [];
  const [port, uiPort] = [await preferred(7233), await preferred(8233)];
  const cli = await findTemporalCli();
  const databaseFile = join(folder, 'temporal.db');
  const dev = { cli, config, signal, databaseFile, namespace: 'default', port, uiPort };
  const ready = Promise.withResolvers<Extract<DevEvent, { event: 'ready' }>>();
  const log = await open(join(folder, 'worker.log'), 'a');
  const ended = runDev({
    ...dev,
    workerOutput: log.fd,
    tell: (event) => {
      events.push(event);
      if (event.event === 'ready') ready.resolve(event);
    },
  });
  const { address, ui } = await Promise.race([ready.promise, ended.then(() => stopped())]);
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  const requests = await connect({ environment: 'demo', taskQueue: 'access-requests', temporal });
  const close = async () => {
    await requests.close();
    await log.close();
    await Promise.all([servicenow.close(), identityManager.close()]);
  };
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
      'sap-roles': {
        enabled: true,
        instance: 'main',
        table: 'incident',
        polling: { interval: '1s', maximum: '5s', spacing: '200ms' },
      },
    },
  };
}

/** JSON is YAML; a comment says why it looks like this. */
function yamlOf(configuration: ConfigurationInput): string {
  const json = JSON.stringify(configuration, undefined, 2);
  return `# Written by script/demo: every interval in seconds. See config/example.yaml for a real one.\n${json}\n`;
}
