// What the worker hands to the activities; and that it serves one environment: nothing of another is planned or written.
import type { Configuration, Secret } from '../config/schema.ts';
import type { RequestKey } from '../contract/activities.ts';
import type { JudgedBy } from '../contract/ticket.ts';
import { failure } from './failure.ts';
import type { Lanes } from './lanes.ts';

export interface ActivityDependencies {
  configuration: Configuration;
  judgedBy: JudgedBy;
  /** Reads a secret anew at each call, so that a renewed one is found; rejects with a plain message. */
  readSecret: (secret: Secret) => Promise<string>;
  /** Where the calls under way are told, for the health of the worker. */
  lanes?: Lanes;
}

/** Throws `OtherEnvironment` unless the request is of the environment of the configuration. */
export function assertEnvironment(
  configuration: Configuration,
  { requestId, environment }: RequestKey,
): void {
  if (environment === configuration.environment) return;
  const own = `this worker serves ${configuration.environment}`;
  throw failure(
    'OtherEnvironment',
    `request ${requestId} is of environment ${JSON.stringify(environment)}; ${own}`,
  );
}

/** The value of a key that a record of the configuration itself holds: `constructor` is a lawful name. */
export function own<Value>(record: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
