// README.md says what is so: its files and those of docs/ are there, its commands run, its examples are taken, its table is complete.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfiguration } from '../config/load.ts';
import { failures, messageAttentions, readingAttentions } from '../workflows/failures.ts';
import { checkRequest } from '../workflows/request.ts';
import { accessRequest } from './support/executable.ts';

const root = new URL('../', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');

/** The contents of all code blocks of a language. */
const blocks = (language: string): string[] =>
  [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, text = '']) =>
    of === language ? [text] : [],
  );

const proseOf = (document: string): string => document.replaceAll(/^```.*?^```$/gms, '');
const prose = proseOf(readme);
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

const documents = (await readdir(new URL('docs/', root))).map((name) => `docs/${name}`);

test.each(['README.md', ...documents])('every file that %s names is there', async (name) => {
  const document = new URL(name, root);
  const text = proseOf(await readFile(document, 'utf8'));
  const links = matches(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^(https?:|#)/.test(link));
  const inCode = matches(text, /`((?:config|script|bin|test|bench|workflows)\/[\w./-]+)/g);
  expect(links.length).toBeGreaterThan(10);
  const missing = [
    ...links.filter((link) => !existsSync(new URL(link.replace(/#.*/, ''), document))),
    ...inCode.filter((file) => !existsSync(new URL(file, root))),
  ];
  expect(missing).toEqual([]);
});

test.each(['README.md', ...documents])(
  'every place in %s that it links to is there',
  async (name) => {
    const text = proseOf(await readFile(new URL(name, root), 'utf8'));
    const titles = matches(text, /^#+ (.*)$/gm).map((title) =>
      title.toLowerCase().replaceAll(' ', '-'),
    );
    const anchors = matches(text, /\]\(#([^)]+)\)/g);
    expect(anchors.filter((anchor) => !titles.includes(anchor))).toEqual([]);
  },
);

test('every npm script that it names is there', async () => {
  const scripts = matches(readme, /npm run ([\w:]+)/g);
  const manifest: unknown = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  expect(scripts).toContain('bench');
  for (const name of scripts) expect(manifest).toHaveProperty(['scripts', name]);
});

/** Each command line as its command and its options: `simulate servicenow` with `--port`, ... */
const commandLines = [...blocks('sh'), ...matches(prose, /`([^`\n]+)`/g)]
  .flatMap((text) => matches(text, /(?:^|\s)access-request ([a-z].*)$/gm))
  .map((line) => ({
    command: /^(simulate [\w-]+|\w+)/.exec(line)?.[1] ?? '',
    options: matches(line, /\s(--[\w-]+)/g),
  }));
const commands = [...new Set(commandLines.map(({ command }) => command))];

test('it shows every command', async () => {
  const { stdout } = await accessRequest(['--help']);
  const listed = matches(stdout.split('Commands:\n')[1] ?? '', /^ {2}([a-z][\w-]*)/gm);
  const shown = new Set(commands.map((command) => command.split(' ')[0]));
  expect(listed.filter((name) => name !== 'help' && !shown.has(name))).toEqual([]);
});

test.each(commands)('%s is a command, with the options that it shows', async (command) => {
  const help = await accessRequest([...command.split(' '), '--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain(`Usage: access-request ${command}`);
  const known = matches(help.stdout, /\s(--[\w-]+)/g);
  const used = commandLines.filter((line) => line.command === command);
  expect(used.flatMap(({ options }) => options).filter((one) => !known.includes(one))).toEqual([]);
});

test('its configurations are valid', () => {
  const configurations = blocks('yaml');
  expect(configurations.length).toBeGreaterThan(1);
  for (const text of configurations) parseConfiguration('README.md', text);
});

test('the durations of the complete configuration are the defaults', () => {
  const [brief = '', complete = ''] = blocks('yaml');
  const defaults = parseConfiguration('README.md', brief).configuration;
  const { configuration } = parseConfiguration('README.md', complete);
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
  expect(configuration.temporal).toEqual(defaults.temporal);
  const { burst, retry, webhook } = defaults.identityManager;
  expect(configuration.identityManager).toMatchObject({ burst, retry });
  expect(configuration.identityManager.webhook.timeout).toBe(webhook.timeout);
});

test('its requests are valid', () => {
  const typed = blocks('sh').flatMap((text) => matches(text, /<<'END'\n(.*?)^END$/gms));
  const requests = blocks('json').filter((text) => !text.includes('"type"'));
  expect([typed.length, requests.length]).toEqual([1, 1]);
  for (const text of [...typed, ...requests]) {
    expect(checkRequest(parse(text))).toMatchObject({ ok: true });
  }
});

test('its messages to the identity manager are JSON', () => {
  const types = blocks('json').flatMap((text) => {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && 'type' in message
      ? [message.type]
      : [];
  });
  expect(types).toEqual(['access-request.progress', 'access-request.outcome']);
});

test('its table of failures is that of the code', () => {
  const rows = matches(prose, /^\| (`[A-Z]\w+`.*) \|$/gm).map((row) =>
    row.split('|').map((cell) => cell.trim()),
  );
  const known = { ...failures, ...readingAttentions, ...messageAttentions };
  const expected = Object.entries(known).map(([code, row]) => [
    `\`${code}\``,
    row.words,
    row.remedy,
  ]);
  expect(rows).toEqual(expected);
});
