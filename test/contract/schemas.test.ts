// Shows that every schema of the contract does in a running worker what it does elsewhere: it takes what is good, and no more.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { checkRequest } from '../../contract/access-request.ts';
import { schemas } from '../../contract/schemas.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { quiet } from '../support/quiet.ts';
import type { check, parse, Parse } from './workflows/parse.ts';
import { values } from './values.ts';

quiet();

const taskQueue = `contract-${randomUUID()}`;
let client: Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  const address = inject('temporalAddress');
  const workflowsPath = fileURLToPath(new URL('workflows/parse.ts', import.meta.url));
  const workflowBundle = await bundleWorkflows({ workflowsPath });
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({ connection: native, taskQueue, workflowBundle });
  const running = worker.run();
  const connection = await Connection.connect({ address });
  client = new Client({ connection });
  stop = async () => {
    worker.shutdown();
    await running;
    await native.close();
    await connection.close();
  };
});
afterAll(() => stop());

const inWorker = <Of extends typeof parse | typeof check>(type: string, ...args: Parameters<Of>) =>
  client.workflow.execute<Of>(type, { taskQueue, workflowId: randomUUID(), args });

test('each schema takes its good value as it is and refuses its bad one, here and in a worker', async () => {
  const known = Object.entries(schemas());
  expect(Object.keys(values)).toEqual(known.map(([name]) => name));
  const all: Parse[] = Object.entries(values).flatMap(([name, [good, bad]]) => [
    { name, value: good },
    { name, value: bad },
  ]);
  // A second time: what a schema keeps for itself must be writable in the sandbox.
  const results = await inWorker<typeof parse>('parse', [...all, ...all]);
  const expected = known.flatMap(([name, schema]) => {
    const [good, bad] = values[name as keyof typeof values];
    const issues = schema.safeParse(bad).error?.issues.length ?? 0;
    expect([name, issues]).not.toEqual([name, 0]);
    return [{ value: good }, { issues }];
  });
  expect(results).toEqual([...expected, ...expected]);
});

test('a request is checked in a worker in the words of the client', async () => {
  const wrong = {
    ...{ id: 'a/b', action: 'revoke', serviceItem: {}, serviceCategory: '', recipient: [] },
    ...{ reference: { id: 'x\u0007', url: 'javascript:x' }, requester: { id: 'x', nmae: 'y' } },
    ...{
      reason: 'x'.repeat(10_001),
      validFrom: 'soon',
      data: { 'a b': '', c: 1 },
      Valid_Until: '',
    },
  };
  const here = checkRequest(wrong);
  expect(here).toMatchObject({ ok: false });
  expect(await inWorker<typeof check>('check', wrong)).toEqual(here);
  const [good] = values.AccessRequest;
  expect(await inWorker<typeof check>('check', good)).toEqual({ ok: true, request: good });
});
