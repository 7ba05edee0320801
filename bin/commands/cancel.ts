// `access-request cancel`: ends a request and cancels its ticket.
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
import type { Cancellation } from '../../client/send-messages.ts';

type Flags = ConfigOptions & JsonOptions & Cancellation;

/** Adds `cancel`. */
export function registerCancel(program: Command): void {
  program
    .command('cancel')
    .description('end a request and cancel its ticket in ServiceNow')
    .argument('<id>', 'the id of the request')
    .addOption(byOption())
    .addOption(reasonOption())
    .option('--id <id>', 'id of this message; the same id counts only once (default: random)')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples("access-request cancel 4711 --by 'Mary Roe' --reason 'Ordered twice'"),
    )
    .action(run);
}

async function run(id: string, { config, json, ...cancellation }: Flags): Promise<void> {
  const { withAccessRequests } = await import('../session.ts');
  const { print } = await import('../output.ts');
  const sent = await withAccessRequests(config, (all) => all.cancel(id, cancellation));
  const text = `Cancellation ${sent.messageId} was sent to ${id}. How it goes on: access-request status ${id}`;
  print(json, sent, () => text);
}
