// Every call ends: at its limit, by cancellation, or cut off by size; for each caller, whatever garbage is collected when.
import { CancelledFailure } from '@temporalio/common';
import { expect, test, vi } from 'vitest';
import { beginShared } from '../../activities/attempt.ts';
import { checkIdentityManager } from '../../activities/checks/identity-manager.ts';
import { createCreateTicket } from '../../activities/create-ticket.ts';
import { createLanes } from '../../activities/lanes.ts';
import { createRecordOutcome } from '../../activities/deliver.ts';
import { createConnection } from '../../activities/servicenow/connection.ts';
import { failures } from '../../contract/failures.ts';
import { connectBench, createInput, failureOf, keyOf, startBench } from '../support/activities.ts';
import { configured, dependencies, quietEnvironment } from '../support/configured.ts';
import { outcomeInput, secret } from '../support/deliveries.ts';
import { bodies, collectGarbage, stages, startHostile } from '../support/hostile.ts';

const minute = '60s';
const oauth = { oauth: { clientId: 'orchestrator', clientSecret: { env: 'PASSWORD' } } };

/** An activity that calls the server, and how to see that the next call is not held up by it. */
type Caller = (url: string, limit: string) => Promise<{ call: () => unknown; next: () => unknown }>;

const atInstance =
  (auth = {}): Caller =>
  async (url, limit) => {
    const timeouts = { client: limit, sendWithin: '60s', startToClose: '3m' };
    const instance = { calls: 1, timeouts, ...auth };
    const { servicenow, client } = await connectBench({ url }, { instance });
    const create = createCreateTicket(servicenow);
    return {
      call: () => create(createInput('R-1')),
      next: () => client.api.look(keyOf('R-2'), beginShared()),
    };
  };

const callers = {
  'a call of the Table API': atInstance(),
  'a call for a token': atInstance({ auth: oauth }),
  'a delivery': (url, timeout) => {
    const deps = dependencies(configured({ webhook: { url, timeout } }), { SECRET: secret });
    const record = createRecordOutcome(deps);
    return Promise.resolve({ call: () => record(outcomeInput), next: () => undefined });
  },
} as const satisfies Record<string, Caller>;

type CallerName = keyof typeof callers;
const names = Object.keys(callers) as CallerName[];
const stageNames = Object.keys(stages) as (keyof typeof stages)[];
const bodyNames = Object.keys(bodies) as (keyof typeof bodies)[];
const each = <T>(those: readonly T[]) =>
  names.flatMap((name) => those.map((one) => [name, one] as const));

/** On a busy machine anything may take a while. */
const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 30_000 });

/** The limits are so short that a busy machine may pass them. */
const isFine = async (work: () => unknown): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
};

/** Runs the activity of a caller as a worker does. */
async function begin(name: CallerName, url: string, limit: string) {
  const { call, next } = await callers[name](url, limit);
  const environment = quietEnvironment([], 180_000);
  const called = environment.run(() => Promise.resolve(call()));
  return { called, next, cancel: () => environment.cancel() };
}

/** A delivery is taken by the status alone: nobody waits for the body. */
const isTaken = (name: CallerName, stage: string): boolean =>
  name === 'a delivery' && stage !== 'before headers';

test.each(each(stageNames))('%s that stops %s ends at its limit', async (name, stage) => {
  const server = await startHostile();
  server.answer(stages[stage]);
  const { called, next } = await begin(name, server.url, '700ms');
  const garbage = collectGarbage();
  if (isTaken(name, stage)) await called;
  else expect(await failureOf(called)).toMatchObject({ type: 'NoAnswer', nonRetryable: false });
  garbage.stop();
  await until(() => server.open() === 0);
  server.answer(undefined);
  await until(() => isFine(next));
});

test.each(each(stageNames).filter(([name, stage]) => !isTaken(name, stage)))(
  '%s that stops %s ends when it is cancelled',
  async (name, stage) => {
    const server = await startHostile();
    server.answer(stages[stage]);
    const { called, next, cancel } = await begin(name, server.url, minute);
    await until(() => server.open() === 1);
    await collectGarbage().collected;
    cancel();
    await expect(called).rejects.toBeInstanceOf(CancelledFailure);
    // A token is for all calls: the request for it goes on, and no turn is held for it.
    if (name === 'a call for a token') server.drop();
    await until(() => server.open() === 0);
    server.answer(undefined);
    await next();
  },
);

test('a cancelled call gives its turn back while the token that it waited for is still asked for', async () => {
  const server = await startHostile();
  server.answer(stages['mid body']);
  const { called, next, cancel } = await begin('a call for a token', server.url, minute);
  await until(() => server.open() === 1);
  const waiting = next();
  cancel();
  await expect(called).rejects.toBeInstanceOf(CancelledFailure);
  server.answer(undefined);
  server.drop();
  await expect(waiting).rejects.toMatchObject({ type: 'NoAnswer' });
  await next();
});

