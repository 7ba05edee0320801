// Ports of the loopback interface, asked for before anything is started on them.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { CommandFailure } from '../exit.ts';

/**
 * The port itself, or any free one for 0.
 * @param what who wants it, and `option` how to give it another one: for the message when it is taken.
 * @throws CommandFailure
 */
export async function usablePort(port: number, what: string, option: string): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`;
    throw new CommandFailure(
      `port ${port} of 127.0.0.1, for ${what}, ${why}; free it or choose another with ${option}`,
      1,
    );
  }
  const { port: usable } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return usable;
}
