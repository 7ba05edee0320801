// The whole system with its worker in a process of its own, which a test may kill at any moment.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startWorkerProcess } from '../../bin/dev/worker-process.ts';
import { connect, type AccessRequests } from '../../client/access-requests.ts';
import {
  startIdentityManager,
  type IdentityManagerSimulator,
} from '../../simulators/identity-manager/identity-manager-simulator.ts';
import {
  startServiceNow,
  type ServiceNowSimulator,
} from '../../simulators/servicenow/servicenow-simulator.ts';
import { eventually } from './scripted.ts';
import { quickConfiguration, secretsOfTests, type SystemOptions, webhookSecret } from './system.ts';

/** Both simulators, a client, and a worker that can be replaced. */
export interface KillableSystem {
  servicenow: ServiceNowSimulator;
  identityManager: IdentityManagerSimulator;
  requests: AccessRequests;
  /** SIGKILL, as the machine does it, and another worker in its place. */
  replaceWorker: () => Promise<void>;
  /** Resolves once so many writes were asked of ServiceNow. */
  written: (writes: number) => Promise<void>;
  close: () => Promise<void>;
}

/** Starts it. `seed` is that of the faults. */
export async function startKillable({
  address,
  seed,
  ...change
}: Pick<SystemOptions, 'address' | 'instance' | 'category'> & {
  seed: number;
}): Promise<KillableSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'killable-'));
  const servicenow = await startServiceNow({ seed, quota: 2_000 });
  const identityManager = await startIdentityManager({ seed, secrets: [webhookSecret] });
  const configuration = quickConfiguration(servicenow, identityManager, change);
  const file = join(folder, 'orchestrator.yaml');
  await writeFile(file, JSON.stringify(configuration));
  const env = { ...process.env, ...secretsOfTests, TEMPORAL_ADDRESS: address };
  const startWorker = () => startWorkerProcess(file, env, 'ignore');
  let worker = startWorker();
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  const taskQueue = configuration.temporal?.taskQueue ?? '';
  const requests = await connect({ environment: 'test', taskQueue, temporal });
  return {
    servicenow,
    identityManager,
    requests,
    replaceWorker: async () => {
      process.kill(worker.pid, 'SIGKILL');
      expect(await worker.ended).toBe('SIGKILL');
      worker = startWorker();
    },
    written: async (writes) => {
      const count = () => servicenow.calls().creates + servicenow.calls().updates;
      const reached = () => Promise.resolve(count() >= writes || undefined);
      await eventually(reached, () => `${writes} writes (${count()} so far)`, 1_200_000);
    },
    close: async () => {
      await worker.stop();
      await requests.close();
      await Promise.all([servicenow.close(), identityManager.close()]);
      await rm(folder, { recursive: true });
    },
  };
}