test.each(each(bodyNames))('%s is cut off when it meets %s', async (name, body) => {
  const server = await startHostile();
  server.answer(bodies[body]);
  const { called, next } = await begin(name, server.url, minute);
  if (name === 'a delivery') await called;
  else {
    const error = await failureOf(called);
    expect(error).toMatchObject({ type: 'AnswerTooLarge', nonRetryable: false });
    expect(error).toMatchObject({ nextRetryDelay: 60_000 });
    expect(error.message).toMatch(/answered 200 with more than \d+ (bytes|levels|values)/);
  }
  await until(() => server.open() === 0);
  server.answer(undefined);
  await next();
});

test.each(bodyNames)('the check of the identity manager does not read %s', async (body) => {
  const server = await startHostile();
  server.answer(bodies[body]);
  const { identityManager, ...others } = configured({ webhook: { url: server.url } });
  const finding = await checkIdentityManager({ identityManager, ...others });
  expect(finding.verdict).toBe('ok');
  await until(() => server.open() === 0);
});

test.each([
  [401, 'CredentialsRefused'],
  [403, 'AnswerTooLarge'],
  [429, 'RateLimited'],
  [503, 'Unavailable'],
])('a status %i with an endless body is %s', async (status, type) => {
  const server = await startHostile();
  server.answer((response) => {
    const writeHead = response.writeHead.bind(response);
    response.writeHead = (_: number, ...rest: never[]) => writeHead(status, ...rest);
    bodies['an endless body'](response);
  });
  const { called } = await begin('a call of the Table API', server.url, minute);
  expect(await failureOf(called)).toMatchObject({ type, nonRetryable: false });
  await until(() => server.open() === 0);
});

test('what waits behind a held call ends as soon as it may not be sent any more', async () => {
  const server = await startHostile();
  server.answer(stages['mid body']);
  const timeouts = { client: minute, sendWithin: '300ms', startToClose: '2m' };
  const { client } = await connectBench({ url: server.url }, { instance: { calls: 1, timeouts } });
  const held = client.api.look(keyOf('R-1'), beginShared());
  const error = await failureOf(client.api.look(keyOf('R-2'), beginShared()));
  expect(error).toMatchObject({ type: 'SentTooLate', nonRetryable: false });
  expect(server.open()).toBe(1);
  server.answer(undefined);
  server.drop();
  await expect(held).rejects.toMatchObject({ type: 'NoAnswer' });
  await client.api.look(keyOf('R-3'), beginShared());
  expect(server.answered()).toBe(2);
});

test('a call that has its turn is told, until it ends', async () => {
  const server = await startHostile();
  const lanes = createLanes();
  const { main } = configured().servicenow.instances;
  if (main === undefined) throw new Error('not reached');
  const instance = { ...main, url: server.url };
  const send = createConnection('main', instance, () => Promise.resolve('a'), lanes);
  server.answer(stages['after headers']);
  const call = { method: 'GET', path: '/', query: {}, about: 'a record' } as const;
  const sent = failureOf(send(call, beginShared()));
  await until(() => server.open() === 1);
  const later = performance.now() + 3_600_000;
  expect([lanes.overdue(), lanes.overdue(later)]).toEqual([[], ['main']]);
  server.drop();
  expect((await sent).type).toBe('NoAnswer');
  expect(lanes.overdue(later)).toEqual([]);
});

test('a creation whose answer was too large is looked for, and not made again', async () => {
  const { simulator } = await startBench();
  const server = await startHostile({ before: simulator.url, spoils: 'POST' });
  server.answer(bodies['a gzip bomb']);
  const { create } = await connectBench(server);
  expect((await failureOf(create(createInput('R-1')))).type).toBe('AnswerTooLarge');
  const again = { ...createInput('R-1'), attemptedBefore: true };
  expect(await create(again, 2)).toMatchObject({ adopted: false });
  expect(simulator.table('incident')).toHaveLength(1);
  expect(simulator.calls().creates).toBe(1);
});

test('how much is read is configured, and what is as large as that is read', async () => {
  const server = await startHostile();
  const largest = 65_536;
  const instance = { largestAnswer: '64KiB' };
  const { client } = await connectBench({ url: server.url }, { instance });
  const look = () => client.api.look(keyOf('R-1'), beginShared());
  const answerOf = (length: number) => `{"result":[]}`.padEnd(length, ' ');
  const json = { 'content-type': 'application/json' };
  server.answer((response) => response.writeHead(200, json).end(answerOf(largest)));
  await expect(look()).resolves.toBeUndefined();
  server.answer((response) => response.writeHead(200, json).end(answerOf(largest + 1)));
  const error = await failureOf(look());
  expect(error.type).toBe('AnswerTooLarge');
  expect(error.message).toContain(`more than ${largest} bytes`);
  expect(failures.AnswerTooLarge.remedy).toContain('`largestAnswer`');
});
