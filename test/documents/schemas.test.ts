// docs/schemas says of everything that is written and read what the schemas of the code say.
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { schemaFiles } from '../../script/schemas-doc.ts';
import { values } from '../contract/values.ts';

const folder = 'docs/schemas';
const schemaOf = async (name: string) => {
  const text = await readFile(`${folder}/${name}.schema.json`, 'utf8');
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
};

test('each is what `npm run docs` makes of the schema, and there is no other', async () => {
  const files = await schemaFiles();
  for (const [file, text] of files) expect(await readFile(file, 'utf8')).toBe(text);
  const names = files.map(([file]) => file.pathname.split('/').at(-1));
  expect((await readdir(folder)).toSorted()).toEqual(names.toSorted());
});

test.each<[string, keyof typeof values]>([
  ['request', 'AccessRequest'],
  ['decision', 'Decision'],
  ['change', 'Change'],
  ['cancel', 'CancelMessage'],
  ['retry', 'RetryMessage'],
  ['webhook', 'WebhookBody'],
])('%s takes what the code takes, and nothing without its fields', async (name, of) => {
  const schema = await schemaOf(name);
  const [good] = values[of];
  expect(schema.safeParse(good).error).toBeUndefined();
  expect(schema.safeParse({}).success).toBe(false);
});

test.each(['config/example.yaml', 'deploy/orchestrator.yaml'])(
  '%s names the schema that it keeps to, and an editor finds it',
  async (file) => {
    const text = await readFile(file, 'utf8');
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    const url = new URL(path, new URL(`../../${file}`, import.meta.url));
    expect(JSON.parse(await readFile(url, 'utf8'))).toMatchObject({ type: 'object' });
    const schema = await schemaOf('orchestrator');
    const configuration = parse(text) as object;
    expect(schema.safeParse(configuration).error).toBeUndefined();
    expect(schema.safeParse({ ...configuration, enviroment: 'x' }).success).toBe(false);
  },
);
