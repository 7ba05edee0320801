// A file that is no configuration at all: not there, a folder, too large, no text, a bomb.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration, parseConfiguration } from '../../config/load.ts';

const folder = await mkdtemp(join(tmpdir(), 'access-request-config-'));

test('says that there is no file, that it is a folder, too large or no text', async () => {
  await writeFile(join(folder, 'large.yaml'), `# ${'x'.repeat(4 * 1024 * 1024)}`);
  await writeFile(join(folder, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
  const load = (name: string) => loadConfiguration(join(folder, name));
  await expect(load('none.yaml')).rejects.toThrow(
    /none\.yaml cannot be read: there is no such file; name it with --config/,
  );
  await expect(load('.')).rejects.toThrow('cannot be read: it is a folder, not a file');
  await expect(load('large.yaml')).rejects.toThrow(
    'is wrong: it has 4194306 bytes, and 4194304 are the most',
  );
  await expect(load('binary.yaml')).rejects.toThrow('is wrong: it is not UTF-8 text');
});

test('counts aliases as what they stand for', () => {
  const bomb = Array.from({ length: 12 }, (_, n) =>
    n === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
      : `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
  ).join('\n');
  expect(() => parseConfiguration('x', bomb)).toThrow(
    'it has more than 200000 keys, values and signs, aliases counted as what they stand for',
  );
});

test.each([
  ['an alias before its anchor', 'a: *b\nb: &b x', 'line 1, column 4: this alias has no anchor'],
  ['an alias within its anchor', '&a [*a]', 'line 1, column 5: this alias has no anchor'],
  ['a key twice, as number and text', "7: x\n'7': y", 'line 2, column 1: the key stands here for'],
  ['a list as key', '? [a]\n: b', 'line 1, column 3: a key must be a text'],
  ['two documents', 'a: 1\n---\nb: 2', 'line 2, column 1: a second document begins'],
  ['lists in lists', '['.repeat(40), 'it is nested deeper than 32 levels, which are the most'],
  ['lists in lists on one line', '- '.repeat(33), 'it is nested deeper than 32 levels'],
  [
    'lists in lists by aliases',
    Array.from({ length: 33 }, (_, n) => `a${n}: &a${n} [${n === 0 ? '' : `*a${n - 1}`}]`).join(
      '\n',
    ),
    'it is nested deeper than 32 levels',
  ],
  ['a broken text', "a: 'hunter2' hunter3", /Unexpected scalar at node end$/],
])('refuses %s, and says where', (_case, text, problem) => {
  expect(() => parseConfiguration('x', text)).toThrow(problem);
});

test('tells fifty problems of one kind, and that there are more', () => {
  const unknown = Array.from({ length: 20_000 }, (_, n) => `k${n}: v\n`).join('');
  const broken = '{a: b}\n'.repeat(1000);
  expect(() => parseConfiguration('x', unknown)).toThrow(
    /k40 is unknown.*\n.*and more, which are told when these are corrected$/s,
  );
  expect(() => parseConfiguration('x', broken)).toThrow(/in 51 places:.*and \d+ more problems$/s);
});
