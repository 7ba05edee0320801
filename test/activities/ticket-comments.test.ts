// The comments that a reading of a ticket brings: each once, and asked for only when there may be new ones.
import { expect, test } from 'vitest';
import type { GetTicketStatusResult } from '../../contract/activities.ts';
import { connectBench, createInput, keyOf, readInput, startBench } from '../support/activities.ts';
import { withoutColumns } from '../support/hiding.ts';

const { sysId } = keyOf('R-1');
const fresh = readInput('R-1', { fresh: true });

async function withTicket() {
  const bench = await startBench();
  await bench.create(createInput('R-1'));
  bench.simulator.resetCalls();
  return bench;
}

function statusOf(result: GetTicketStatusResult) {
  if (result.kind === 'missing') throw new Error('the ticket is missing');
  return result.status;
}

test('reports each comment once, oldest first, and none of ours', async () => {
  const { simulator, read } = await withTicket();
  const say = (text: string) =>
    simulator.agent.note('incident', sysId, 'nina.novak', text, 'comments');
  say('One');
  say('Two');
  simulator.agent.note('incident', sysId, 'nina.novak', 'internal', 'work_notes');
  const first = statusOf(await read(fresh));
  expect(first.comments.map(({ by, text }) => [by, text])).toEqual([
    ['nina.novak', 'One'],
    ['nina.novak', 'Two'],
  ]);
  expect(first.comments[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  say('Three');
  const { commentCursor, evidence } = first;
  const known = { knownModCount: evidence.modCount, ...(commentCursor && { commentCursor }) };
  const second = statusOf(await read({ ...fresh, ...known }));
  expect(second.comments.map(({ text }) => text)).toEqual(['Three']);
});

test('asks for comments only when the ticket changed', async () => {
  const { simulator, read } = await withTicket();
  const commentCursor = { since: '2026-11-24 08:00:00', ids: ['a'] };
  const status = statusOf(await read({ ...fresh, knownModCount: 0, commentCursor }));
  expect(status).toMatchObject({ comments: [], commentCursor });
  expect(simulator.calls().byTable['sys_journal_field']).toBeUndefined();
});

test.each(['absent', 'empty'] as const)(
  'where the update count is %s, comments are asked for at each reading',
  async (how) => {
    const { simulator } = await withTicket();
    const { read } = await connectBench({
      url: await withoutColumns(simulator.url, ['sys_mod_count'], how),
    });
    const say = (text: string) =>
      simulator.agent.note('incident', sysId, 'nina.novak', text, 'comments');
    say('One');
    const { commentCursor, comments, evidence } = statusOf(await read(fresh));
    expect(comments.map(({ text }) => text)).toEqual(['One']);
    say('Two');
    const known = { knownModCount: evidence.modCount, ...(commentCursor && { commentCursor }) };
    const second = statusOf(await read({ ...fresh, ...known }));
    expect(second.comments.map(({ text }) => text)).toEqual(['Two']);
  },
);

test('a journal that is hidden is no failure', async () => {
  const { simulator, read } = await withTicket();
  simulator.agent.note('incident', sysId, 'nina.novak', 'One', 'comments');
  const commentCursor = { since: '2026-11-24 08:00:00', ids: ['a'] };
  simulator.switches.denyRead('sys_journal_field');
  expect(statusOf(await read({ ...fresh, commentCursor }))).toMatchObject({
    comments: [],
    commentCursor,
  });
  simulator.switches.denyRead('sys_journal_field', false);
  simulator.switches.hideJournal('rows');
  expect(statusOf(await read(fresh)).comments).toEqual([]);
});
