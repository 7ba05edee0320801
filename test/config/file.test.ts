// A file that is no configuration at all: not there, a folder, too large, no text, a bomb.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfiguration, parseConfiguration } from '../../config/load.ts';

const folder = await mkdtemp(join(tmpdir(), 'access-request-config-'));

test('says that there is no file, that it is a folder, too large or no text', async () => {
  await writeFile(join(folder, 'large.yaml'), `# ${'x'.repeat(1024 * 1024)}`);
  await writeFile(join(folder, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
  const load = (name: string) => loadConfiguration(join(folder, name));
  await expect(load('none.yaml')).rejects.toThrow(
    /none\.yaml cannot be read: there is no such file; name it with --config/,
  );
  await expect(load('.')).rejects.toThrow('cannot be read: it is a folder, not a file');
  await expect(load('large.yaml')).rejects.toThrow('is wrong: it is larger than 1 MiB');
  await expect(load('binary.yaml')).rejects.toThrow('is wrong: it is not UTF-8 text');
});

test('does not follow aliases without end', () => {
  const bomb = Array.from({ length: 12 }, (_, n) =>
    n === 0
      ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
      : `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
  ).join('\n');
  expect(() => parseConfiguration('x', bomb)).toThrow(
    'its YAML aliases name no anchor, or are too many',
  );
});
