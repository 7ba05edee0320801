// `--help` answers at once: it says what each command does, and loads nothing that a command needs to work.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { accessRequest } from '../support/executable.ts';

const recorder = fileURLToPath(new URL('../support/record-modules.mjs', import.meta.url));
const node = ['--import', recorder];

const loaded = (stderr: string): string[] => JSON.parse(stderr.trim()) as string[];

test('the recorder sees what a command loads that works', async () => {
  const run = await accessRequest(['status', 'a'], {
    node,
    env: { ACCESS_REQUEST_CONFIG: '/nonexistent/orchestrator.yaml' },
  });
  expect(loaded(run.stderr.split('\n').at(-2) ?? '')).toEqual(
    expect.arrayContaining(['zod', 'yaml', '@temporalio/client']),
  );
});

const commands = await accessRequest(['--help']).then(({ stdout }) => {
  const [, list = ''] = stdout.split('Commands:\n');
  return [...list.matchAll(/^ {2}(\w[\w-]*)/gm)].flatMap(([, name]) =>
    name === undefined || name === 'help' ? [] : [name],
  );
});

test('there are the commands of this release', () => {
  expect(commands).toEqual(
    expect.arrayContaining([
      ...['submit', 'status', 'list', 'decide', 'change', 'cancel', 'retry'],
      ...['audit', 'check', 'dev', 'worker', 'simulate', 'replay'],
    ]),
  );
});

test.each([[], ...commands.map((name) => [name])])(
  '--help of %s says what it does and loads no heavy module',
  async (...command) => {
    const run = await accessRequest([...command, '--help'], { node });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`Usage: ${['access-request', ...command].join(' ')}`);
    const heavy = loaded(run.stderr).filter((name) =>
      /^(@temporalio\/|@hono\/|zod$|hono$|protobufjs$|@grpc\/|yaml$|liquidjs$|pino$)/.test(name),
    );
    expect(heavy).toEqual([]);
  },
);
