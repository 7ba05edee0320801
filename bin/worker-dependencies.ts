// What a worker is given: the checked configuration, its name in the audit, and a reader of secrets that all can be read.
import { dirname } from 'node:path';
import type { ActivityDependencies } from '../activities/dependencies.ts';
import { SecretError } from '../config/error.ts';
import { loadConfiguration } from '../config/load.ts';
import { checkSecrets, createSecretReader } from '../config/secrets.ts';
import { release } from './package.ts';

/** @throws ConfigurationError, SecretError (with every secret that cannot be read) */
export async function workerDependencies(path: string): Promise<ActivityDependencies> {
  const { configuration, digest } = await loadConfiguration(path);
  const readSecret = createSecretReader(dirname(path));
  const checks = await checkSecrets(configuration, readSecret);
  const problems = checks.flatMap(({ path: at, problem }) =>
    problem === undefined ? [] : [`${at}: ${problem}`],
  );
  if (problems.length > 0) throw new SecretError([`in ${path}`, ...problems].join('\n  '));
  return { configuration, judgedBy: { release: release(), configuration: digest }, readSecret };
}
