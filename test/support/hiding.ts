// An instance whose account may not read some columns: a gateway before the simulator that takes them out of answers.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** The address of the same instance without these columns; `empty`: they are there, and read as nothing. */
export async function withoutColumns(
  url: string,
  columns: readonly string[],
  how: 'absent' | 'empty' = 'absent',
): Promise<string> {
  const hide = (key: string, value: unknown): unknown => {
    if (!columns.includes(key)) return value;
    return how === 'absent' ? undefined : { value: '', display_value: '' };
  };
  const server = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', headers } = request;
      const { authorization = '' } = headers;
      const sent = await text(request);
      const reply = await fetch(new URL(request.url ?? '/', url), {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(sent === '' ? {} : { body: sent }),
      });
      const told: unknown = await reply.json();
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(told, hide));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
