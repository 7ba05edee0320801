// The commands for requests as a person runs them: what they print, how they end, and what is never printed.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { errorOf, newId, signalsOf, testClient } from '../support/client.ts';
import { accessRequest, type Run } from '../support/executable.ts';
import { sampleRequest } from '../support/samples.ts';
import { freePort } from '../support/temporal-server.ts';

const env = {
  ACCESS_REQUEST_CONFIG: 'config/example.yaml',
  TEMPORAL_ADDRESS: inject('temporalAddress'),
};
const folder = await mkdtemp(join(tmpdir(), 'access-request-bin-'));

/** Runs with the example configuration on the suite's server. */
const run = (args: readonly string[], input = ''): Promise<Run> =>
  accessRequest(args, { env, input });

test('a request from stdin and from a file, its status and its cancellation', async () => {
  const id = newId();
  const request = sampleRequest({ id, reason: 'a: b\n{{ "quoted" }} ^ 🔑 \u202e' });
  const file = join(folder, 'request.json');
  await writeFile(file, JSON.stringify(request));
  const first = await run(['submit', '-', '--json'], JSON.stringify(request, undefined, 2));
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(first.stdout)).toMatchObject({ kind: 'started', id });
  expect(await run(['submit', file])).toEqual({
    code: 0,
    stderr: '',
    stdout: `${id} runs already with this content; nothing was started.\n`,
  });
  const status = await run(['status', id]);
  expect(status).toMatchObject({ code: 0, stderr: '' });
  expect(status.stdout).toContain(`${id}: runs; where it stands is not known`);
  expect(status.stdout).toContain('Start a worker');
  const cancelled = await run(['cancel', id, '--by', 'Olga', '--reason', 'Twice', '--id', 'M-1']);
  expect(cancelled).toMatchObject({
    code: 0,
    stdout: `Cancellation M-1 was sent to ${id}. How it goes on: access-request status ${id}\n`,
  });
});

test('decisions and changes, with everything that they can say', async () => {
  const id = newId();
  await run(['submit', '-'], JSON.stringify(sampleRequest({ id })));
  const step = ['--step', 'Data owner', '--approver', 'Dana Data', '--verdict', 'denied'];
  const more = ['--reason', '-', '--final', '--sequence', '2', '--time', '2026-11-24T08:00:00Z'];
  expect(await run(['decide', id, '--id', 'D-1', ...step, ...more])).toEqual({
    code: 0,
    stderr: '',
    stdout: `Decision D-1 was sent to ${id}. How it goes on: access-request status ${id}\n`,
  });
  const valid = ['--valid-from', '2026-12-01', '--valid-until', '2027-11-30', '--comment', 'a=b'];
  const who = [
    '--by',
    'Mona',
    '--recipient',
    'costCentre=4400',
    '--recipient',
    'desk=',
    '--recipient',
    'note=a=b',
  ];
  const change = await run([
    ...['change', '--id', 'C-1', '--status', 'assigned', '--json'],
    ...[...valid, '--sequence', '1', '--time', '2026-11-24', ...who, id],
  ]);
  expect(change).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(change.stdout)).toEqual({ kind: 'sent', id, messageId: 'C-1' });
  const decision = {
    ...{ id: 'D-1', sequence: 2, time: '2026-11-24T08:00:00Z', final: true },
    ...{ step: 'Data owner', approver: 'Dana Data', verdict: 'denied', reason: '-' },
  };
  const changed = {
    ...{ id: 'C-1', sequence: 1, time: '2026-11-24', by: 'Mona', status: 'assigned' },
    ...{ comment: 'a=b', validFrom: '2026-12-01', validUntil: '2027-11-30' },
    recipient: { costCentre: '4400', desk: '', note: 'a=b' },
  };
  expect(await signalsOf(id)).toEqual([
    ['decision', decision],
    ['change', changed],
  ]);
});

const decideA = ['decide', 'a', '--step', 's', '--approver', 'x', '--verdict'];

