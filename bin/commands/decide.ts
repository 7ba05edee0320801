// `access-request decide`: hands over one decision of the identity manager, which becomes a note on the ticket.
import { Option, type Command } from 'commander';
import { examples } from '../help.ts';
import {
  configOption,
  jsonOption,
  messageIdOption,
  sequenceOption,
  timeOption,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';
import type { DecisionMessage } from '../../client/send-messages.ts';

type Flags = ConfigOptions & JsonOptions & DecisionMessage;

/** Adds `decide`. */
export function registerDecide(program: Command): void {
  program
    .command('decide')
    .description('hand over one decision on the request; it becomes one note on the ticket')
    .argument('<id>', 'the id of the request')
    .addOption(messageIdOption())
    .requiredOption('--step <name>', 'name of the approval step')
    .requiredOption('--approver <name>', 'name of the person who decided')
    .addOption(
      new Option('--verdict <verdict>', 'what was decided')
        .choices(['approved', 'denied'])
        .makeOptionMandatory(),
    )
    .option('--reason <text>', 'why it was decided so')
    .option('--final', 'no step follows; ends the request if the identity manager is its master')
    .addOption(sequenceOption())
    .addOption(timeOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        "access-request decide 4711 --id step-1 --step Manager --approver 'Mona Muster' --verdict approved",
      ),
    )
    .action(run);
}

async function run(id: string, { config, json, ...decision }: Flags): Promise<void> {
  const { withAccessRequests } = await import('../session.ts');
  const { print } = await import('../output.ts');
  const sent = await withAccessRequests(config, (all) => all.decide(id, decision));
  const text = `Decision ${sent.messageId} was sent to ${id}. How it goes on: access-request status ${id}`;
  print(json, sent, () => text);
}
