// Every command that a document names is one, with the options that it shows.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { blocksOf, documentAt, documents, matches } from '../support/documents.ts';
import { accessRequest } from '../support/executable.ts';

const all = await documents();
const readme = await documentAt('README.md');

/** Each command line as its command and its options: `simulate servicenow` with `--port`, ... */
const commandLines = all
  .flatMap(({ text, prose }) => [...blocksOf(text, 'sh'), ...matches(prose, /`([^`\n]+)`/g)])
  .flatMap((text) => matches(text, /(?:^|\s)access-request ([a-z].*)$/gm))
  .map((line) => ({
    command: /^(simulate [\w-]+|\w+)/.exec(line)?.[1] ?? '',
    options: matches(line, /\s(--[\w-]+)/g),
  }));
const commands = [...new Set(commandLines.map(({ command }) => command))];

test('the README shows every command, by a line that is run', async () => {
  const { stdout } = await accessRequest(['--help']);
  const listed = matches(stdout.split('Commands:\n')[1] ?? '', /^ {2}([a-z][\w-]*)/gm);
  const run = blocksOf(readme.text, 'sh').flatMap((text) =>
    matches(text, /(?:^|\s)access-request ([a-z]+)/gm),
  );
  expect(listed.filter((name) => name !== 'help' && !run.includes(name))).toEqual([]);
});

test.each(commands)('%s is a command, with the options that documents show', async (command) => {
  const help = await accessRequest([...command.split(' '), '--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain(`Usage: access-request ${command}`);
  const known = matches(help.stdout, /\s(--[\w-]+)/g);
  const used = commandLines.filter((line) => line.command === command);
  expect(used.flatMap(({ options }) => options).filter((one) => !known.includes(one))).toEqual([]);
});

test('every npm script that a document names is there', async () => {
  const scripts = all.flatMap(({ text }) => matches(text, /npm run ([\w:]+)/g));
  const manifest: unknown = JSON.parse(await readFile('package.json', 'utf8'));
  expect(scripts).toContain('bench');
  for (const name of scripts) expect(manifest).toHaveProperty(['scripts', name]);
});
