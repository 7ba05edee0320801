// Temporal's CLI, found where bootstrap leaves it or where someone says it is.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandFailure } from '../exit.ts';
import { packageRoot } from '../package.ts';

/**
 * `TEMPORAL_CLI_PATH`, else what bootstrap fetched, else `temporal` on PATH.
 * @throws CommandFailure where none runs, or the one that was named does not.
 */
export async function findTemporalCli(named = process.env['TEMPORAL_CLI_PATH']): Promise<string> {
  if (named !== undefined && named !== '') {
    if (await runs(named)) return named;
    throw new CommandFailure(
      `TEMPORAL_CLI_PATH is ${named}, which does not run; correct or unset it`,
      1,
    );
  }
  for (const path of [join(packageRoot, '.cache/temporal/bin/temporal'), 'temporal']) {
    if (await runs(path)) return path;
  }
  throw new CommandFailure(
    'there is no Temporal CLI; install it (https://docs.temporal.io/cli) on PATH, or set TEMPORAL_CLI_PATH to its path; in a checkout script/bootstrap fetches it',
    1,
  );
}

const runs = (path: string): Promise<boolean> =>
  promisify(execFile)(path, ['--version']).then(
    () => true,
    () => false,
  );
