// docker-compose.yml can be started: what it names is there, pinned, watched, and known to whoever reads it.
import { existsSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfiguration } from '../../config/load.ts';
import knownVariables from './known-variables.json' with { type: 'json' };
import {
  compose,
  composeText,
  isOneShot,
  read,
  root,
  services,
  withDefaults,
  type Service,
} from './compose-file.ts';

const operations = read('docs/operations.md');
const dockerfile = read('Dockerfile');
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

/** `./file:/place:ro` as its parts. */
const mountsOf = ({ volumes }: Service) =>
  volumes.map((volume) => {
    const [from = '', to = '', mode] = withDefaults(volume).split(':');
    return { from, to, mode };
  });
const filesOf = (service: Service) => mountsOf(service).filter(({ from }) => from.startsWith('.'));

test.each(services)('%s runs an exact release, or what is built here', (_, { image, build }) => {
  if (build === undefined) expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  else expect([image, existsSync(new URL('Dockerfile', root))]).toEqual([expect.any(String), true]);
});

test('one release of each image, and of Temporal one for server and tools', () => {
  const images = new Set(services.map(([, { image }]) => image));
  const names = [...images].map((image) => image.split(':')[0]);
  expect(new Set(names).size).toBe(names.length);
  const server = compose.services['temporal']?.image.split(':')[1];
  expect(images).toContain(`temporalio/admin-tools:${server ?? ''}`);
});

test.each(services)('%s is watched and started again, or ends by itself', (_, service) => {
  const byImage = service.build !== undefined && /^HEALTHCHECK /m.test(dockerfile);
  const watched = service.healthcheck !== undefined || byImage;
  expect(watched).toBe(!isOneShot(service));
});

test.each(services)('what %s waits for comes', (name, service) => {
  for (const [other, { condition }] of Object.entries(service.depends_on)) {
    const awaited = compose.services[other];
    if (awaited === undefined) throw new Error(`${name} waits for ${other}, which is no service`);
    expect(condition === 'service_completed_successfully').toBe(isOneShot(awaited));
    expect(service.profiles).toEqual(expect.arrayContaining(awaited.profiles));
  }
  const reached = (from: string, path: readonly string[]): void => {
    expect(path).not.toContain(from);
    const next = Object.keys(compose.services[from]?.depends_on ?? {});
    for (const other of next) reached(other, [...path, from]);
  };
  reached(name, []);
});

test('ports are open to this machine only, each once', () => {
  const ports = services.flatMap(([, service]) => service.ports);
  expect(ports.length).toBeGreaterThan(0);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  const onHost = ports.map((port) => port.split(':')[1]);
  expect(new Set(onHost).size).toBe(onHost.length);
});

test.each(services)('what %s mounts is there, and cannot be changed from within', (_, service) => {
  for (const { from, to, mode } of mountsOf(service)) {
    if (!from.startsWith('.')) {
      expect(compose.volumes).toHaveProperty(from);
      continue;
    }
    expect(statSync(new URL(from, root)).isFile()).toBe(true);
    expect([to.startsWith('/'), mode]).toEqual([true, 'ro']);
  }
});

test.each(services)('every script that %s runs is mounted and executable', (_, service) => {
  const run = service.command.filter((word) => word.endsWith('.sh'));
  for (const script of run) {
    const [mount] = filesOf(service).filter(({ to }) => to === script);
    expect(statSync(new URL(mount?.from ?? 'not-mounted', root)).mode & 0o111).toBe(0o111);
  }
});

test('every file in deploy/ that is run in a container is run by a service', () => {
  const mounted = services.flatMap(([, service]) => filesOf(service).map(({ from }) => from));
  expect(mounted.sort()).toEqual([
    './deploy/dynamic-config.yaml',
    './deploy/namespace.sh',
    './deploy/orchestrator.yaml',
    './deploy/schema.sh',
    './deploy/server.sh',
  ]);
});

