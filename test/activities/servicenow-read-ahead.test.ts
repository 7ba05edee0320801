// Reading ahead: which tickets share a call, which row answers, what is forgotten.
import { expect, onTestFinished, test, vi } from 'vitest';
import { beginShared } from '../../activities/attempt.ts';
import { createReadAhead, type Poll } from '../../activities/servicenow/read-ahead.ts';
import type { Row } from '../../activities/servicenow/rows.ts';
import { createInput, failureOf, keyOf, readInput, startBench } from '../support/activities.ts';

/** Rows of which none is too old, of which all are, and a ticket that is polled for ever. */
const [young, old] = [3_600_000, 1e-9];

function poll(sysId: string, change: Partial<Poll> = {}): Poll {
  return { table: 'incident', sysId, freshness: old, maximum: 3_600_000, fresh: false, ...change };
}

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `t${from + at}`);

function rowOf(sysId: string, active = 'true'): Row {
  return { sys_id: { value: sysId, shown: sysId }, active: { value: active, shown: active } };
}

/** Polls over a table whose every ticket is found, and the sys_ids of each call. */
function startPolls(rowFor: (sysId: string) => Row | undefined = (sysId) => rowOf(sysId)) {
  const calls: string[][] = [];
  const find = (_: string, sysIds: readonly string[]) => {
    calls.push([...sysIds]);
    const rows = sysIds.flatMap((sysId) => {
      const row = rowFor(sysId);
      return row === undefined ? [] : [[sysId, row] as const];
    });
    return Promise.resolve(new Map(rows));
  };
  return { polls: createReadAhead(find), calls };
}

const read = (
  polls: ReturnType<typeof createReadAhead>,
  sysIds: string[],
  change?: Partial<Poll>,
) => Promise.all(sysIds.map((sysId) => polls.read(poll(sysId, change))));

test('polls that come together share calls of a hundred', async () => {
  const { polls, calls } = startPolls();
  const readings = await read(polls, ids(250), { freshness: young });
  expect(calls.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(readings.map(({ row }) => row?.['sys_id']?.value)).toEqual(ids(250));
});

test('two polls of one ticket read one row', async () => {
  const { polls, calls } = startPolls();
  await read(polls, ['t1', 't1']);
  expect(calls).toEqual([['t1']]);
});

test('a call with room reads the tickets whose rows are oldest', async () => {
  const { polls, calls } = startPolls();
  await read(polls, ids(60));
  await read(polls, ids(60, 60), { freshness: old });
  await read(polls, ['t119']);
  expect(calls[2]?.[0]).toBe('t119');
  expect(calls[2]).toHaveLength(100);
  // The second call had room for 40 of the first, so the 20 that it did not read are the oldest.
  expect(calls[2]?.slice(1, 21)).toEqual(ids(20, 40));
});

test('a ticket never polled here, one that is young, one of another table are not read ahead', async () => {
  const { polls, calls } = startPolls();
  await read(polls, ['t1'], { freshness: young });
  await read(polls, ['t2'], { table: 'u_access_task' });
  await read(polls, ['t3']);
  expect(calls).toEqual([['t1'], ['t2'], ['t3']]);
});

test('a row that is nearly stale is read along, and answers until it is stale', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { polls, calls } = startPolls();
  const freshness = 100_000;
  /** Reads a ticket; the time that a poll waits for others passes too. */
  const after = async (time: number, sysId: string) => {
    await vi.advanceTimersByTimeAsync(time);
    const reading = read(polls, [sysId], { freshness });
    await vi.advanceTimersByTimeAsync(100);
    await reading;
  };
  await after(0, 't1');
  await after(74_000, 't2');
  await after(10_000, 't3');
  await after(90_000, 't1');
  expect(calls).toEqual([['t1'], ['t2'], ['t3', 't1']]);
});

test('a young row answers without a call, with the time it was read', async () => {
  const { polls, calls } = startPolls();
  const [first] = await read(polls, ['t1'], { freshness: young });
  const [second] = await read(polls, ['t1'], { freshness: young });
  expect(calls).toHaveLength(1);
  expect(second).toEqual(first);
});

test('a row read ahead for another poll answers', async () => {
  const { polls, calls } = startPolls();
  await read(polls, ['t1']);
  await read(polls, ['t2']);
  expect(calls[1]).toEqual(['t2', 't1']);
  await read(polls, ['t1'], { freshness: young });
  expect(calls).toHaveLength(2);
});

