// `access-request list`: the requests that Temporal knows of.
import type { Command } from 'commander';
import { examples } from '../help.ts';
import {
  configOption,
  jsonOption,
  numberUpTo,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';

interface Flags extends ConfigOptions, JsonOptions {
  open?: boolean;
  limit: number;
}

/** Adds `list`. */
export function registerList(program: Command): void {
  program
    .command('list')
    .description('list requests, newest first; a new request appears after about a second')
    .option('--open', 'only requests that have not ended')
    .option('--limit <number>', 'how many to show at most', numberUpTo(10_000), 50)
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('access-request list --open --limit 200'))
    .action(run);
}

async function run({ limit, open = false, ...options }: Flags): Promise<void> {
  const { withAccessRequests } = await import('../session.ts');
  const { print } = await import('../output.ts');
  const list = await withAccessRequests(options.config, (all) => all.list({ limit, open }));
  const { listText } = await import('../list-text.ts');
  print(options.json, list, () => listText(list));
}
