// `access-request status`: where a request stands, what it waits for, and what to do about it.
import type { Command } from 'commander';
import {
  configOption,
  examples,
  jsonOption,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';
import { printAnswer } from '../session.ts';

/** Adds `status`. */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('show where a request stands, what it waits for, and what to do about it')
    .argument('<id>', 'the id of the request')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('access-request status 4711'))
    .action((id: string, options: ConfigOptions & JsonOptions) =>
      printAnswer(
        options,
        (all) => all.status(id),
        async (report) => (await import('../request-text.ts')).reportText(report),
      ),
    );
}
