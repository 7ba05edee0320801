// One Temporal dev server for the whole suite: started before the first test, stopped after the last.
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import type { TestProject } from 'vitest/node';
import { startGuarded } from '../../bin/dev/guarded.ts';
import { attributeFlags } from '../../client/temporal/attributes.ts';
import { findTemporalCli } from '../../bin/dev/temporal-cli.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
  }
}

/** A port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  forgetOtherTemporals();
  const port = await freePort();
  const flags = ['--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'];
  const server = await startGuarded(await findTemporalCli(), [
    ...['server', 'start-dev', '--headless', ...attributeFlags()],
    ...flags,
    // A run that has just ended is deleted once these queues have noted its end: after half a minute by default.
    ...['transfer', 'visibility'].flatMap((queue) => [
      '--dynamic-config-value',
      `history.${queue}ProcessorUpdateAckInterval="1s"`,
    ]),
  ]);
  const address = `127.0.0.1:${port}`;
  const early = server.ended.then((how) => {
    throw new Error(`Temporal ended while it started: ${how}`);
  });
  const connecting = Connection.connect({ address, connectTimeout: '30s' });
  await (await Promise.race([connecting, early])).close();
  project.provide('temporalAddress', address);
  // In memory: nothing is lost by not asking first.
  return () => server.stop(0);
}

/** What points to the Temporal of whoever runs the tests: no test may reach it. */
function forgetOtherTemporals(): void {
  const ours = ['TEMPORAL_CLI_PATH', 'TEMPORAL_TEST_SERVER_PATH'];
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('TEMPORAL_') && !ours.includes(name))
      Reflect.deleteProperty(process.env, name);
  }
  process.env['TEMPORAL_CONFIG_FILE'] = '/nonexistent/temporal.toml';
}
