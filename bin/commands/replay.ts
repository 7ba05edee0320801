// `access-request replay`: the histories of a request run again through today's code.
import type { Command } from 'commander';
import { configOption, jsonOption, type ConfigOptions, type JsonOptions } from '../options.ts';

interface Flags extends ConfigOptions, JsonOptions {
  file?: string[];
}

/** Adds `replay`. */
export function registerReplay(program: Command): void {
  program
    .command('replay')
    .description(
      "run the histories of a request again through today's code, and show any difference",
    )
    .argument('[id]', 'the id of the request, all runs of it')
    .option('--file <file...>', 'instead of a request: histories that were saved as JSON')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Nothing is executed: activities give what the history records. Compared are the commands, their order and their content;
README.md says what is left out. Ends with 0 when all is the same, with 1 when something differs, with 3 when there is
no such request. A difference shows what it is about: the output may hold personal data.

Examples:
  access-request replay 4711
  access-request replay --file history.json`,
    )
    .action(run);
}

async function run(id: string | undefined, options: Flags): Promise<void> {
  const { file: files = [] } = options;
  const { CommandFailure } = await import('../exit.ts');
  if ((id === undefined) === (files.length === 0)) {
    throw new CommandFailure('name either a request or, with --file, its saved histories', 2);
  }
  const { replayFiles, replayRequest, replayExitCode } = await import('../replay.ts');
  const report =
    id === undefined ? await replayFiles(files) : await replayRequest(options.config, id);
  const { print } = await import('../output.ts');
  const { replayText } = await import('../replay-text.ts');
  print(options.json, report, () => replayText(report));
  process.exitCode = replayExitCode(report);
}
