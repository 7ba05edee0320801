// `npm run docs`: writes the help of every command into docs/commands.md, as the executable prints it.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { laidOut, partsOf, withPart } from './made-part.ts';

/** The document; each command is a part of it. */
const file = new URL('../docs/commands.md', import.meta.url);
const executable = fileURLToPath(new URL('../bin/access-request.ts', import.meta.url));

async function helpOf(command: string): Promise<string> {
  const args = [executable, ...command.split(' ').filter((word) => word !== ''), '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: {} });
  return stdout;
}

/** Every command that does something, such as `submit` and `simulate servicenow`. */
export async function commandsOf(command = ''): Promise<string[]> {
  const [, list] = (await helpOf(command)).split('\nCommands:\n');
  if (list === undefined) return [command];
  const names = [...list.matchAll(/^ {2}([a-z][\w-]*)/gm)].flatMap(([, name = '']) =>
    name === 'help' ? [] : [`${command} ${name}`.trim()],
  );
  return (await Promise.all(names.map(commandsOf))).flat();
}

/** A help text as Markdown: its examples are a block of their own, its exit codes are those of every command. */
function markdownOf(help: string): string {
  const [before = '', after = ''] = help.split('\nExamples:\n');
  const examples = [...after.matchAll(/^ {2}(.*)$/gm)].map(([, line = '']) => line);
  const text = ['```text', before.trim(), '```'];
  return [...text, '', '```sh', ...examples, '```'].join('\n');
}

/** The document with every command as the executable explains it today. */
export async function withCommands(document: string): Promise<string> {
  const commands = await commandsOf();
  const unknown = partsOf(document).filter((name) => !commands.includes(name));
  if (unknown.length > 0) throw new Error(`no such command: ${unknown.join(', ')}`);
  const helps = await Promise.all(
    commands.map(async (name) => [name, markdownOf(await helpOf(name))] as const),
  );
  const whole = helps.reduce((all, [name, text]) => withPart(all, name, text), document);
  return laidOut(whole, file);
}

if (import.meta.main) await writeFile(file, await withCommands(await readFile(file, 'utf8')));
