// What is measured on: a Temporal of its own, and processes beside it, started by the first row that needs them.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { startGuarded } from '../bin/dev/guarded.ts';
import { usablePort } from '../bin/dev/ports.ts';
import { attributeFlags } from '../client/temporal/attributes.ts';
import { findTemporalCli } from '../bin/dev/temporal-cli.ts';
import { sampleInput } from '../test/support/samples.ts';
import { eventually, statusOf } from '../test/support/scripted.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import { workflowType } from '../workflows/definitions.ts';
import { type Child, startChild } from './child.ts';

/** How often a worker of ours polls, in milliseconds: often, to see many polls; hardly ever, to see none. */
export const paces = { quick: 300, rest: 3_600_000 } as const;

/** A worker with activities that answer at once. */
export interface Instant {
  child: Child;
  taskQueue: string;
}

/** Our workflow at one of the paces; or the bare ones, by the defaults of the SDK, or in a sandbox prepared as ours is. */
export type Which = keyof typeof paces | 'bare' | 'bare, prepared';

export interface Setting {
  address: string;
  client: Client;
  /** The same one for every row. */
  instant: (which: Which) => Promise<Instant>;
}

/** A worker of its own process. */
export async function startInstant(address: string, which: Which): Promise<Instant> {
  const taskQueue = `instant-${randomUUID()}`;
  const isBare = which === 'bare' || which === 'bare, prepared';
  const whose = isBare ? [which, '0'] : ['ours', String(paces[which])];
  const node = ['--expose-gc'];
  const child = await startChild('instant', [address, taskQueue, ...whose], { node });
  return { child, taskQueue };
}

/** Starts Temporal, does the work, and ends everything that was started. */
export async function withSetting<T>(work: (setting: Setting) => Promise<T>): Promise<T> {
  const port = String(await usablePort(0, 'Temporal', 'TEMPORAL_CLI_PATH'));
  const flags = ['--headless', '--ip', '127.0.0.1', '--port', port, '--log-level', 'never'];
  const start = ['server', 'start-dev', ...attributeFlags(), ...flags];
  const temporal = await startGuarded(await findTemporalCli(), start);
  const started = new Map<string, Promise<Instant>>();
  try {
    const address = `127.0.0.1:${port}`;
    const connection = await Connection.connect({ address, connectTimeout: '30s' });
    const instant: Setting['instant'] = (which) => {
      const one = started.get(which) ?? startInstant(address, which);
      started.set(which, one);
      return one;
    };
    const result = await work({ address, client: new Client({ connection }), instant });
    await connection.close();
    return result;
  } finally {
    const all = await Promise.allSettled(started.values());
    const running = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.child] : []));
    await Promise.all(running.map((child) => child.stop()));
    await temporal.stop(0);
  }
}

/** Starts our workflow on such a worker. */
export async function startOurs(client: Client, { taskQueue }: Instant) {
  const id = randomUUID();
  const workflowId = workflowIdOf(id);
  const args = [sampleInput({ id })];
  return client.workflow.start(workflowType, { taskQueue, workflowId, args });
}

/** Waits until a request waits for its ticket and has nothing left to tell. */
export async function atRest(client: Client, workflowId: string): Promise<void> {
  await eventually(
    async () => {
      const { state, undelivered } = await statusOf(client.workflow.getHandle(workflowId));
      return (state === 'waiting-for-ticket' && undelivered === 0) || undefined;
    },
    `${workflowId} at rest`,
    120_000,
  );
}
