// `access-request retry`: has a request try at once what waits or was refused.
import type { Command } from 'commander';
import { examples } from '../help.ts';
import {
  byOption,
  configOption,
  jsonOption,
  reasonOption,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';
import type { RetryMessage } from '../../contract/messages.ts';

type Flags = ConfigOptions & JsonOptions & RetryMessage;

/** Adds `retry`. */
export function registerRetry(program: Command): void {
  program
    .command('retry')
    .description('try at once what a request waits for or what was refused, and read its ticket')
    .argument('<id>', 'the id of the request')
    .addOption(byOption())
    .addOption(reasonOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        "access-request retry 4711 --by 'Olga Ops' --reason 'The ServiceNow account has its role now'",
      ),
    )
    .action(run);
}

async function run(id: string, { config, json, ...why }: Flags): Promise<void> {
  const { withAccessRequests } = await import('../session.ts');
  const { print } = await import('../output.ts');
  const accepted = await withAccessRequests(config, (all) => all.retry(id, why));
  const text = `${id} tries again now. How it goes on: access-request status ${id}`;
  print(json, accepted, () => text);
}
