// Calls to Temporal with a deadline, and their errors in our words: nothing of gRPC reaches a reader.
import {
  Client,
  Connection,
  isGrpcServiceError,
  NamespaceNotFoundError,
  ServiceError,
  WorkflowNotFoundError,
  type ConnectionOptions,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { AccessRequestError } from '../errors.ts';

const connectTimeout = 5_000;
const callTimeout = 10_000;

/** Address, TLS and API key for a connection, and the namespace to use. */
export interface TemporalConfig {
  connectionOptions: ConnectionOptions;
  namespace: string;
}

/** An open connection, and the address to name in errors. */
export interface TemporalSession {
  client: Client;
  connection: Connection;
  address: string;
  namespace: string;
}

/**
 * Reads `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_PROFILE`, ... and temporal.toml, as the `temporal` CLI does.
 * @throws AccessRequestError `TemporalSettingsInvalid`
 */
export function temporalSettings(): TemporalConfig {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
    return { connectionOptions, namespace };
  } catch (error) {
    throw settingsInvalid(error);
  }
}

/** Connects within five seconds. @throws AccessRequestError `TemporalUnreachable`, `TemporalRefused` */
export async function openTemporal(settings: TemporalConfig): Promise<TemporalSession> {
  const { connectionOptions, namespace } = settings;
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({ connectTimeout, ...connectionOptions });
    // A query of a run that has ended would wait for a worker; its outcome needs none.
    const workflow = { queryRejectCondition: 'NOT_OPEN' } as const;
    const client = new Client({ connection, namespace, workflow });
    return { client, connection, address, namespace };
  } catch (error) {
    throw inOurWords(error, { address, namespace }) ?? notConnected(error, address);
  }
}

/**
 * Runs calls to Temporal, all of them within `timeout` milliseconds.
 * @throws AccessRequestError for what Temporal or the way to it did; any other error as it is.
 */
export async function call<T>(
  session: TemporalSession,
  work: () => Promise<T>,
  requestId?: string,
  timeout = callTimeout,
): Promise<T> {
  try {
    return await session.connection.withDeadline(Date.now() + timeout, work);
  } catch (error) {
    throw inOurWords(error, session, requestId) ?? error;
  }
}

/** What the work gives; undefined where it fails in a way that says that there is nothing. */
export async function unlessAbsent<T>(
  isAbsent: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Temporal knows no such run, or says so of one that has ended. */
export const isNoRun = (error: unknown): boolean => error instanceof WorkflowNotFoundError;

/** There is no such request, or Temporal's retention deleted it. */
export const notFound = (requestId: string): AccessRequestError =>
  new AccessRequestError('NotFound', `there is no access request ${requestId}`, { requestId });

/** The SDK tells a wrong setting, such as a certificate that is none, from a server that is not there. */
function notConnected(error: unknown, address: string): AccessRequestError {
  const late = error instanceof Error && error.message.includes('before the deadline');
  return late ? unreachable(address) : settingsInvalid(error);
}

function settingsInvalid(error: unknown): AccessRequestError {
  const words = error instanceof Error ? error.message : String(error);
  return new AccessRequestError('TemporalSettingsInvalid', `Temporal's settings: ${words}`);
}

/** Temporal is there, and the namespace is not. */
export const namespaceMissing = ({
  address,
  namespace,
}: Pick<TemporalSession, 'address' | 'namespace'>): AccessRequestError =>
  new AccessRequestError(
    'NamespaceMissing',
    `Temporal at ${address} has no namespace ${namespace}`,
  );

/** Temporal and the namespace are there, and what requests are searched by is not, as `which` says. */
export const attributesMissing = (
  { address, namespace }: Pick<TemporalSession, 'address' | 'namespace'>,
  which: string,
): AccessRequestError => {
  const what = `Temporal at ${address} lacks search attributes in the namespace ${namespace} (${which})`;
  return new AccessRequestError('SearchAttributesMissing', what);
};

const unreachable = (address: string): AccessRequestError =>
  new AccessRequestError('TemporalUnreachable', `Temporal cannot be reached at ${address}`);

function inOurWords(
  error: unknown,
  { address, namespace }: Pick<TemporalSession, 'address' | 'namespace'>,
  requestId?: string,
): AccessRequestError | undefined {
  if (error instanceof NamespaceNotFoundError) {
    return namespaceMissing({ address, namespace });
  }
  if (isNoRun(error) && requestId !== undefined) return notFound(requestId);
  const status = grpcStatusOf(error);
  if (status === undefined) return undefined;
  switch (status.code) {
    case 3: // INVALID_ARGUMENT
      if (status.details.includes('search attribute'))
        return attributesMissing({ address, namespace }, status.details);
      break;
    case 1: // CANCELLED, which is what a deadline of ours may look like
    case 4: // DEADLINE_EXCEEDED
    case 14: // UNAVAILABLE
      return unreachable(address);
    case 7: // PERMISSION_DENIED
    case 16: // UNAUTHENTICATED
      return new AccessRequestError('TemporalRefused', `Temporal at ${address} refuses the call`);
  }
  const what = `Temporal at ${address} fails the call (${status.details})`;
  return new AccessRequestError('TemporalFailed', what);
}

/** The gRPC status behind an error of the SDK. */
export function grpcStatusOf(error: unknown): { code: number; details: string } | undefined {
  const inner = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(inner) ? { code: inner.code, details: inner.details } : undefined;
}
