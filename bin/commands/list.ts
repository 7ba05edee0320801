// `access-request list`: the requests that Temporal knows of.
import type { Command } from 'commander';
import {
  configOption,
  examples,
  jsonOption,
  numberUpTo,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';
import { printAnswer } from '../session.ts';

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
    .action(({ limit, open = false, ...options }: Flags) =>
      printAnswer(
        options,
        (all) => all.list({ limit, open }),
        async (list) => (await import('../request-text.ts')).listText(list),
      ),
    );
}