test.each([
  [
    'a decision without an id of its own',
    [...decideA, 'denied'],
    2,
    /^error: required option '--id <id>' not specified/,
  ],
  [
    'a verdict that is none',
    [...decideA, 'maybe', '--id', 'D-1'],
    2,
    /^error: option '--verdict <verdict>' argument 'maybe' is invalid. Allowed choices are approved, denied/,
  ],
  [
    'a decision about a request that does not exist',
    [...decideA, 'denied', '--id', 'D-1'],
    3,
    /^error: there is no access request a; check the id/,
  ],
  [
    'a change of nothing',
    ['change', 'a', '--id', 'C-1'],
    2,
    /^error: the message to the access request a is wrong: must hold one of status, validFrom/,
  ],
  [
    'data without a name',
    ['change', 'a', '--id', 'C-1', '--recipient', '4400'],
    2,
    /^error: option '--recipient <key=value>' argument '4400' is invalid. It must be key=value/,
  ],
  [
    'data that would hide behind a name of JavaScript',
    ['change', 'a', '--id', 'C-1', '--recipient', '__proto__=x'],
    2,
    /recipient has a key that does not match/,
  ],
  [
    'data that stands twice',
    ['change', 'a', '--id', 'C-1', '--recipient', 'a=1', '--recipient', 'a=2'],
    2,
    /argument 'a=2' is invalid. a stands twice/,
  ],
  [
    'a sequence that is none',
    ['change', 'a', '--id', 'C-1', '--status', 'x', '--sequence', '0'],
    2,
    /argument '0' is invalid. It must be a whole number from 1/,
  ],
  [
    'a request that does not exist',
    ['status', 'nobody'],
    3,
    /^error: there is no access request nobody; check the id/,
  ],
  [
    'an option that is missing',
    ['cancel', 'a', '--reason', 'x'],
    2,
    /^error: required option '--by <name>' not specified/,
  ],
  [
    'a message that is none',
    ['retry', 'a', '--by', ' ', '--reason', 'x'],
    2,
    /^error: the message to the access request a is wrong: by is empty; /,
  ],
  [
    'a limit that is none',
    ['list', '--limit', 'all'],
    2,
    /^error: option '--limit <number>' argument 'all' is invalid. It must be a whole number/,
  ],
  [
    'a file that is not there',
    ['submit', '/nonexistent/r.json'],
    2,
    /^error: \/nonexistent\/r.json cannot be read \(ENOENT\); /,
  ],
  [
    'an unknown command',
    ['sumbit'],
    2,
    /^error: unknown command 'sumbit'\n\(Did you mean submit\?\)/,
  ],
])('%s: one message and an exit code of its own', async (_case, args, code, message) => {
  const ended = await run(args);
  expect(ended.stderr).toMatch(message);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).not.toMatch(/\bat .*\.ts:\d+|gRPC|UNAVAILABLE/);
});

test('submit says everything that is wrong with a request, and starts nothing', async () => {
  const id = newId();
  const wrong = {
    ...sampleRequest({ id, validFrom: 'soon' }),
    evil: '\u001b[31m',
    'e\u001b[31m': 1,
  };
  const ended = await run(['submit', '-'], JSON.stringify(wrong));
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(
    /^error: the request is wrong: .*evil.*validFrom.*nothing was started\n$/,
  );
  expect(ended.stderr).not.toContain('\u001b');
  const all = await testClient({ taskQueue: 'access-requests' });
  expect((await errorOf(all.status(id))).kind).toBe('NotFound');
});

test('submit shows where a document is broken, and nothing of what it says', async () => {
  const broken = await run(['submit', '-'], '{"recipient": {"name": "Ada Muster", "name": "x"}}');
  expect(broken).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: stdin cannot be read as JSON or YAML (line 1, column 38: the key stands here for the second time); correct it\n',
  });
});

test('a server that is not up is named, and a configuration that is wrong comes before it', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const down = { ...env, TEMPORAL_ADDRESS: address };
  const [list, missing] = await Promise.all([
    accessRequest(['list'], { env: down }),
    accessRequest(['list', '--config', '/nonexistent.yaml'], { env: down }),
  ]);
  expect(list).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: Temporal cannot be reached at ${address}; start it, or set TEMPORAL_ADDRESS\n`,
  });
  expect(missing).toMatchObject({
    code: 2,
    stderr:
      'error: the configuration /nonexistent.yaml cannot be read: there is no such file; name it with --config or ACCESS_REQUEST_CONFIG\n',
  });
});
