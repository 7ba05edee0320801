// What a wrong configuration is told: where, what is allowed, what was meant, all of it at once.
import { expect, test } from 'vitest';
import { ConfigurationError } from '../../config/error.ts';
import { digestOf, loadConfiguration, parseConfiguration } from '../../config/load.ts';

const good = `
environment: test
identityManager:
  webhook:
    url: https://identity.example/webhook
    secrets: [{ env: WEBHOOK }]
servicenow:
  instances:
    main:
      url: https://example.service-now.com
      auth: { basic: { user: bot, password: { file: password } } }
categories:
  sap-roles: { enabled: true, instance: main, table: incident }
`;

const change = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

function problems(text: string): readonly string[] {
  try {
    parseConfiguration('orchestrator.yaml', text);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

test('takes a category of three lines and fills in the rest', () => {
  const { configuration } = parseConfiguration('orchestrator.yaml', good);
  expect(configuration.categories['sap-roles']).toMatchObject({
    master: 'servicenow',
    note: 'work_notes',
    polling: { interval: 300_000, maximum: 14_400_000 },
  });
  expect(configuration.temporal.taskQueue).toBe('access-requests');
});

test('loads the example', async () => {
  const { configuration, digest } = await loadConfiguration('config/example.yaml');
  expect(Object.keys(configuration.categories)).toEqual([
    'sap-roles',
    'admin-accounts',
    'data-owner-approvals',
  ]);
  expect(digest).toMatch(/^[0-9a-f]{12}$/);
});

test('has one digest for one content, however it is laid out, and another for another', () => {
  const reordered = change(
    'enabled: true, instance: main, table: incident',
    'table: incident, enabled: true, instance: "main"',
  );
  const digest = (text: string): string => parseConfiguration('x', text).digest;
  expect(digest(reordered)).toBe(digest(good));
  expect(digest(change('table: incident', 'table: sc_task'))).not.toBe(digest(good));
  const { configuration } = parseConfiguration('x', good);
  expect(digestOf(configuration)).toBe(digest(good));
});

test('allows anchors', () => {
  const text = change(
    'sap-roles: { enabled: true, instance: main, table: incident }',
    'a: &a { enabled: true, instance: main, table: incident }\n  b: *a',
  );
  expect(Object.keys(parseConfiguration('x', text).configuration.categories)).toEqual(['a', 'b']);
});

test.each([
  [
    'a slip in a key',
    change('enabled: true', 'enabled: true, poling: {}'),
    ['categories.sap-roles.poling is unknown; did you mean polling?'],
  ],
  [
    'a required key mistyped',
    change('enabled: true', 'enabeld: true'),
    [
      'categories.sap-roles.enabled is missing: it must be true or false',
      'categories.sap-roles.enabeld is unknown; did you mean enabled?',
    ],
  ],
  [
    'a key at the top',
    `${good}\nnonsense: 1`,
    [
      'nonsense is unknown; allowed: environment, temporal, identityManager, servicenow, categories',
    ],
  ],
  [
    'a wrong word',
    change('enabled: true', 'enabled: true, note: worknotes'),
    ['categories.sap-roles.note must be work_notes or comments; did you mean work_notes?'],
  ],
  [
    'an instance that is not there',
    change('instance: main', 'instance: mian'),
    [
      'categories.sap-roles.instance names no instance; servicenow.instances has main; did you mean main?',
    ],
  ],
  [
    'a template for a column of ours',
    change('enabled: true', 'enabled: true, fields: { number: x, correlation_id: y, u_text: z }'),
    [
      'categories.sap-roles.fields.number belongs to the orchestrator: take it out',
      'categories.sap-roles.fields.correlation_id belongs to the orchestrator: take it out',
    ],
  ],
  [
    'a second journal entry',
    change('enabled: true', 'enabled: true, fields: { work_notes: x, comments: y }'),
    [
      'categories.sap-roles.fields.comments would be a second journal entry beside the creation note in work_notes: take it out, or set note: comments',
    ],
  ],
  [
    'a duration',
    change('enabled: true', 'enabled: true, expireAfter: soon'),
    ['categories.sap-roles.expireAfter is no duration such as 30s, 5m, 4h or 90d'],
  ],
  [
    'a duration without its unit',
    change('enabled: true', 'enabled: true, expireAfter: 5'),
    ['categories.sap-roles.expireAfter is no duration such as 30s, 5m, 4h or 90d'],
  ],
  [
    'a time limit beyond what a timer counts',
    change('auth:', 'timeouts: { burst: 30d }\n      auth:'),
    ['servicenow.instances.main.timeouts.burst must be longer than nothing and at most 1d'],
  ],
  [
    'retries that contradict',
    change('secrets:', 'timeout: 20m\n    secrets:').replace(
      '    url: https://identity',
      '    url: https://identity',
    ),
    ['identityManager burst must be longer than webhook.timeout'],
  ],
  [
    'an interval that shrinks',
    change('auth:', 'retry: { initial: 2m }\n      auth:'),
    ['servicenow.instances.main.retry maximum must be at least initial'],
  ],
  [
    'a number where text must be',
    change('user: bot', 'user: 12'),
    ['servicenow.instances.main.auth.basic.user must be text: put it in quotes'],
  ],
  [
    'a secret in the file',
    change('{ file: password }', 'hunter2'),
    [
      'servicenow.instances.main.auth.basic.password must be { env: NAME } or { file: path }, never the secret itself',
    ],
  ],
  [
    'an empty reference',
    change('{ env: WEBHOOK }', "{ env: '' }"),
    ['identityManager.webhook.secrets[0].env must not be empty'],
  ],
  [
    'no secret at all',
    change('[{ env: WEBHOOK }]', '[]'),
    ['identityManager.webhook.secrets needs at least 1 in its list'],
  ],
  [
    'credentials in a URL',
    change('https://identity', 'https://user:hunter2@identity'),
    [
      'identityManager.webhook.url holds more than a scheme, a host and a path: secrets do not belong into a URL',
    ],
  ],
  [
    'another protocol',
    change('https://example', 'ftp://example'),
    ['servicenow.instances.main.url is no http or https address'],
  ],
  [
    'two ways to sign in',
    change('auth: { basic', 'auth: { oauth: {}, basic'),
    ['servicenow.instances.main.auth.oauth cannot stand beside the other keys there: choose one'],
  ],
  [
    'a state without result',
    change('auth:', 'tables: { incident: { read: { 7: { phase: closed } } } }\n      auth:'),
    [
      'servicenow.instances.main.tables.incident.read.7 must be { phase: open | in-progress | on-hold | resolved }, or { phase: closed } with either result: fulfilled | not-fulfilled | rejected | cancelled, or byCloseCode: { code: result }',
    ],
  ],
  [
    'too many calls',
    change('auth:', 'calls: 99\n      auth:'),
    ['servicenow.instances.main.calls must be at most 16'],
  ],
  [
    'time-outs that contradict',
    change('auth:', 'timeouts: { client: 2m }\n      auth:'),
    [
      'servicenow.instances.main.timeouts startToClose must be longer than sendWithin and client together',
    ],
  ],
  [
    'a name',
    change('environment: test', 'environment: Test 1'),
    ['environment is no name: lower-case letters, digits, dot, dash, 50 at most'],
  ],
  [
    'an instance name',
    change('    main:', '    "Main one":'),
    [
      'servicenow.instances["Main one"] is no name: lower-case letters, digits, dot, dash, 50 at most',
      'categories.sap-roles.instance names no instance; servicenow.instances has Main one',
    ],
  ],
  ['an empty file', '', ['the file is missing: it must be a mapping of keys']],
  ['a list', '- 1', ['the file must be a mapping of keys']],
  [
    'a key twice',
    `${good}environment: prod`,
    ['line 14, column 1: the key stands here for the second time'],
  ],
  [
    'broken YAML',
    'environment: [test',
    [
      'line 1, column 19: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
  [
    'an alias without anchor',
    'environment: *nobody',
    ['line 1, column 14: this alias has no anchor'],
  ],
])('says what is wrong: %s', (_case, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test('reports everything at once, in one message, without any value', () => {
  const text = change('enabled: true', 'enabled: hunter2').replace(
    'instance: main',
    'instance: other',
  );
  expect(() => parseConfiguration('orchestrator.yaml', text)).toThrow(
    'the configuration orchestrator.yaml is wrong in 2 places:\n' +
      '  categories.sap-roles.enabled must be true or false\n' +
      '  categories.sap-roles.instance names no instance; servicenow.instances has main',
  );
});
