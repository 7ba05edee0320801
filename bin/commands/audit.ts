// `access-request audit`: everything that happened to a request, with who, when and the evidence.
import type { Command } from 'commander';
import { examples } from '../help.ts';
import { configOption, jsonOption, type ConfigOptions, type JsonOptions } from '../options.ts';

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
    .action(run);
}

async function run(id: string, options: ConfigOptions & JsonOptions): Promise<void> {
  const { withAccessRequests } = await import('../session.ts');
  const { print } = await import('../output.ts');
  const trail = await withAccessRequests(options.config, (all) => all.audit(id));
  const { trailText } = await import('../audit/text.ts');
  print(options.json, trail, () => trailText(trail));
}
