// `access-request audit`: everything that happened to a request, with who, when and the evidence.
import type { Command } from 'commander';
import {
  configOption,
  examples,
  jsonOption,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';
import { printAnswer } from '../session.ts';

/** Adds `audit`. */
export function registerAudit(program: Command): void {
  program
    .command('audit')
    .description('show everything that happened to a request: what, when, by whom, the evidence')
    .argument('<id>', 'the id of the request')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The document of --json keeps to docs/schemas/audit-trail.schema.json.
${examples('access-request audit 4711', 'access-request audit 4711 --json')}`,
    )
    .action((id: string, options: ConfigOptions & JsonOptions) =>
      printAnswer(
        options,
        (all) => all.audit(id),
        async (trail) => (await import('../audit/text.ts')).trailText(trail),
      ),
    );
}
