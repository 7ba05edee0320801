// The scripts of deploy/: what they make, and that a second run changes nothing.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { findTemporalCli } from '../../bin/dev/temporal-cli.ts';
import { attributes } from '../../client/temporal/attributes.ts';
import { askTemporal } from '../../client/temporal/namespace.ts';
import { checkRequest } from '../../contract/access-request.ts';
import { folderOfTest } from '../support/running.ts';
import { compose, read, root } from './compose-file.ts';

const run = promisify(execFile);
const deploy = new URL('deploy/', root);
const scripts = readdirSync(deploy).filter((name) => name.endsWith('.sh'));

test.each(scripts)('%s is a script of any POSIX shell, and may be run', async (name) => {
  const script = new URL(name, deploy);
  await run('sh', ['-n', script.pathname]);
  expect(statSync(script).mode & 0o111).toBe(0o111);
  expect(read(`deploy/${name}`)).toMatch(/^#!\/bin\/sh\n# .+\n(#.*\n)*set -eu\n/);
});

test('the search attributes are those of the workflow', () => {
  const [, list = ''] = /^search_attributes='\n(.*?)^'$/ms.exec(read('deploy/namespace.sh')) ?? [];
  const lines = attributes.map(({ name, type }) => `${name} ${type}\n`);
  expect(list).toBe(lines.join(''));
});

/** Runs the script as its service does, against the server of the tests, with its CLI as `temporal`. */
async function runNamespace(change: Record<string, string>) {
  const programs = folderOfTest();
  symlinkSync(await findTemporalCli(), join(programs, 'temporal'));
  const given = compose.services['namespace']?.environment;
  const env = { ...given, TEMPORAL_ADDRESS: inject('temporalAddress'), ...change };
  const path = [programs, process.env['PATH']].join(delimiter);
  return run('sh', [new URL('namespace.sh', deploy).pathname], { env: { ...env, PATH: path } });
}

test('namespace.sh makes a namespace that workers start with; twice changes nothing', async () => {
  const [namespace, address] = [`compose-${randomUUID()}`, inject('temporalAddress')];
  const asked = () => askTemporal({ connectionOptions: { address }, namespace });
  await runNamespace({ TEMPORAL_NAMESPACE: namespace });
  const made = { address, namespace, retention: 365 * 24 * 3_600_000, missing: [] };
  expect(await asked()).toEqual(made);

  const { stdout } = await runNamespace({ TEMPORAL_NAMESPACE: namespace });
  expect(stdout).not.toMatch(/search attribute/i);
  expect(await asked()).toEqual(made);
});

/** Runs a copy of the script in a folder of its own. */
async function makeSecrets(folder: string) {
  cpSync(new URL('make-secrets.sh', deploy), join(folder, 'make-secrets.sh'));
  const { stdout } = await run('sh', [join(folder, 'make-secrets.sh')]);
  return stdout;
}

test('make-secrets.sh makes every secret that is missing, and keeps what is there', async () => {
  const folder = folderOfTest();
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/servicenow_password'), 'ours');
  await makeSecrets(folder);
  const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8');
  expect(readdirSync(join(folder, 'secrets')).sort()).toEqual(Object.keys(compose.secrets).sort());
  expect(secret('servicenow_password')).toBe('ours');
  const password = secret('postgres_password');
  expect(password).toMatch(/^[0-9a-f]{48}$/);

  expect(await makeSecrets(folder)).toBe('');
  expect(secret('postgres_password')).toBe(password);
  const elsewhere = folderOfTest();
  await makeSecrets(elsewhere);
  expect(readFileSync(join(elsewhere, 'secrets/postgres_password'), 'utf8')).not.toBe(password);
});

test('only their owner reaches the secrets from the machine, and every container those it is given', async () => {
  const folder = folderOfTest();
  await makeSecrets(folder);
  expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
  for (const name of Object.keys(compose.secrets)) {
    expect(statSync(join(folder, 'secrets', name)).mode & 0o777).toBe(0o444);
  }
});

test('the request for trying out is valid', () => {
  expect(checkRequest(parse(read('deploy/request.yaml')))).toMatchObject({ ok: true });
});
