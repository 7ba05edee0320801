// A ticket that is there already: whose it is, and when it becomes the ticket of this submission.
import { expect, test } from 'vitest';
import { beginShared } from '../../activities/attempt.ts';
import {
  committed,
  connectBench,
  createInput,
  failureOf,
  startBench,
} from '../support/activities.ts';
import { withoutColumns } from '../support/hiding.ts';

const input = createInput('R-1');
const { sysId } = input;
const on = { operation: 'create' } as const;

test('an open ticket of another submission is adopted, with its comments', async () => {
  const { simulator, create } = await startBench();
  await create({ ...input, firstRunId: 'run-0' });
  simulator.agent.note('incident', sysId, 'nina.novak', 'Which client?', 'comments');
  const result = await create(input);
  expect(result).toMatchObject({ adopted: true, ticket: { sysId } });
  expect(result.status.comments.map(({ text }) => text)).toEqual(['Which client?']);
  expect(committed(simulator, 'create')).toHaveLength(1);
});

test('an open ticket is adopted even where no journal can be read', async () => {
  const { simulator, create } = await startBench();
  await create(input);
  simulator.switches.hideJournal();
  expect((await create(input, 2)).adopted).toBe(true);
});

test('a ticket that this chain created is taken even if it is closed by now', async () => {
  const { simulator, create } = await startBench();
  simulator.faults.add({ kind: 'lose-reply', on, count: 1 });
  await failureOf(create(input));
  simulator.agent.close('incident', sysId, 'nina.novak', { done: true, notes: 'Done' });
  const { adopted, status } = await create(input, 2);
  expect(adopted).toBe(false);
  expect(status).toMatchObject({
    phase: 'closed',
    result: 'fulfilled',
    closedBy: 'Nina Novak',
    closeNotes: 'Done',
  });
});

test('a closed ticket of another submission asks for attention', async () => {
  const { simulator, create } = await startBench();
  await create({ ...input, firstRunId: 'run-0' });
  simulator.agent.close('incident', sysId, 'nina.novak', { done: true, notes: 'Done' });
  const error = await failureOf(create(input));
  expect(error).toMatchObject({ type: 'TicketClosedBefore', nonRetryable: true });
  expect(error.message).toContain('another submission created it');
});

test.each(['rows', 'denied'])(
  'a closed ticket whose journal is hidden (%s) asks for attention',
  async (how) => {
    const { simulator, create } = await startBench();
    await create(input);
    simulator.agent.close('incident', sysId, 'nina.novak', { done: true, notes: 'Done' });
    if (how === 'rows') simulator.switches.hideJournal('rows');
    else simulator.switches.denyRead('sys_journal_field');
    const error = await failureOf(create(input, 2));
    expect(error).toMatchObject({ type: 'CreationNoteUnreadable', nonRetryable: true });
    expect(error.message).toContain('its creation note cannot be read');
  },
);

test.each([
  ['comments', 'CreationNoteUnreadable'],
  ['work_notes', 'TicketClosedBefore'],
] as const)(
  'a closed ticket whose only entry is of %s, where no creation note is, fails as %s',
  async (column, type) => {
    const { simulator, client, create } = await startBench();
    const keys = { sys_id: sysId, correlation_id: 'R-1', correlation_display: 'test' };
    await client.api.insert(input, { ...keys, [column]: 'Hello' }, beginShared());
    simulator.agent.close('incident', sysId, 'nina.novak', { done: true, notes: 'Done' });
    expect((await failureOf(create(input, 2))).type).toBe(type);
  },
);

test('a closed ticket is not adopted for its close code being unknown and `active` hidden', async () => {
  const { simulator, create } = await startBench();
  simulator.addChoice('incident', 'close_code', { value: 'By robot', label: 'By robot' });
  await create({ ...input, firstRunId: 'run-0' });
  const closing = { done: true, notes: 'Done', code: 'By robot' };
  simulator.agent.close('incident', sysId, 'nina.novak', closing);
  const blind = await connectBench({ url: await withoutColumns(simulator.url, ['active']) });
  expect((await failureOf(blind.create(input, 2))).type).toBe('TicketClosedBefore');
});
