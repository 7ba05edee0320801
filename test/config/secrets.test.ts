// Secrets: read where the configuration points, each time anew, and never shown.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { loadConfiguration } from '../../config/load.ts';
import { checkSecrets, createSecretReader } from '../../config/secrets.ts';

const folder = await mkdtemp(join(tmpdir(), 'access-request-secrets-'));
const read = createSecretReader(folder);

afterEach(() => vi.unstubAllEnvs());

test('reads a file relative to the configuration, without its last line break, anew each time', async () => {
  await writeFile(join(folder, 'password'), 'first \n');
  expect(await read({ file: 'password' })).toBe('first ');
  await writeFile(join(folder, 'password'), 'second\r\n');
  expect(await read({ file: 'password' })).toBe('second');
  expect(await read({ file: join(folder, 'password') })).toBe('second');
});

test('reads no file that is far larger than a secret, or never ends', async () => {
  await writeFile(join(folder, 'large'), 'x'.repeat(70_000));
  await expect(read({ file: 'large' })).rejects.toThrow(
    /large cannot be used: it has 70000 bytes, and 65536 are the most$/,
  );
  await expect(read({ file: '/dev/zero' })).rejects.toThrow(
    'the secret file /dev/zero cannot be used: it has more than 65536 bytes, which are the most',
  );
});

test('reads an environment variable anew each time', async () => {
  vi.stubEnv('A_SECRET', 'first');
  expect(await read({ env: 'A_SECRET' })).toBe('first');
  vi.stubEnv('A_SECRET', 'second');
  expect(await read({ env: 'A_SECRET' })).toBe('second');
});

test('names the variable or file that is missing or empty', async () => {
  await writeFile(join(folder, 'empty'), ' \n');
  vi.stubEnv('AN_EMPTY_SECRET', '');
  await expect(read({ env: 'NO_SUCH_SECRET' })).rejects.toThrow(
    'the environment variable NO_SUCH_SECRET is not set; set it',
  );
  await expect(read({ env: 'AN_EMPTY_SECRET' })).rejects.toThrow(
    'the environment variable AN_EMPTY_SECRET is empty; set it',
  );
  await expect(read({ file: 'none' })).rejects.toThrow(
    `the secret file ${join(folder, 'none')} cannot be read (ENOENT); create or allow it`,
  );
  await expect(read({ file: 'empty' })).rejects.toThrow(
    `the secret file ${join(folder, 'empty')} is empty; fill it`,
  );
});

test('checks every secret of a configuration', async () => {
  vi.stubEnv('SERVICENOW_PASSWORD', 'known');
  vi.stubEnv('IDENTITY_MANAGER_WEBHOOK_SECRET', undefined);
  const { configuration } = await loadConfiguration('config/example.yaml');
  expect(await checkSecrets(configuration, read)).toEqual([
    {
      path: 'identityManager.webhook.secrets[0]',
      problem: 'the environment variable IDENTITY_MANAGER_WEBHOOK_SECRET is not set; set it',
    },
    { path: 'servicenow.instances.main.auth.basic.password' },
  ]);
});
