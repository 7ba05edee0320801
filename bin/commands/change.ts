// `access-request change`: hands over what else changed in the identity manager, which becomes a note on the ticket.
import { InvalidArgumentError, type Command } from 'commander';
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
import type { Change } from '../../contract/messages.ts';

type Flags = ConfigOptions & JsonOptions & Change;

/** Adds `change`. */
export function registerChange(program: Command): void {
  program
    .command('change')
    .description('hand over any other change of the request; it becomes one note on the ticket')
    .argument('<id>', 'the id of the request')
    .addOption(messageIdOption())
    .option('--by <name>', 'name of the person who changed it')
    .option('--status <status>', 'the new status; assigned means that the access is effective')
    .option('--valid-from <date>', 'first date or time at which the access is valid')
    .option('--valid-until <date>', 'last date or time at which the access is valid')
    .option('--comment <text>', 'a comment on the change')
    .option('--recipient <key=value>', 'new data of the recipient; repeat it for each key', entry)
    .addOption(sequenceOption())
    .addOption(timeOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
At least one of --status, --valid-from, --valid-until, --comment and --recipient is needed.
${examples('access-request change 4711 --id assigned-1 --status assigned --valid-until 2027-11-30')}`,
    )
    .action(run);
}

async function run(id: string, { config, json, ...change }: Flags): Promise<void> {
  const { withAccessRequests } = await import('../session.ts');
  const { print } = await import('../output.ts');
  const sent = await withAccessRequests(config, (all) => all.change(id, change));
  const text = `Change ${sent.messageId} was sent to ${id}. How it goes on: access-request status ${id}`;
  print(json, sent, () => text);
}

/** One `key=value` more; a key that stands twice would lose one of its values. */
function entry(text: string, known: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  const key = text.slice(0, at);
  if (at < 1) throw new InvalidArgumentError('It must be key=value.');
  if (Object.hasOwn(known, key)) throw new InvalidArgumentError(`${key} stands twice.`);
  // A key such as __proto__ is one of its own here, for the guard to refuse.
  return Object.fromEntries([...Object.entries(known), [key, text.slice(at + 1)]]);
}
