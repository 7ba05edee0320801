// A worker serves one environment: nothing of another is planned, written or delivered.
import type { Configuration } from '../config/schema.ts';
import type { RequestKey } from '../contract/activities.ts';
import { failure } from './failure.ts';

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
