// Every link, place, picture and file that a document names is there.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, documents, matches } from '../support/documents.ts';

const all = await documents();
const named = all.map((document) => [document.path, document] as const);

/** Where links lead within the project: the file and the place in it. */
const linksOf = ({ path, prose }: (typeof all)[number]): { file: string; anchor?: string }[] =>
  matches(prose, /\]\(([^)\s]+)\)/g)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      return { file: target, ...(anchor === undefined ? {} : { anchor }) };
    });

test('all documents are looked at', () => {
  expect(all.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
      ...['docs/client.md', 'docs/commands.md', 'docs/configuration.md', 'docs/exactly-once.md'],
      ...['docs/operations.md', 'docs/webhook.md'],
    ]),
  );
});

test.each(named)('every file that %s names is there', (_, document) => {
  const room = 'activities|bench|bin|client|config|docs|script|simulators|test|worker|workflows';
  const inCode = matches(document.prose, new RegExp(`\`((?:${room})/[\\w./-]+)`, 'g'));
  const files = [...linksOf(document).map(({ file }) => file), ...inCode];
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

test.each(named)('every place that %s links to is there', (_, document) => {
  const lost = linksOf(document).filter(({ file, anchor }) => {
    const target = all.find(({ path }) => path === file);
    return anchor !== undefined && !(target !== undefined && anchorsOf(target).includes(anchor));
  });
  expect(lost).toEqual([]);
});

test('every document can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const path of reached) {
    const document = all.find((one) => one.path === path);
    for (const { file } of document === undefined ? [] : linksOf(document)) reached.add(file);
  }
  expect(all.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});
