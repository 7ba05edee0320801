// `access-request audit` as a person runs it, and what it prints: one line for each thing that happened, safe for a terminal.
import { expect, inject, test } from 'vitest';
import { trailText } from '../../bin/audit/text.ts';
import { trailSchema } from '../../client/audit/schema.ts';
import { historyOf, only, recorded, trailOf } from '../support/audited.ts';
import { newId, testClient } from '../support/client.ts';
import { accessRequest } from '../support/executable.ts';
import { sampleRequest } from '../support/samples.ts';

const run = (...args: string[]) =>
  accessRequest(['audit', ...args], {
    env: {
      ACCESS_REQUEST_CONFIG: 'config/example.yaml',
      TEMPORAL_ADDRESS: inject('temporalAddress'),
    },
  });

test('the trail of a request that no worker has seen, as text and as a document', async () => {
  const id = newId();
  const all = await testClient();
  await all.submit(sampleRequest({ id, reason: 'Month-end \u202eclosing' }));
  await all.cancel(id, { id: 'c1', by: 'Ada Muster', reason: 'Not needed' });
  const text = await run(id);
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout).toContain(`${id}: runs`);
  expect(text.stdout).toContain(
    'Ben Beispiel  asks for grant of SAP role Z_FI_CLERK for Ada Muster',
  );
  expect(text.stdout).toContain('Ada Muster  cancels the request: not yet taken by any worker');
  expect(text.stdout).toContain('reason: Month-end \\u{202e}closing');
  const document = await run(id, '--json');
  expect(document).toMatchObject({ code: 0, stderr: '' });
  expect(trailSchema.parse(JSON.parse(document.stdout))).toEqual(await all.audit(id));
});

test('a request that Temporal does not know', async () => {
  expect(await run(newId())).toMatchObject({
    code: 3,
    stdout: '',
    stderr: /^error: there is no access request C-[\w-]+; check the id/,
  });
});

test.each([...recorded.keys()])('%s: a line for each entry, in their order', (name) => {
  const trail = trailOf(only(historyOf(name)));
  const text = trailText(trail);
  const times = text.split('\n').flatMap((line) => /^\d{4}-\S+ \S+/.exec(line)?.[0] ?? []);
  expect(times).toEqual(
    trail.entries.map(({ recordedAt }) => recordedAt.replace('T', ' ').replace('Z', '')),
  );
  expect(text).not.toMatch(/undefined|\[object/);
});

test('the story of a request, as people read it', () => {
  const text = trailText(trailOf(only(historyOf('story'))));
  for (const line of [
    'orchestrator 0.0.0  creates the ticket INC',
    'nina.novak (ServiceNow)  leaves the ticket on-hold, Awaiting Caller',
    'nina.novak (ServiceNow)  comments on the ticket',
    "by ServiceNow's clock",
    'orchestrator 0.0.0  tells the identity manager, which takes it: on-hold, Awaiting Caller',
    'closed by: Nina Novak',
    'judged by: release 0.0.0, configuration 0123456789ab',
    'Nina Novak (ServiceNow)  ends the request: fulfilled',
  ]) {
    expect(text).toContain(line);
  }
});

test('what is missing is said at the top and at its place', () => {
  const text = trailText(trailOf(only(historyOf('story'), { listed: false })));
  expect(text).toMatch(/Missing +1 thing, see below/);
  expect(text).toContain('missing: Temporal cannot list the runs');
});
