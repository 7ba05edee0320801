// docs/configuration.md says of every key what the schema says, and its examples are taken.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfiguration } from '../../config/load.ts';
import { sectionsOf, withReference } from '../../script/configuration-doc.ts';
import { blocksOf } from '../support/documents.ts';

const document = await readFile('docs/configuration.md', 'utf8');
const examples = blocksOf(document, 'yaml');
const keys = sectionsOf().flatMap(({ path, values }) =>
  values.map(({ key, meaning }) => ({ path: path === '' ? key : `${path}.${key}`, meaning })),
);

test('it is what `npm run docs` makes of the schema', async () => {
  expect(document).toBe(await withReference(document));
});

test('every key, and every group of keys, says what it means and whose word counts', () => {
  const groups = sectionsOf().filter(({ path }) => path !== '');
  expect(keys.length).toBeGreaterThan(40);
  const silent = [
    ...groups.filter(({ meaning }) => meaning.description === undefined),
    ...keys.filter(
      ({ meaning }) => meaning.description === undefined || meaning.taken === undefined,
    ),
  ];
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test('its examples are valid', () => {
  expect(examples.length).toBeGreaterThan(1);
  for (const text of examples) parseConfiguration('docs/configuration.md', text);
});

/** The paths of all that is written in a file; a key that a mapping or a list chooses is a `*`. */
function written(value: unknown, path: readonly string[] = []): string[] {
  const here = path.join('.');
  if (Array.isArray(value)) return [here, ...value.flatMap((one) => written(one, [...path, '*']))];
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, one]) => written(one, [...path, key]))];
}

test('its examples say every key', () => {
  const paths = examples.flatMap((text) => written(parse(text)));
  const unsaid = keys.filter(({ path }) => {
    const parts = path.replaceAll('[]', '.*').split('.');
    const pattern = parts.map((part) => (/^(<.*>|\*)$/.test(part) ? '[^.]+' : part)).join('\\.');
    return !paths.some((one) => new RegExp(`^${pattern}$`).test(one));
  });
  expect(unsaid.map(({ path }) => path)).toEqual([]);
});

test('the durations of the complete example are the defaults', () => {
  const [brief = '', complete = ''] = examples;
  const defaults = parseConfiguration('brief', brief).configuration;
  const { configuration } = parseConfiguration('complete', complete);
  const { main } = configuration.servicenow.instances;
  expect(main).toMatchObject({
    timeouts: defaults.servicenow.instances['main']?.timeouts,
    retry: defaults.servicenow.instances['main']?.retry,
    calls: defaults.servicenow.instances['main']?.calls,
  });
  const polling = defaults.categories['sap-roles']?.polling ?? { interval: 0 };
  expect(configuration.categories['admin-accounts']?.polling).toEqual({
    ...polling,
    freshness: (polling.interval * 2) / 3,
  });
  const { notes, undecided, closeWhen } = defaults.categories['sap-roles'] ?? {};
  expect(configuration.categories['admin-accounts']).toMatchObject({
    notes: { gapWithin: notes?.gapWithin },
    undecided,
    closeWhen,
  });
  expect(configuration.temporal).toMatchObject(defaults.temporal);
  const { burst, retry, webhook } = defaults.identityManager;
  expect(configuration.identityManager).toMatchObject({ burst, retry });
  expect(configuration.identityManager.webhook.timeout).toBe(webhook.timeout);
});
