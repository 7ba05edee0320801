// What is said of a table before any request needs it: states and cancellation that nobody has told.
import { expect, onTestFinished, test } from 'vitest';
import { checkServiceNow } from '../../activities/checks/servicenow.ts';
import type { TableConfiguration } from '../../config/schema.ts';
import { startServiceNow } from '../../simulators/servicenow/server.ts';
import { configured, dependencies } from '../support/configured.ts';

/** What is not fine with a table, by subject. */
async function warningsOf(table: string, change: Partial<TableConfiguration> = {}) {
  const simulator = await startServiceNow();
  onTestFinished(() => simulator.close());
  const { readSecret } = dependencies(configured(), { PASSWORD: 'orchestrator' });
  const { main } = configured({ tables: { [table]: change } }).servicenow.instances;
  if (main === undefined) throw new Error('the instance is there');
  const instance = { ...main, url: simulator.url };
  const findings = await checkServiceNow('main', instance, new Set([table]), readSecret);
  return new Map(
    findings.flatMap((finding) =>
      finding.verdict === 'ok' ? [] : [[finding.subject, finding.remedy] as const],
    ),
  );
}

test('a table whose states and cancellation have no default is named, with where to say them', async () => {
  const warnings = await warningsOf('change_request');
  expect(warnings.get('ServiceNow main, states of change_request')).toContain(
    'servicenow.instances.main.tables.change_request.read',
  );
  expect(warnings.get('ServiceNow main, cancellation of change_request')).toContain(
    'servicenow.instances.main.tables.change_request.cancel',
  );
});

test('nothing is missing where the configuration says how to cancel, or a default does', async () => {
  const cancelling = (table: string) => `ServiceNow main, cancellation of ${table}`;
  expect((await warningsOf('change_request', { cancel: { state: '4' } })).keys()).not.toContain(
    cancelling('change_request'),
  );
  expect((await warningsOf('incident')).keys()).not.toContain(cancelling('incident'));
});
