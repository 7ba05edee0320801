// Shows promise 9 without the codec: no secret and no personal data in logs, failures, attributes or memo.
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startWorkerProcess } from '../../bin/dev/worker-process.ts';
import { connect } from '../../client/access-requests.ts';
import { startIdentityManager } from '../../simulators/identity-manager/identity-manager-simulator.ts';
import { startServiceNow } from '../../simulators/servicenow/servicenow-simulator.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { eventually } from '../support/scripted.ts';
import { sampleRequest } from '../support/samples.ts';
import { quickConfiguration } from '../support/system.ts';
import { told } from '../support/told.ts';

const address = inject('temporalAddress');
const password = 'pa55-w0rd-of-the-instance';
const webhook = `whsec_${Buffer.from('the-webhook-secret-of-this-test').toString('base64')}`;
const basic = Buffer.from(`orchestrator:${password}`).toString('base64');

/** What must not be read anywhere: people, their texts, and every form of a secret. */
const forbidden = [
  'Muster',
  'Beispiel',
  'ada.muster',
  'Month-end',
  password,
  basic,
  webhook.slice(6),
];

/** The parts of a history that operators read without opening a payload: failures, attributes, memo, names. */
function openParts(history: string): string {
  const withoutPayloads = history.replaceAll(/"data": ?"[^"]*"/g, '"data":""');
  const memo = [...history.matchAll(/"(memo|searchAttributes)": ?\{[\s\S]*?\n {4,8}\}/g)];
  const decoded = memo.flatMap(([text]) =>
    [...text.matchAll(/"data": ?"([^"]*)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString(),
    ),
  );
  return [withoutPayloads, ...decoded].join('\n');
}

test('promise 9: faults of every kind leave no secret and no personal data in the open', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'privacy-'));
  const servicenow = await startServiceNow({ quota: 2_000, users: { orchestrator: password } });
  const identityManager = await startIdentityManager({ secrets: [webhook] });
  const configuration = quickConfiguration(servicenow, identityManager);
  const config = join(folder, 'orchestrator.yaml');
  await writeFile(config, JSON.stringify(configuration));
  const log = await open(join(folder, 'worker.log'), 'a');
  const secrets = { PASSWORD: password, WEBHOOK: webhook };
  const env = { ...process.env, ...secrets, TEMPORAL_ADDRESS: address };
  const worker = startWorkerProcess(config, env, log.fd);
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  const taskQueue = configuration.temporal?.taskQueue ?? '';
  const requests = await connect({ environment: 'test', taskQueue, temporal });
  const connection = await Connection.connect({ address });
  onTestFinished(async () => {
    await worker.stop();
    await Promise.all([requests.close(), connection.close(), log.close()]);
    await Promise.all([servicenow.close(), identityManager.close()]);
    await rm(folder, { recursive: true });
  });

  const kinds = ['unauthorized', 'unavailable', 'hibernate', 'cut-off', 'lose-reply'] as const;
  for (const kind of kinds) servicenow.faults.add({ kind, count: 1 });
  identityManager.fail({ status: 401, count: 1 });
  identityManager.fail({ status: 503, count: 1 });
  const request = sampleRequest({ id: `privacy-${process.pid}` });
  await requests.submit(request);
  await told({ identityManager }, request.id, 'created');
  const handle = new Client({ connection }).workflow.getHandle(workflowIdOf(request.id));
  const ticket = servicenow.table('incident')[0]?.['sys_id'] ?? '';
  // A refusal for good: its words, and those of the person who retries, are the operator's to read.
  const refused = servicenow.faults.add({ kind: 'refuse' });
  await eventually(async () => {
    const report = await requests.status(request.id);
    return report.kind === 'running' ? report.status.attention[0] : undefined;
  }, 'attention');
  servicenow.faults.clear(refused);
  servicenow.agent.close('incident', ticket, 'nina.novak', { done: true, notes: 'Done for Ada' });
  await handle.result();

  const { byKind } = servicenow.faults.counts();
  for (const kind of [...kinds, 'refuse']) expect(byKind[kind], kind).toBeGreaterThan(0);
  const history = openParts(historyToJSON(await handle.fetchHistory()));
  const logged = await readFile(join(folder, 'worker.log'), 'utf8');
  expect(logged).toContain('Activity failed');
  expect(history).toContain('aborted by');
  expect(history).toContain('"environment"');
  for (const text of forbidden) {
    expect(logged, `log: ${text}`).not.toContain(text);
    expect(history, `history: ${text}`).not.toContain(text);
  }
});
