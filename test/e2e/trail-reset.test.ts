// Shows what the trail says of a ticket that a run has created which was then reset to before that.
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workflowBundle } from '../../worker/bundle.ts';
import { workflowIdOf } from '../../contract/access-request.ts';
import { resetToFirstTask } from '../support/resetting.ts';
import { eventually } from '../support/scripted.ts';
import { startSystem, type System } from '../support/system.ts';
import { told } from '../support/told.ts';
import { expectTrailTells, ofKind, trailOf } from '../support/trail.ts';

let system: System;

beforeAll(async () => {
  const bundle = await workflowBundle();
  system = await startSystem({ address: inject('temporalAddress'), workflowBundle: bundle });
});
afterAll(() => system.close());

test('it was created and sent once, and found by the new run', async () => {
  const id = await system.submit();
  await told(system, id, 'created');
  await resetToFirstTask(system.client, workflowIdOf(id));
  const { servicenow } = system;
  const [row] = servicenow.table('incident').filter((one) => one['correlation_id'] === id);
  const close = { done: true, notes: 'Done' };
  servicenow.agent.close('incident', row?.['sys_id'] ?? '', 'nina.novak', close);
  await system.client.workflow.getHandle(workflowIdOf(id)).result();
  // Temporal's list is a second or so behind.
  const trail = await eventually(async () => {
    const now = await trailOf(system, id);
    return now.runs.length === 2 ? now : undefined;
  }, 'both runs');
  expectTrailTells(system, id, trail);
  expect(ofKind(trail, 'ticket').map(({ how }) => how)).toEqual(['created', 'found']);
});
