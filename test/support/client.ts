// A client of our own on the suite's Temporal server, and Temporal's own client beside it.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, onTestFinished } from 'vitest';
import { connect, type AccessRequests, type ConnectOptions } from '../../client/access-requests.ts';
import { AccessRequestError } from '../../client/errors.ts';

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