test('a fresh poll is never answered by a row that was there', async () => {
  const { polls, calls } = startPolls();
  await read(polls, ['t1'], { freshness: young });
  await read(polls, ['t1'], { freshness: young, fresh: true });
  expect(calls).toEqual([['t1'], ['t1']]);
});

test('a freshness of nothing turns young rows and reading ahead off', async () => {
  const { polls, calls } = startPolls();
  await read(polls, ['t1'], { freshness: 0 });
  await read(polls, ['t1'], { freshness: 0 });
  await read(polls, ['t2'], { freshness: 0 });
  expect(calls).toEqual([['t1'], ['t1'], ['t2']]);
});

test('after our own write an older row does not answer', async () => {
  const { polls, calls } = startPolls();
  await read(polls, ['t1'], { freshness: young });
  polls.wrote('incident', 't1');
  await read(polls, ['t1'], { freshness: young });
  expect(calls).toEqual([['t1'], ['t1']]);
});

test('a row under way while we write does not answer later', async () => {
  const { promise, resolve } = Promise.withResolvers<Map<string, Row>>();
  const answers = [promise, Promise.resolve(new Map([['t1', rowOf('t1')]]))];
  const polls = createReadAhead(() => answers.shift() ?? Promise.resolve(new Map<string, Row>()));
  const first = polls.read(poll('t1', { freshness: young }));
  await expect.poll(() => answers.length).toBe(1);
  polls.wrote('incident', 't1');
  resolve(new Map([['t1', rowOf('t1')]]));
  await first;
  await polls.read(poll('t1', { freshness: young }));
  expect(answers).toHaveLength(0);
});

test('a closed ticket, one that was not found and one not polled for long are not read ahead', async () => {
  const { polls, calls } = startPolls((sysId) => {
    if (sysId === 'gone') return undefined;
    return rowOf(sysId, sysId === 'closed' ? 'false' : 'true');
  });
  await read(polls, ['closed', 'gone', 'kept']);
  await read(polls, ['left'], { maximum: 0 });
  await read(polls, ['t1']);
  expect(calls[2]).toEqual(['t1', 'kept']);
  polls.forget('incident', 'kept');
  await read(polls, ['t1']);
  expect(calls[3]).toEqual(['t1']);
});

test('a ticket that another call is reading is not read ahead', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const calls: string[][] = [];
  const polls = createReadAhead(async (_, sysIds) => {
    calls.push([...sysIds]);
    if (calls.length === 2) await promise;
    return new Map(sysIds.map((sysId) => [sysId, rowOf(sysId)]));
  });
  await read(polls, ['t1', 't2']);
  const second = read(polls, ['t1']);
  await expect.poll(() => calls.length).toBe(2);
  await read(polls, ['t3']);
  resolve(undefined);
  await second;
  expect(calls).toEqual([['t1', 't2'], ['t1', 't2'], ['t3']]);
});

test('a missing row is missing for its poll alone', async () => {
  const { polls } = startPolls((sysId) => (sysId === 't1' ? undefined : rowOf(sysId)));
  const [missing, found] = await read(polls, ['t1', 't2']);
  expect(missing?.row).toBeUndefined();
  expect(found?.row).toBeDefined();
});

test('a call that fails fails each poll that shared it, and the next is tried anew', async () => {
  const { simulator, read: readTicket } = await startBench();
  simulator.faults.add({ kind: 'unavailable', count: 1 });
  const failed = await Promise.all(
    ['R-1', 'R-2'].map((id) => failureOf(readTicket(readInput(id)))),
  );
  expect(failed.map(({ type }) => type)).toEqual(['Unavailable', 'Unavailable']);
  expect((await readTicket(readInput('R-1'))).kind).toBe('missing');
});

test('250 polls of tickets in ServiceNow cost three calls', async () => {
  const { simulator, client, read: readTicket } = await startBench();
  const requests = Array.from({ length: 250 }, (_, at) => `R-${at}`);
  await Promise.all(
    requests.map((id) => {
      const { sysId } = keyOf(id);
      const keys = { sys_id: sysId, correlation_id: id, correlation_display: 'test' };
      return client.api.insert(createInput(id), keys, beginShared());
    }),
  );
  simulator.resetCalls();
  const results = await Promise.all(
    requests.map((id) => readTicket(readInput(id, { knownModCount: 0 }))),
  );
  expect(results.map((result) => result.kind === 'read' && result.ticket.sysId)).toEqual(
    requests.map((id) => keyOf(id).sysId),
  );
  expect(simulator.calls().reads).toBe(3);
  expect(simulator.calls().peakConcurrency).toBeLessThanOrEqual(4);
});
