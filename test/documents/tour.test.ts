// What the README and the documents tell to type is typed, line by line, against what the README tells to start.
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type AccessRequests } from '../../client/access-requests.ts';
import { blocksOf, documentAt, documents, matches } from '../support/documents.ts';
import { sampleRequest } from '../support/samples.ts';
import { eventually } from '../support/scripted.ts';
import { freePort } from '../support/temporal-server.ts';
import { openTerminals, type Started, type Terminals } from '../support/terminals.ts';

const readme = await documentAt('README.md');
const client = await documentAt('docs/client.md');
/** All whose lines are typed: CONTRIBUTING.md's are those of script/test. */
const toured = (await documents()).filter(({ path }) => path !== 'CONTRIBUTING.md');

/** The sections of the README by their titles. */
const sections = new Map(
  readme.text.split(/^## /m).map((text) => [text.split('\n')[0] ?? '', text] as const),
);
const [
  beginning = '',
  servicenow = '',
  identityManager = '',
  dev = '',
  submit = '',
  retry = '',
  ...more
] = blocksOf(sections.get('The first ticket') ?? '', 'sh');

/** The secrets of the simulators, which the worker needs. */
const secrets = matches(dev, /^(export .*)$/gm).join('\n');

/** What needs more than a terminal, and the test that runs it or shows that each part of it is there. */
const elsewhere: readonly { line: RegExp; test: string }[] = [
  { line: /^script\/demo/, test: 'test/script/demo.test.ts' },
  { line: /^script\/test/, test: 'test/script/test.test.ts' },
  { line: /docker compose /, test: 'test/deploy/compose.test.ts' },
  { line: /^deploy\//, test: 'test/deploy/scripts.test.ts' },
  { line: /^npm install/, test: 'test/package/package.test.ts' },
];

const isElsewhere = (line: string): boolean => elsewhere.some((one) => one.line.test(line));
const others = [
  ...[...sections].flatMap(([title, text]) =>
    title === 'The first ticket' ? [] : blocksOf(text, 'sh'),
  ),
  ...toured.filter(({ path }) => path !== 'README.md').flatMap(({ text }) => blocksOf(text, 'sh')),
].filter((block) => !block.trim().split('\n').every(isElsewhere));

const ports = { '8081': await freePort(), '8082': await freePort(), '7233': await freePort() };

/** The same with ports that are free. */
const adapted = (text: string): string =>
  Object.entries(ports).reduce((all, [port, free]) => all.replaceAll(port, String(free)), text);

let terminals: Terminals;
let requests: AccessRequests;
const address = `127.0.0.1:${ports['7233']}`;

beforeAll(async () => {
  terminals = openTerminals(beginning, { TEMPORAL_ADDRESS: address });
  const { folder, start } = terminals;
  const example = adapted(readFileSync('config/example.yaml', 'utf8'));
  mkdirSync(join(folder, 'config'));
  symlinkSync(join(process.cwd(), 'test'), join(folder, 'test'));
  for (const name of ['config/example.yaml', 'orchestrator.yaml'])
    writeFileSync(join(folder, name), example);
  cpSync('test/histories/story.json', join(folder, 'history.json'));
  await Promise.all([
    start(adapted(servicenow)).says('ServiceNow simulator on'),
    start(adapted(identityManager)).says('Identity manager simulator on'),
  ]);
  const on = `--port ${ports['7233']} --ui-port ${await freePort()} --db-filename first/temporal.db`;
  await start(dev.replace('access-request dev', `access-request dev ${on}`)).says(
    'Everything runs',
  );
  const temporal = { connectionOptions: { address }, namespace: 'default' };
  requests = await connect({ environment: 'test', taskQueue: 'access-requests', temporal });
});

afterAll(async () => {
  await requests.close();
  await terminals.close();
});

const page = async (path: string, form?: Record<string, string>): Promise<string> => {
  const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
  const response = await fetch(`http://127.0.0.1:${path}`, body);
  expect(response.status).toBe(200);
  return response.text();
};

test('The first ticket leads from nothing to a request that is fulfilled', async () => {
  expect(more).toEqual([]);
  const first = await terminals.run(submit);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const ticket = await eventually(async () => {
    const list = await page(`${ports['8081']}/agent`);
    return /href="(\/agent\/incident\/\w+)/.exec(list)?.[1];
  }, 'the ticket on the page of the agents');
  for (const act of ['take', 'done']) {
    const text = 'The role is assigned';
    await page(`${ports['8081']}${ticket}`, { agent: 'nina.novak', act, text });
  }
  const second = await terminals.run(retry);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  const ended = await eventually(async () => {
    const { stdout } = await terminals.run('access-request status 4711');
    return stdout.includes('4711: ended, fulfilled') ? stdout : undefined;
  }, 'the outcome');
  expect(ended).toContain('Nina Novak');
  expect(await page(`${ports['8082']}/`)).toContain('fulfilled');
}, 300_000);

/** What goes on until it is stopped says so in its first line. */
const lasting = /^(TEMPORAL_ADDRESS=\S+ )?access-request (dev|worker|simulate) /;

async function runLasting(line: string): Promise<void> {
  // Its own ports: those of the document are taken by what runs already.
  const fresh = await Promise.all(
    matches(line, /port (\d+)/g).map(async (port) => [port, await freePort()] as const),
  );
  const own = fresh.reduce((all, [port, free]) => all.replace(port, String(free)), line);
  const started: Started = terminals.start(
    `${secrets}\n${own.replace(/TEMPORAL_ADDRESS=\S+ /, '')}`,
  );
  await started.says('(Ctrl-C ends it)');
  expect(await started.stop()).toMatchObject({ code: 0 });
}

test.each(others.map((block, index) => [block.trim(), `T-${index}`] as const))(
  '%s',
  async (block, id) => {
    const lines = block.replaceAll('4711', id);
    if (lasting.test(lines)) {
      for (const line of lines.split('\n')) await runLasting(line);
      return;
    }
    const [request = ''] = blocksOf(client.text, 'json');
    writeFileSync(join(terminals.folder, 'request.json'), request.replaceAll('4711', id));
    if (!lines.includes('submit')) await requests.submit(sampleRequest({ id }));
    const run = await terminals.run(`${secrets}\n${adapted(lines)}`);
    expect(run, `${run.stdout}${run.stderr}`).toMatchObject({ code: 0 });
  },
);

test.each(elsewhere)('$line is shown by $test', ({ line, test: file }) => {
  const shown = toured.flatMap(({ text }) =>
    blocksOf(text, 'sh').flatMap((block) => block.split('\n')),
  );
  expect(shown.filter((one) => line.test(one))).not.toEqual([]);
  expect(existsSync(file)).toBe(true);
});
