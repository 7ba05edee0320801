// A client of our own on the suite's Temporal server, and Temporal's own client beside it.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, onTestFinished } from 'vitest';
import { connect, type AccessRequests, type ConnectOptions } from '../../client/access-requests.ts';
import { AccessRequestError } from '../../client/errors.ts';
import { workflowIdOf } from '../../contract/access-request.ts';

/** Temporal as the suite runs it. */
export const temporal = (namespace = 'default') => ({
  connectionOptions: { address: inject('temporalAddress') },
  namespace,
});

/** A client of one queue; without another word its queue has no worker. */
export async function testClient(
  options: Partial<ConnectOptions> = {},
): Promise<AccessRequests & { taskQueue: string }> {
  const taskQueue = options.taskQueue ?? `client-${randomUUID()}`;
  const all = await connect({ environment: 'test', temporal: temporal(), ...options, taskQueue });
  onTestFinished(() => all.close());
  return { ...all, taskQueue };
}

/** Temporal's own client, for what only an operator does. */
export async function operator(): Promise<Client> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  return new Client({ connection });
}

/** The id of a request, from that of its workflow. */
export const requestIdOf = (workflowId: string): string => workflowId.replace(workflowIdOf(''), '');

/** An id that no other test uses. */
export const newId = (): string => `C-${randomUUID()}`;

/** The error of the client with which a promise rejects; anything else fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<AccessRequestError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AccessRequestError);
  if (!(error instanceof AccessRequestError)) throw new Error('not reached');
  return error;
}

/** The names and inputs of the signals in the history of a request, oldest first. */
export async function signalsOf(id: string): Promise<[name: string, input: unknown][]> {
  const { events } = await (await operator()).workflow.getHandle(workflowIdOf(id)).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
    if (signal == null) return [];
    const { data } = signal.input?.payloads?.[0] ?? {};
    return [[signal.signalName ?? '', JSON.parse(Buffer.from(data ?? []).toString()) as unknown]];
  });
}
