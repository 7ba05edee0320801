// One Temporal dev server for the whole suite: started before the first test, stopped after the last.
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
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
  const connecting = Connection.connect({ address, connectTimeout: '2m' });
  await (await Promise.race([connecting, early])).close();
  project.provide('temporalAddress', address);
  // In memory: nothing is lost by not asking first.
  return () => server.stop(0);
}
