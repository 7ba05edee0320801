// What is said of a configuration before any request needs it: writes and states that nobody has told, templates.
import { expect, onTestFinished, test } from 'vitest';
import { checkServiceNow } from '../../activities/checks/servicenow.ts';
import { checkTemplates } from '../../activities/checks/templates.ts';
import type { TableConfiguration } from '../../config/schema.ts';
import { startServiceNow } from '../../simulators/servicenow/servicenow-simulator.ts';
import { type Configured, configured, dependencies } from '../support/configured.ts';

/** What is not fine with a table, by subject. */
async function warningsOf(
  table: string,
  change: Partial<TableConfiguration> = {},
  category: Configured['category'] = {},
) {
  const simulator = await startServiceNow({ tables: [{ name: 'change_task' }] });
  onTestFinished(() => simulator.close());
  const { readSecret } = dependencies(configured(), { PASSWORD: 'orchestrator' });
  const { servicenow, categories } = configured({
    tables: { [table]: change },
    category: { table, ...category },
  });
  const { main } = servicenow.instances;
  if (main === undefined) throw new Error('the instance is there');
  const instance = { ...main, url: simulator.url };
  const findings = await checkServiceNow(
    'main',
    instance,
    new Set([table]),
    readSecret,
    categories,
  );
  return new Map(
    findings.flatMap((finding) =>
      finding.verdict === 'ok' ? [] : [[finding.subject, finding.remedy] as const],
    ),
  );
}

test('a table whose states and cancellation have no default is named, with where to say them', async () => {
  const warnings = await warningsOf('change_task');
  expect(warnings.get('ServiceNow main, states of change_task')).toContain(
    'servicenow.instances.main.tables.change_task.read',
  );
  expect(warnings.get('ServiceNow main, cancellation of change_task')).toContain(
    'servicenow.instances.main.tables.change_task.cancel',
  );
});

test('nothing is missing where the configuration says how to cancel, or a default does', async () => {
  const cancelling = (table: string) => `ServiceNow main, cancellation of ${table}`;
  expect((await warningsOf('change_task', { cancel: { state: '4' } })).keys()).not.toContain(
    cancelling('change_task'),
  );
  expect((await warningsOf('incident')).keys()).not.toContain(cancelling('incident'));
});

const mirrored = { master: 'identity-manager' } as const;

test('a table that nothing says how to close is named where the identity manager is the master', async () => {
  const closing = 'ServiceNow main, closing of change_task';
  expect((await warningsOf('change_task')).keys()).not.toContain(closing);
  expect(
    (await warningsOf('change_task', {}, { ...mirrored, enabled: false })).keys(),
  ).not.toContain(closing);
  expect((await warningsOf('change_task', {}, mirrored)).get(closing)).toContain(
    'servicenow.instances.main.tables.change_task.close',
  );
  const close = { state: '3' };
  expect((await warningsOf('change_task', { close }, mirrored)).keys()).not.toContain(closing);
});

test('a table that nothing says how to keep on hold is named where tickets are to be created so', async () => {
  const holding = 'ServiceNow main, holding of change_task';
  const held = { ...mirrored, undecided: 'on-hold' } as const;
  expect((await warningsOf('change_task', {}, mirrored)).keys()).not.toContain(holding);
  expect((await warningsOf('change_task', {}, held)).get(holding)).toContain(
    'servicenow.instances.main.tables.change_task.hold',
  );
  expect((await warningsOf('change_task', { hold: { state: '-5' } }, held)).keys()).not.toContain(
    holding,
  );
});

test('a requested item that is created without the catalogue is called a bare one', async () => {
  const tickets = 'ServiceNow main, tickets of sc_req_item';
  expect((await warningsOf('sc_req_item')).get(tickets)).toContain('no state rolls up');
  expect((await warningsOf('sc_task')).size).toBe(0);
});

test('templates of notes are read as those of fields are', () => {
  const notes = { decision: '{{ decision.id', change: '{{ change.id | shell }}' };
  expect(checkTemplates(configured({ category: { notes } }))).toEqual([
    {
      verdict: 'wrong',
      subject: 'template of sap-roles for notes.decision',
      words: 'output "{{ decision.id" not closed, line:1, col:1',
      remedy: expect.stringContaining('categories.sap-roles.notes.decision') as string,
    },
    expect.objectContaining({ subject: 'template of sap-roles for notes.change' }),
  ]);
  const good = { notes: { decision: '{{ decision.id }}' }, fields: { u_text: 'x' } };
  expect(checkTemplates(configured({ category: good }))).toEqual([
    {
      verdict: 'ok',
      subject: 'templates of sap-roles',
      words: 'can be read (u_text, notes.decision)',
    },
  ]);
  expect(checkTemplates(configured())).toEqual([]);
});
