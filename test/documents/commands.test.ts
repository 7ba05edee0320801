// docs/commands.md is what the executable says of itself, and every command that a document names is one.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { commandsOf, withCommands } from '../../script/commands-doc.ts';
import { blocksOf, documentAt, documents, matches } from '../support/documents.ts';
import { accessRequest } from '../support/executable.ts';

const all = await documents();
const reference = await documentAt('docs/commands.md');

/** Each command line as its command and its options: `simulate servicenow` with `--port`, ... */
const commandLines = all
  .flatMap(({ text, prose }) => [...blocksOf(text, 'sh'), ...matches(prose, /`([^`\n]+)`/g)])
  .flatMap((text) => matches(text, /(?:^|\s)access-request ([a-z].*)$/gm))
  .map((line) => ({
    command: /^(simulate [\w-]+|\w+)/.exec(line)?.[1] ?? '',
    options: matches(line, /\s(--[\w-]+)/g),
  }));
const commands = [...new Set(commandLines.map(({ command }) => command))];

test('docs/commands.md is what `npm run docs` makes of the help of every command', async () => {
  expect(reference.text).toBe(await withCommands(reference.text));
});

test('docs/commands.md shows every command, by a line that is run', async () => {
  const listed = await commandsOf();
  expect(listed.length).toBeGreaterThan(10);
  const run = blocksOf(reference.text, 'sh').flatMap((text) =>
    matches(text, /(?:^|\s)access-request (simulate [\w-]+|[a-z]+)/gm),
  );
  expect(listed.filter((name) => !run.includes(name))).toEqual([]);
});

test('every command ends its help with the exit codes, in the words of docs/commands.md', async () => {
  const codes = matches(reference.text, /^\| (\d .*?) +\|$/gm).map((row) => row.split(/ +\| /));
  const line = codes.map((cells) => cells.join(' ')).join('; ');
  for (const command of await commandsOf()) {
    const { stdout } = await accessRequest([...command.split(' '), '--help']);
    expect(stdout.trim().split('\n').at(-1), command).toBe(`Exit codes: ${line}.`);
  }
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
