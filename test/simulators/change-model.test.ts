// Change requests of the ServiceNow simulator: which state may follow which, and how agents get along with that.
import { expect, test } from 'vitest';
import { ask, create, serviceNow } from './support.ts';

const closing = { state: '3', close_code: 'successful', close_notes: 'Done' };

/** Tries a way through the states from a first one, and gives the statuses of the answers. */
async function walked(type: string, first: string, ...states: string[]): Promise<number[]> {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'change_request', {
    type,
    state: first,
    ...closingOf(first),
  });
  const statuses: number[] = [];
  for (const state of states) {
    const fields = { state, ...closingOf(state) };
    statuses.push((await ask(simulator, 'PATCH', `table/change_request/${sysId}`, fields)).status);
  }
  return statuses;
}

const closingOf = (state: string): Record<string, string> => (state === '3' ? closing : {});

test.each([
  ['a normal change goes through every state', 'normal', '-5', '-4', '-3', '-2', '-1', '0', '3'],
  ['a standard change skips Assess and Authorize', 'standard', '-5', '-2', '-1', '0', '3'],
  ['an emergency change skips Assess', 'emergency', '-5', '-3', '-2', '-1', '0', '3'],
  ['Assess and Authorize go back to New', 'normal', '-4', '-5', '-4', '-3', '-5'],
  ['Review goes back to Implement', 'normal', '0', '-1', '0'],
  ['a change is cancelled before it is implemented', 'normal', '-2', '4'],
  ['and while it is', 'normal', '-1', '4'],
  ['a write that leaves the state alone is none of the rule', 'normal', '3', '3'],
])('%s', async (_case, type, first, ...states) => {
  expect(await walked(type, first, ...states)).toEqual(states.map(() => 200));
});

test.each([
  ['a normal change skips nothing', 'normal', '-5', '-3'],
  ['an emergency change is authorized', 'emergency', '-5', '-2'],
  ['nothing is closed without a review', 'normal', '-1', '3'],
  ['nothing is cancelled after it was implemented', 'normal', '0', '4'],
  ['Scheduled does not go back', 'normal', '-2', '-5'],
  ['what is closed stays so', 'normal', '3', '0'],
  ['what is cancelled stays so', 'standard', '4', '-5'],
])('%s', async (_case, type, first, ...states) => {
  expect(await walked(type, first, ...states)).toEqual([403]);
});

test('a refusal names the rule, and nothing of the write is kept', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'change_request');
  const path = `table/change_request/${sysId}`;
  const refused = await ask(simulator, 'PATCH', path, { ...closing, work_notes: 'Closed' });
  expect(refused.status).toBe(403);
  expect(refused.body).toEqual({
    error: {
      message: 'Operation Failed',
      detail: expect.stringMatching(
        /^Operation against file 'change_request' was aborted by Business Rule 'Change Model: Check State Transition\^[0-9a-f]{32}'. Business Rule Stack:Change Model: Check State Transition$/,
      ) as string,
    },
    status: 'failure',
  });
  expect(simulator.record('change_request', sysId)).toMatchObject({
    state: '-5',
    close_code: '',
    sys_mod_count: '0',
  });
  expect(simulator.journal(sysId)).toEqual([]);
});

test('a state that a customer added is none of the model', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'change_request');
  simulator.addChoice('change_request', 'state', { value: '9', label: 'Parked' });
  const set = (state: string) =>
    simulator.agent.set('change_request', sysId, 'nina.novak', { state })['state'];
  expect([set('9'), set('-1')]).toEqual(['9', '-1']);
});

test('agents take every state on the way, one write each', async () => {
  const simulator = await serviceNow();
  const { agent } = simulator;
  const sysId = await create(simulator, 'change_request');
  const taken = agent.take('change_request', sysId, 'nina.novak');
  expect(taken).toMatchObject({ state: '-1', sys_mod_count: '4', sys_updated_by: 'nina.novak' });
  expect(taken['assigned_to']).not.toBe('');
  const done = agent.close('change_request', sysId, 'nina.novak', { done: true, notes: 'Granted' });
  expect(done).toMatchObject({ state: '3', close_code: 'successful', close_notes: 'Granted' });
  expect(() => agent.reopen('change_request', sysId, 'nina.novak')).toThrow(
    'Change Model: Check State Transition',
  );
  const standard = await create(simulator, 'change_request', { type: 'standard' });
  const cancelled = agent.cancel('change_request', standard, 'nina.novak', 'Not needed');
  expect(cancelled).toMatchObject({ state: '4', active: 'false', sys_mod_count: '1' });
});

test('agents hold a change by a column of its own, and go back to work', async () => {
  const simulator = await serviceNow();
  const { agent } = simulator;
  const sysId = await create(simulator, 'change_request', { state: '-2' });
  const held = agent.hold('change_request', sysId, 'nina.novak', 'Freeze until Monday');
  expect(held).toMatchObject({
    state: '-2',
    on_hold: 'true',
    on_hold_reason: 'Freeze until Monday',
  });
  const working = agent.work('change_request', sysId, 'nina.novak');
  expect(working).toMatchObject({ state: '-1', on_hold: 'false', on_hold_reason: '' });
});
