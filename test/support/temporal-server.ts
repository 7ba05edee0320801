// One Temporal dev server for the whole suite: started before the first test, stopped after the last.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
  }
}

/** The Temporal CLI that bootstrap put there, or that the environment names. */
export const temporalCli = process.env['TEMPORAL_CLI_PATH'] ?? '.cache/temporal/bin/temporal';

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
  const address = `127.0.0.1:${port}`;
  const server = spawn(
    temporalCli,
    ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)].concat([
      '--log-level',
      'error',
    ]),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const connection = await Connection.connect({ address, connectTimeout: '30s' });
  await connection.close();
  project.provide('temporalAddress', address);
  return async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
}
