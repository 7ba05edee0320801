// A home of the tests' own: what programs keep for their user is neither read nor written while tests run.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Below .cache of the checkout; for this process and all that it starts. Only npm goes on with its settings and packages. */
export function useOwnHome(): void {
  const [theirs, ours] = [homedir(), join(import.meta.dirname, '../../.cache/home')];
  mkdirSync(ours, { recursive: true });
  process.env['npm_config_userconfig'] ??= join(theirs, '.npmrc');
  process.env['npm_config_cache'] ??= join(theirs, '.npm');
  process.env['npm_config_logs_dir'] = join(ours, 'npm-logs');
  process.env['HOME'] = ours;
  // Compiled once for all processes that run our code: a third of what starting one takes.
  process.env['NODE_COMPILE_CACHE'] = join(ours, 'compile-cache');
  for (const name of Object.keys(process.env).filter(isOfUser))
    Reflect.deleteProperty(process.env, name);
}

/** Folders that are the user's, and what points to the user's Temporal: no test may reach it. */
const isOfUser = (name: string): boolean =>
  /^XDG_\w+_HOME$/.test(name) ||
  (name.startsWith('TEMPORAL_') && !/^TEMPORAL_(CLI|TEST_SERVER)_PATH$/.test(name));
