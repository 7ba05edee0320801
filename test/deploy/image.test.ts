// The Dockerfile makes what docker-compose.yml and people run: pinned, without secrets, not as root.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
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

test('it is built from what is named, and nothing else gets near it', () => {
  expect(read('.dockerignore').split('\n')).toContain('*');
  expect(passed.every((line) => /^![\w./-]+$/.test(line))).toBe(true);
  for (const name of passed) expect(existsSync(new URL(name.slice(1), root))).toBe(true);
  expect(passed).not.toContain('!deploy');
});

test('all that its build reads gets there', () => {
  const [, list = '[]'] = /"include": (\[[^\]]*\])/.exec(read('tsconfig.build.json')) ?? [];
  const scripts = manifest.scripts.build.match(/\bscript\/\S+/g) ?? [];
  const copied = all('COPY').flatMap(({ rest }) =>
    rest.startsWith('--from') ? [] : rest.split(' ').slice(0, -1),
  );
  const wanted = [...words(list), ...scripts, ...copied.filter((name) => name !== '.')];
  expect(words(list).length).toBeGreaterThan(5);
  expect(scripts.length).toBeGreaterThan(0);
  expect(wanted.filter((name) => !passed.includes(`!${name}`))).toEqual([]);
  expect(all('RUN').map(({ rest }) => rest)).toContain('npm run build');
});

test('its program is that of the package', () => {
  const linked = last('RUN').split(' ').slice(-2);
  const program = manifest.bin['access-request'];
  expect(linked).toEqual([`/app/${program}`, '/usr/local/bin/access-request']);
});