test.each(services)('every secret that %s reads is given to it, and no other', (_, service) => {
  const files = filesOf(service).map(({ from }) => read(from));
  const named = [...files, ...Object.values(service.environment)];
  const wanted = named.flatMap((text) => matches(text, /\/run\/secrets\/(\w+)/g));
  expect([...service.secrets].sort()).toEqual([...new Set(wanted)].sort());
  for (const name of service.secrets) expect(compose.secrets).toHaveProperty(name);
});

test('secrets are files that are made on the spot, never kept, and told', () => {
  const given = services.flatMap(([, service]) => service.secrets);
  expect(new Set(given)).toEqual(new Set(Object.keys(compose.secrets)));
  for (const [name, { file }] of Object.entries(compose.secrets)) {
    expect(file).toBe(`./deploy/secrets/${name}`);
    expect(read('deploy/make-secrets.sh')).toContain(`keep ${name}`);
    expect(operations).toContain(`\`${name}\``);
  }
  expect(read('.gitignore')).toMatch(/^deploy\/secrets\/$/m);
  for (const [, { environment }] of services) {
    const secret = /PASSWORD$|PWD$|SECRET$|TOKEN$|API_KEY$/;
    expect(Object.keys(environment).filter((variable) => secret.test(variable))).toEqual([]);
  }
});

test('every variable that somebody may set is told', () => {
  const variables = matches(composeText, /\$\{(\w+)/g);
  expect(variables).toEqual(['ORCHESTRATOR_YAML']);
  for (const variable of variables) expect(operations).toContain(variable);
});

const known: Record<string, { variables: readonly string[] }> = knownVariables;
const ofTemporal = services.filter(([, { image }]) => image.startsWith('temporalio/'));

test.each(ofTemporal)('every variable given to %s is one that its image reads', (_, service) => {
  const scripts = filesOf(service).map(({ from }) => read(from));
  const exported = scripts.flatMap((script) => matches(script, /^export (\w+)$/gm));
  const inScript = (name: string) => scripts.some((script) => script.includes(`$${name}`));
  const variables = known[service.image]?.variables ?? [];
  const given = [...Object.keys(service.environment), ...exported];
  expect(given.length).toBeGreaterThan(0);
  expect(given.filter((name) => !variables.includes(name) && !inScript(name))).toEqual([]);
});

test('the variables of every image of Temporal are those of its release', () => {
  expect(Object.keys(known).sort()).toEqual(
    [...new Set(ofTemporal.map(([, { image }]) => image))].sort(),
  );
});

test('the server can be asked at every address that its checks and neighbours use', () => {
  const { temporal, worker, namespace, ui } = compose.services;
  expect(temporal?.environment).toMatchObject({ BIND_ON_IP: '0.0.0.0' });
  for (const service of [worker, namespace, ui]) {
    expect(service?.environment['TEMPORAL_ADDRESS']).toBe('temporal:7233');
  }
});

test('operators find no button that ends a request without telling anybody', () => {
  expect(compose.services['ui']?.environment).toMatchObject({
    TEMPORAL_WORKFLOW_TERMINATE_DISABLED: 'true',
    TEMPORAL_BATCH_ACTIONS_DISABLED: 'true',
  });
});

test('the configuration is valid, and its neighbours are the simulators', async () => {
  const file = new URL('deploy/orchestrator.yaml', root).pathname;
  const { configuration } = await loadConfiguration(file);
  const { url } = configuration.servicenow.instances['main'] ?? { url: '' };
  for (const address of [url, configuration.identityManager.webhook.url]) {
    const { hostname, port } = new URL(address);
    const [, service] =
      services.find(([name, { networks }]) =>
        [name, ...(networks?.default.aliases ?? [])].includes(hostname),
      ) ?? [];
    expect(service?.profiles).toEqual(['simulators']);
    expect(service?.command.slice(-1)).toEqual([port]);
    expect(service?.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(new URL(service?.environment['HEALTH_URL'] ?? '').port).toBe(port);
  }
});
