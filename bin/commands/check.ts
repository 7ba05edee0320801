// `access-request check`: the configuration, and every system that it names, asked once.
import type { Command } from 'commander';
import {
  configOption,
  examples,
  jsonOption,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';

/** Adds `check`. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('check the configuration and ask every system that it names once; writes nothing')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Ends with 0 if nothing is wrong, with 1 if a system has a problem, with 2 if the configuration, a template or a secret
is wrong.
${examples('access-request check --config orchestrator.yaml')}`,
    )
    .action(run);
}

async function run(options: ConfigOptions & JsonOptions): Promise<void> {
  const { check, checkExitCode, checkText } = await import('../check-report.ts');
  const { print } = await import('../output.ts');
  const report = await check(options.config);
  await print(options.json, report, () => checkText(report));
  process.exitCode = checkExitCode(report);
}
