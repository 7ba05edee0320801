// `access-request simulate`: what it prints, how it ends, what it says when it cannot begin.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { registerSimulate } from '../../bin/commands/simulate.ts';
import { connectControl } from '../../simulators/identity-manager/identity-manager-control.ts';
import { isRecord, isString } from '../../simulators/shape.ts';
import { serviceNow } from './support.ts';

const program = `
import { Command } from 'commander';
import { registerSimulate } from './bin/commands/simulate.ts';
const program = new Command();
registerSimulate(program);
await program.parseAsync();
`;

/** Runs the command in a process of its own and reads its first line. */
async function run(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '--eval', program, '--', 'simulate', ...args],
    {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) return { child, line };
  throw new Error('the command ended without a word');
}

function urlOf(line: string): string {
  const parsed: unknown = JSON.parse(line);
  const url = isRecord(parsed) ? parsed['url'] : undefined;
  if (!isString(url)) throw new Error(`no url in ${line}`);
  return url;
}

test('runs ServiceNow with its accounts until it is told to end', async () => {
  const { child, line } = await run([
    ...['servicenow', '--port', '0', '--json'],
    ...['--user', 'one:a:b', 'two:c', '--quota', '1000', '--seed', '3'],
  ]);
  const response = await fetch(`${urlOf(line)}/api/now/table/incident`, {
    headers: { authorization: `Basic ${Buffer.from('one:a:b').toString('base64')}` },
  });
  expect(response.status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('runs the identity manager with a secret from the environment', async () => {
  const secret = Buffer.from('from the environment').toString('base64');
  const args = ['identity-manager', '--port', '0', '--json', '--secret-env', 'THE_SECRET'];
  const { child, line } = await run(args, { THE_SECRET: secret });
  const [at, body] = [new Date(), '{}'];
  const response = await fetch(`${urlOf(line)}/webhook`, {
    method: 'POST',
    headers: {
      'webhook-id': 'a',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('a', at, body),
    },
    body,
  });
  expect(response.status).toBe(200);
  expect(await connectControl(urlOf(line)).received()).toHaveLength(1);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('tells people where to look', async () => {
  const { line } = await run(['servicenow', '--port', '0']);
  expect(line).toMatch(/^ServiceNow simulator on http:\/\/127\.0\.0\.1:\d+/);
});

async function parsed(args: string[]): Promise<unknown> {
  const command = new Command().exitOverride();
  registerSimulate(command);
  return command.parseAsync(['simulate', ...args], { from: 'user' });
}

test('says that a port is taken and what to do', async () => {
  const { port } = await serviceNow();
  await expect(parsed(['servicenow', '--port', String(port)])).rejects.toThrow(
    `port ${port} is taken; choose another with --port`,
  );
});

test('listens where it is told, and gives an address that reaches it', async () => {
  const { line } = await run(['servicenow', '--port', '0', '--host', '0.0.0.0', '--json']);
  expect(urlOf(line)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${urlOf(line)}/agent`)).status).toBe(200);
});

// 192.0.2.0/24 is for documentation (RFC 5737): no machine has such an address.
test.each(['servicenow', 'identity-manager'])('says that %s cannot listen there', async (name) => {
  await expect(parsed([name, '--port', '0', '--host', '192.0.2.1'])).rejects.toThrow(
    'cannot listen on 192.0.2.1 (EADDRNOTAVAIL); choose another with --host',
  );
});

test.each([
  [['servicenow', '--port', 'x'], 'x is no whole number'],
  [['servicenow', '--user', 'nobody'], '--user takes name:password'],
  [['identity-manager', '--secret-env', 'NO_SUCH_SECRET'], 'NO_SUCH_SECRET is not set'],
])('refuses %j', async (args, words) => {
  await expect(parsed(args)).rejects.toThrow(words);
});
