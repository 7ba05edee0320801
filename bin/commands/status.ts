// `access-request status`: where a request stands, what it waits for, and what to do about it.
import type { Command } from 'commander';
import { examples } from '../help.ts';
import { configOption, jsonOption, type ConfigOptions, type JsonOptions } from '../options.ts';

/** Adds `status`. */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('show where a request stands, what it waits for, and what to do about it')
    .argument('<id>', 'the id of the request')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('access-request status 4711'))
    .action(run);
}

async function run(id: string, options: ConfigOptions & JsonOptions): Promise<void> {
  const { withAccessRequests } = await import('../session.ts');
  const { print } = await import('../output.ts');
  const report = await withAccessRequests(options.config, (all) => all.status(id));
  const { reportText } = await import('../status-text.ts');
  print(options.json, report, () => reportText(report));
}
