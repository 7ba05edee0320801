// The Dockerfile makes what docker-compose.yml and people run: pinned, without secrets, not as root.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { accessRequest } from '../support/executable.ts';
import { compose, read, root } from './compose-file.ts';

/** Each instruction with its arguments; a line that ends in a backslash goes on in the next. */
const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [name = '', ...rest] = line.split(' ');
    return { name, rest: rest.join(' ') };
  });
const all = (wanted: string) => instructions.filter(({ name }) => name === wanted);
const last = (wanted: string) => all(wanted).at(-1)?.rest ?? '';
const words = (text: string) => JSON.parse(text) as string[];

const [, ...passed] = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

test('it is made of the Node that bootstrap fetches, and of nothing else', () => {
  const [, version = ''] = /^node_version=(.+)$/m.exec(read('script/setup/node.sh')) ?? [];
  const bases = all('FROM').map(({ rest }) => rest.split(' ')[0]);
  expect(new Set(bases)).toEqual(new Set([`node:${version}-bookworm-slim`]));
});

test('it does not run as root, and ends when it is told to', () => {
  const names = instructions.map(({ name }) => name);
  expect(last('USER')).toBe('node');
  expect(names.lastIndexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'));
  expect(last('STOPSIGNAL')).toBe('SIGTERM');
  expect(words(last('ENTRYPOINT'))).toEqual(['access-request']);
});

test('nothing secret is said in it', () => {
  const said = instructions.map(({ name, rest }) => `${name} ${rest}`).join('\n');
  expect(said).not.toMatch(/secret|password|token|api_?key/i);
  expect(all('ARG')).toEqual([]);
});

test('what it runs, and what the services run instead, are commands with these options', async () => {
  const built = Object.values(compose.services).filter(({ build }) => build !== undefined);
  const commands = [words(last('CMD')), ...built.map(({ command }) => command)];
  expect(commands.length).toBe(4);
  for (const command of commands.filter(({ length }) => length > 0)) {
    const first = command.findIndex((word) => word.startsWith('--'));
    const options = command.filter((word) => word.startsWith('--'));
    const { code, stdout } = await accessRequest([...command.slice(0, first), '--help']);
    expect(code).toBe(0);
    for (const option of options) expect(stdout).toContain(`${option} <`);
  }
});

test('its health check asks where the worker answers', () => {
  const [, port = ''] = /HEALTH_URL=http:\/\/127\.0\.0\.1:(\d+)\/health$/m.exec(last('ENV')) ?? [];
  expect(words(last('CMD'))).toEqual(['worker', '--health-port', port]);
  expect(last('HEALTHCHECK')).toContain('fetch(process.env.HEALTH_URL)');
});

test('the configuration of the worker is mounted where it looks for it', () => {
  const [, place = ''] = /ACCESS_REQUEST_CONFIG=(\S+)/.exec(last('ENV')) ?? [];
  expect(compose.services['worker']?.volumes[0]).toMatch(new RegExp(`:${place}:ro$`));
});

test('nothing gets into it but what is named', () => {
  expect(read('.dockerignore').split('\n')).toContain('*');
  expect(passed.every((line) => /^![\w.-]+$/.test(line))).toBe(true);
  for (const line of passed) expect(existsSync(new URL(line.slice(1), root))).toBe(true);
  expect(passed).not.toContain('!deploy');
});

test('every room that its rooms import gets into it', async () => {
  const rooms = passed.map((line) => line.slice(1)).filter((name) => !name.includes('.'));
  const imported = new Set<string>();
  for (const room of rooms) {
    const names = await readdir(new URL(`${room}/`, root), { recursive: true });
    for (const name of names.filter((file) => file.endsWith('.ts'))) {
      const file = new URL(`${room}/${name}`, root);
      for (const [, path = ''] of read(`${room}/${name}`).matchAll(/'(\.\.?\/[^']+\.ts)'/g)) {
        imported.add(new URL(path, file).pathname.slice(root.pathname.length).split('/')[0] ?? '');
      }
    }
  }
  expect(imported.size).toBeGreaterThan(5);
  expect([...imported].filter((room) => !rooms.includes(room))).toEqual([]);
});
