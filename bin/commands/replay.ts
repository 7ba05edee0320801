// `access-request replay`: the histories of a request run again through today's code.
import type { Command } from 'commander';
import {
  configOption,
  examples,
  jsonOption,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';

interface Flags extends ConfigOptions, JsonOptions {
  file?: string[];
}

/** Adds `replay`. */
export function registerReplay(program: Command): void {
  program
    .command('replay')
    .description(
      'run the histories of a request through the code of this release and show every difference',
    )
    .argument('[id]', 'the id of the request; all its runs are replayed')
    .option('--file <file...>', 'replay histories saved as JSON instead of a request')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Nothing is executed: each activity returns what the history recorded. docs/commands.md says what is compared.
Ends with 0 if all is the same, with 1 if something differs. Each difference shows both values, which may be
personal data.
${examples('access-request replay 4711', 'access-request replay --file history.json')}`,
    )
    .action(run);
}

async function run(id: string | undefined, options: Flags): Promise<void> {
  const { file: files = [] } = options;
  const { CommandFailure } = await import('../exit.ts');
  if ((id === undefined) === (files.length === 0)) {
    throw new CommandFailure('name either a request or, with --file, its saved histories', 2);
  }
  const { replayFiles, replayRequest, replayExitCode, replayText } =
    await import('../replay-report.ts');
  const report =
    id === undefined ? await replayFiles(files) : await replayRequest(options.config, id);
  const { print } = await import('../output.ts');
  await print(options.json, report, () => replayText(report));
  process.exitCode = replayExitCode(report);
}
