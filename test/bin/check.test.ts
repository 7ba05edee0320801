// `check`: what is said of each system, what to do about it, and with which exit code it ends.
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterEach, beforeEach, expect, inject, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { check, checkExitCode, checkText, type CheckReport } from '../../bin/check-report.ts';
import { findTemporalCli } from '../../bin/dev/temporal-cli.ts';
import type { ConfigurationInput } from '../../config/schema.ts';
import { startIdentityManager } from '../../simulators/identity-manager/identity-manager-simulator.ts';
import { startServiceNow } from '../../simulators/servicenow/servicenow-simulator.ts';
import { registerAttributes } from '../support/attributes.ts';
import { errorOf, newId, operator, temporal, testClient } from '../support/client.ts';
import { accessRequest } from '../support/executable.ts';
import { sampleRequest } from '../support/samples.ts';
import { freePort } from '../support/temporal-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'access-request-check-'));
const secret = `whsec_${Buffer.from('a secret of the test').toString('base64')}`;
const password = 'orchestrator';

beforeEach(async () => {
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));
  vi.stubEnv('WEBHOOK', secret);
  await writeFile(join(folder, 'password'), password);
});
afterEach(() => vi.unstubAllEnvs());

/** Both neighbours, and a configuration that names them. */
async function neighbours(change: (configuration: ConfigurationInput) => void = () => undefined) {
  const servicenow = await startServiceNow();
  const identityManager = await startIdentityManager({ secrets: [secret] });
  onTestFinished(() =>
    Promise.all([servicenow.close(), identityManager.close()]).then(() => undefined),
  );
  const configuration: ConfigurationInput = {
    environment: 'test',
    identityManager: {
      webhook: { url: `${identityManager.url}/webhook`, secrets: [{ env: 'WEBHOOK' }] },
    },
    servicenow: {
      instances: {
        main: {
          url: servicenow.url,
          auth: { basic: { user: 'orchestrator', password: { file: 'password' } } },
        },
      },
    },
    categories: {
      'sap-roles': { enabled: true, instance: 'main', table: 'incident' },
      custom: { enabled: true, instance: 'main', table: 'u_access_task' },
      later: { enabled: false, instance: 'main', table: 'no_such_table' },
    },
  };
  change(configuration);
  const path = join(folder, 'orchestrator.yaml');
  await writeFile(path, stringify(configuration));
  return { servicenow, identityManager, path };
}

/** What is not fine, by subject. */
const notFine = ({ secrets, templates, systems }: CheckReport): Record<string, string> =>
  Object.fromEntries(
    [...secrets, ...templates, ...systems]
      .filter(({ verdict }) => verdict !== 'ok')
      .map(({ subject, verdict, words }) => [subject, `${verdict}: ${words}`]),
  );

/** The suite's server keeps closed runs for a day; here it is asked of a namespace that keeps them. */
async function keepsLong(): Promise<void> {
  const namespace = 'kept-for-a-year';
  await namespaceOf(namespace);
  const { connection } = await operator();
  await vi.waitFor(() => registerAttributes(connection, namespace), 100_000);
}

/** A namespace that nobody has prepared. */
async function namespaceOf(namespace: string): Promise<void> {
  const { workflowService } = (await operator()).connection;
  await workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('365 days') })
    .catch((error: unknown) => expect(String(error)).toContain('ALREADY_EXISTS'));
  vi.stubEnv('TEMPORAL_NAMESPACE', namespace);
}

test('finds nothing wrong where nothing is', async () => {
  await keepsLong();
  const { path, identityManager } = await neighbours();
  const report = await vi.waitFor(async () => {
    const one = await check(path);
    expect(notFine(one)).toEqual({});
    return one;
  }, 100_000);
  expect(checkExitCode(report)).toBe(0);
  expect(report.systems.map(({ subject }) => subject.replace(/ at .*/, ''))).toEqual([
    'Temporal',
    'ServiceNow main',
    'ServiceNow main, incident',
    'ServiceNow main, states of incident',
    'ServiceNow main, journal of incident',
    'ServiceNow main, u_access_task',
    'ServiceNow main, states of u_access_task',
    'ServiceNow main, journal of u_access_task',
    'identity manager',
  ]);
  expect(identityManager.received()).toEqual([]);
  expect(identityManager.rejected()).toBe(0);
});

test('says which search attributes a namespace lacks; nothing starts without, and its line registers them', async () => {
  const namespace = 'without-attributes';
  await namespaceOf(namespace);
  const { path } = await neighbours();
  const found = () =>
    check(path).then(({ systems }) => systems.find(({ verdict }) => verdict === 'wrong'));
  const finding = await vi.waitFor(async () => {
    const one = await found();
    expect(one?.words).toContain('AccessRequestState, AccessRequestTicket');
    return one;
  }, 100_000);
  const address = inject('temporalAddress');
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, WEBHOOK: secret };
  const worker = await accessRequest(['worker', '--config', path], { env });
  expect(worker).toMatchObject({ code: 1 });
  expect(worker.stderr).toContain('lacks search attributes');
  const requests = await testClient({ temporal: temporal(namespace) });
  const refused = await errorOf(requests.submit(sampleRequest({ id: newId() })));
  expect(refused.kind).toBe('SearchAttributesMissing');
  const line =
    finding?.verdict === 'wrong' ? finding.remedy.replace(/^.*without: temporal /, '') : '';
  const command = [...line.split(' '), '--address', address];
  await promisify(execFile)(await findTemporalCli(), command);
  await vi.waitFor(async () => expect(await found()).toBeUndefined(), 100_000);
});

