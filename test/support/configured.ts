// A worker's dependencies without a server: a configuration of one instance and one category, and its secrets.
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDependencies } from '../../activities/dependencies.ts';
import {
  type Configuration,
  type ConfigurationInput,
  configurationSchema,
} from '../../config/schema.ts';
import { judgedBy } from './samples.ts';

type CategoryInput = ConfigurationInput['categories'][string];
type TablesInput = ConfigurationInput['servicenow']['instances'][string]['tables'];

/** What a test may want to be different. */
export interface Configured {
  category?: Partial<CategoryInput>;
  tables?: TablesInput;
  webhook?: Partial<ConfigurationInput['identityManager']['webhook']>;
  identityManager?: Partial<Omit<ConfigurationInput['identityManager'], 'webhook'>>;
}

/** A configuration with the category `sap-roles` on the table `incident` of the instance `main`. */
export function configured(change: Configured = {}): Configuration {
  return configurationSchema.parse({
    environment: 'test',
    identityManager: {
      webhook: { url: 'http://127.0.0.1:1/', secrets: [{ env: 'SECRET' }], ...change.webhook },
      ...change.identityManager,
    },
    servicenow: {
      instances: {
        main: {
          url: 'http://127.0.0.1:1',
          auth: { basic: { user: 'orchestrator', password: { env: 'PASSWORD' } } },
          tables: change.tables,
        },
      },
    },
    categories: {
      'sap-roles': { enabled: true, instance: 'main', table: 'incident', ...change.category },
    },
  });
}

/** What the worker hands over; secrets by the names of environment variables. */
export function dependencies(
  configuration: Configuration,
  secrets: Record<string, string> = {},
): ActivityDependencies {
  return {
    configuration,
    judgedBy,
    readSecret: (secret) => {
      const value = 'env' in secret ? secrets[secret.env] : undefined;
      return value === undefined ? Promise.reject(new Error('hunter2')) : Promise.resolve(value);
    },
  };
}

/** Runs an activity as a worker does. `log` keeps what it logs. */
export function asWorker<I, R>(
  activity: (input: I) => Promise<R>,
  input: I,
  environment = quietEnvironment(),
): Promise<R> {
  return environment.run<[], R, () => Promise<R>>(() => activity(input));
}

/** An activity environment that logs into a list; `startToClose` in milliseconds, `info` what else Temporal says. */
export function quietEnvironment(
  logged: unknown[] = [],
  startToClose = 20_000,
  info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {},
): MockActivityEnvironment {
  const log = (message: string, meta?: unknown) => void logged.push([message, meta]);
  const logger = { log, trace: log, debug: log, info: log, warn: log, error: log };
  return new MockActivityEnvironment({ startToCloseTimeoutMs: startToClose, ...info }, { logger });
}
