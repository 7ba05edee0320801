// `access-request submit`: hands a request over, once.
import type { Command } from 'commander';
import {
  configOption,
  examples,
  jsonOption,
  type ConfigOptions,
  type JsonOptions,
} from '../options.ts';
import { printAnswer } from '../session.ts';

/** Adds `submit`. */
export function registerSubmit(program: Command): void {
  program
    .command('submit')
    .description('submit an access request; submitting the same one again starts nothing')
    .argument('<file>', 'the request as JSON or YAML; - reads stdin')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The document:
  id: '4711'
  action: grant                # or renewal, removal
  reference: { id: 'PWO-4711', url: 'https://identity.example/requests/4711' }
  serviceItem: { id: sap-fi-accountant, name: SAP FI accountant }
  serviceCategory: sap-roles   # a key of categories in the configuration
  recipient: { id: jdoe, name: Jane Doe }
  requester: { id: mroe, name: Mary Roe }
Optional: reason, validFrom, validUntil, data, email of recipient and requester.
${examples('access-request submit request.json', 'access-request submit - <request.json')}`,
    )
    .action(run);
}

async function run(file: string, options: ConfigOptions & JsonOptions): Promise<void> {
  const { readDocument } = await import('../document.ts');
  const request = await readDocument(file);
  await printAnswer(
    options,
    (all) => all.submit(request),
    async (submission) => (await import('../request-text.ts')).submissionText(submission),
  );
}