test('warns of a state that the map does not know, and of a short retention', async () => {
  const { path, servicenow } = await neighbours();
  servicenow.addChoice('incident', 'state', { value: '11', label: 'Awaiting Evidence' });
  const report = await check(path);
  expect(notFine(report)).toEqual({
    [`Temporal at ${inject('temporalAddress')}`]:
      'warning: the namespace default only keeps closed runs for 1 day',
    'ServiceNow main, states of incident':
      'warning: the status map does not know 11 (Awaiting Evidence)',
  });
  expect(checkExitCode(report)).toBe(0);
  expect(checkText(report)).toContain(
    'Say at servicenow.instances.main.tables.incident.read what they mean',
  );
});

test('warns of what the account may not read', async () => {
  const { path, servicenow } = await neighbours(({ categories }) => delete categories['custom']);
  servicenow.switches.denyRead('sys_choice');
  servicenow.switches.denyRead('sys_journal_field');
  const { systems } = await check(path);
  const words = systems.flatMap(({ verdict, subject, words }) =>
    verdict === 'warning' && subject.startsWith('ServiceNow') ? [words] : [],
  );
  expect(words).toEqual(['the account may not read sys_choice', 'the account may not read it']);
});

test('says that credentials are refused, a table is not there, a system is down', async () => {
  await writeFile(join(folder, 'password'), 'wrong');
  const refused = await neighbours();
  const first = await check(refused.path);
  expect(notFine(first)['ServiceNow main']).toMatch(
    /^wrong: The credentials are refused\. \(.*401/,
  );
  expect(checkExitCode(first)).toBe(1);

  await writeFile(join(folder, 'password'), password);
  const port = await freePort();
  const { path } = await neighbours(({ categories, identityManager }) => {
    categories['later'] = { enabled: true, instance: 'main', table: 'no_such_table' };
    identityManager.webhook.url = `http://127.0.0.1:${port}/webhook`;
  });
  vi.stubEnv('TEMPORAL_NAMESPACE', 'nowhere');
  const second = await check(path);
  expect(notFine(second)).toMatchObject({
    Temporal: expect.stringMatching(/^wrong: .* has no namespace nowhere$/) as string,
    'ServiceNow main, no_such_table': expect.stringMatching(/there is no such table/) as string,
    [`identity manager at 127.0.0.1:${port}`]: expect.stringMatching(
      /^wrong: The system cannot be reached\. \(.*ECONNREFUSED/,
    ) as string,
  });
  const said = JSON.stringify([first, second]);
  expect(said).not.toContain('Basic ');
  expect(said).not.toContain(secret);
});

test('reads the templates of enabled categories, and ends with 2 where one cannot be read', async () => {
  await keepsLong();
  const fields = { short_description: '{{ request.id | shell }}', u_text: '{{ request.id' };
  const { path } = await neighbours(({ categories }) => {
    const { 'sap-roles': category } = categories;
    if (category !== undefined) category.fields = { u_text: '{{ request.id }}' };
    categories['custom'] = { enabled: true, instance: 'main', table: 'u_access_task', fields };
    categories['later'] = { enabled: false, instance: 'main', table: 'incident', fields };
  });
  const report = await check(path);
  expect(notFine(report)).toEqual({
    'template of custom for short_description': 'wrong: undefined filter: shell, line:1, col:1',
    'template of custom for u_text': 'wrong: output "{{ request.id" not closed, line:1, col:1',
  });
  expect(report.templates[0]).toMatchObject({
    verdict: 'ok',
    subject: 'templates of sap-roles',
    words: 'can be read (u_text)',
  });
  expect(checkText(report)).toContain('Correct it at categories.custom.fields.u_text:');
  expect(checkExitCode(report)).toBe(2);
});

test('ends with 2 for a secret that cannot be read, and prints it as JSON', async () => {
  const { path } = await neighbours();
  const env = { TEMPORAL_ADDRESS: inject('temporalAddress') };
  const run = await accessRequest(['check', '--config', path, '--json'], { env });
  expect(run).toMatchObject({ code: 2, stderr: '' });
  expect(JSON.parse(run.stdout)).toMatchObject({
    configuration: path,
    environment: 'test',
    secrets: [
      {
        verdict: 'wrong',
        subject: 'secret identityManager.webhook.secrets[0]',
        words: 'the environment variable WEBHOOK is not set; set it',
      },
      { verdict: 'ok' },
    ],
  });
});
