// The published form of the audit trail: writes docs/audit-trail.schema.json from the schema that the code keeps to.
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { trailSchema } from '../client/audit/schema.ts';

/** Where it stands. */
export const schemaFile = new URL('../docs/audit-trail.schema.json', import.meta.url);

/** The JSON Schema as it should stand there. */
export async function schemaText(): Promise<string> {
  // As input: what a later release adds is no breach of it.
  const schema = z.toJSONSchema(trailSchema, { io: 'input' });
  const about = { title: 'Audit trail of an access request', ...schema };
  const filepath = schemaFile.pathname;
  return format(JSON.stringify(about), { ...(await resolveConfig(filepath)), filepath });
}

if (import.meta.main) await writeFile(schemaFile, await schemaText());
