// `access-request decide`, `change`, `cancel` and `retry`: what is said to a request that has not ended.
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Cancellation, DecisionMessage, MessageSent } from '../../client/send-messages.ts';
import type { Change, RetryMessage } from '../../contract/messages.ts';
import {
  configOption,
  examples,
  jsonOption,
  numberUpTo,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';
import { printAnswer } from '../session.ts';

type Flags<Message> = ConfigOptions & JsonOptions & Message;

const byOption = (): Option =>
  new Option('--by <name>', 'who wants this; kept in the audit trail').makeOptionMandatory();

const reasonOption = (): Option =>
  new Option('--reason <text>', 'why; kept in the audit trail').makeOptionMandatory();

const messageIdOption = (): Option =>
  new Option('--id <id>', 'id of this message; the same id counts only once').makeOptionMandatory();

const sequenceOption = (): Option =>
  new Option(
    '--sequence <number>',
    'place among the decisions and changes of the request, from 1; it waits for lower numbers',
  ).argParser(numberUpTo(Number.MAX_SAFE_INTEGER));

const timeOption = (): Option =>
  new Option('--time <time>', 'when it happened, ISO 8601 (default: when it arrives)');

const sentText =
  (what: string) =>
  ({ id, messageId }: MessageSent): string =>
    `${what} ${messageId} was sent to ${id}. How it goes on: access-request status ${id}`;

/** Adds `decide`, which hands over one decision of the identity manager. */
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
    .action((id: string, { config, json, ...decision }: Flags<DecisionMessage>) =>
      printAnswer({ config, json }, (all) => all.decide(id, decision), sentText('Decision')),
    );
}

/** Adds `change`, which hands over what else changed in the identity manager. */
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
    .action((id: string, { config, json, ...change }: Flags<Change>) =>
      printAnswer({ config, json }, (all) => all.change(id, change), sentText('Change')),
    );
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

/** Adds `cancel`, which ends a request and cancels its ticket. */
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
    .action((id: string, { config, json, ...cancellation }: Flags<Cancellation>) =>
      printAnswer(
        { config, json },
        (all) => all.cancel(id, cancellation),
        sentText('Cancellation'),
      ),
    );
}

/** Adds `retry`, which has a request try at once what waits or was refused. */
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
    .action((id: string, { config, json, ...why }: Flags<RetryMessage>) =>
      printAnswer(
        { config, json },
        (all) => all.retry(id, why),
        () => `${id} tries again now. How it goes on: access-request status ${id}`,
      ),
    );
}
