// `npm run docs`: writes docs/schemas/*.schema.json, the forms of all that people and systems write and read, from the schemas of the code.
import { mkdir, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { trailSchema } from '../client/audit/schema.ts';
import { configurationSchema } from '../config/schema.ts';
import { schemas } from '../contract/schemas.ts';

const folder = new URL('../docs/schemas/', import.meta.url);

const contract = schemas();

// What several documents share stands in each once, by the name of its type.
for (const [id, schema] of Object.entries<z.ZodType>(contract)) {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
}

/** The documents by their names, each with its title. */
const documents: Record<string, [title: string, schema: z.ZodType]> = {
  request: ['An access request, as `submit` takes it', contract.AccessRequest],
  decision: ['A decision, the input of the signal `decision`', contract.Decision],
  change: ['A change, the input of the signal `change`', contract.Change],
  cancel: ['A cancellation, the input of the signal `cancel`', contract.CancelMessage],
  retry: ['A retry, the input of the update `retry`', contract.RetryMessage],
  webhook: ['The body of a message to the identity manager', contract.WebhookBody],
  'audit-trail': ['The audit trail of an access request', trailSchema],
  orchestrator: ['orchestrator.yaml, the configuration', configurationSchema],
};

/** What the schemas of the configuration say for its own document. */
const forConfigurationAlone = ['allowed', 'taken', 'unset', 'each'];

/** Each file and its text, as they should stand. */
export async function schemaFiles(): Promise<[file: URL, text: string][]> {
  const options = await resolveConfig(folder.pathname);
  return Promise.all(
    Object.entries(documents).map(async ([name, [title, schema]]): Promise<[URL, string]> => {
      const file = new URL(`${name}.schema.json`, folder);
      const text = JSON.stringify({ title, ...jsonSchemaOf(schema) });
      return [file, await format(text, { ...options, filepath: file.pathname })];
    }),
  );
}

/** As what is written: what a later release adds to what we write is no breach of it. */
const jsonSchemaOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'custom') jsonSchema.type = 'string';
      for (const key of forConfigurationAlone) Reflect.deleteProperty(jsonSchema, key);
    },
  });

if (import.meta.main) {
  await mkdir(folder, { recursive: true });
  for (const [file, text] of await schemaFiles()) await writeFile(file, text);
}
