// The package in an empty folder: what is in it, that its types and the programs of docs/client.md hold, and that everything runs.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DevEvent } from '../../bin/dev/supervise.ts';
import { findTemporalCli } from '../../bin/dev/temporal-cli.ts';
import { connectControl as connectIdentityManager } from '../../simulators/identity-manager/identity-manager-control.ts';
import { connectControl as connectServiceNow } from '../../simulators/servicenow/servicenow-control.ts';
import { isRecord, isString } from '../../simulators/shape.ts';
import { blocksOf, documentAt } from '../support/documents.ts';
import { startProgram, type RunningCommand } from '../support/running.ts';
import { eventually } from '../support/scripted.ts';
import { installed, type Installed } from './installed.ts';

const client = await documentAt('docs/client.md');
const blocks = (language: string): string[] => blocksOf(client.text, language);

let at: Installed;
beforeAll(async () => {
  at = await installed();
}, 600_000);
afterAll(() => at.remove());

const manifest = async (): Promise<unknown> =>
  JSON.parse(await readFile(join(at.folder, packageFolder, 'package.json'), 'utf8'));
const packageFolder = 'node_modules/access-request-orchestrator';

test('it holds compiled code with declarations, the example, the documents, and nothing else', async () => {
  const rooms = 'activities|bin|client|config|contract|simulators|worker|workflows';
  const wanted = [
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|config\/example\.yaml|docs\/.+)$/,
    new RegExp(`^dist/(${rooms})/[\\w/-]+(\\.js|\\.d\\.ts)$`),
    /^dist\/(workflow|replay)-bundle\.js$/,
  ];
  expect(at.files.filter((file) => !wanted.some((one) => one.test(file)))).toEqual([]);
  expect(at.files).not.toContain('dist/bin/former.js');
  const code = at.files.filter((file) => file.endsWith('.js') && file.includes('/', 5));
  expect(code.length).toBeGreaterThan(100);
  expect(code.filter((file) => !at.files.includes(file.replace(/js$/, 'd.ts')))).toEqual([]);
  expect(await manifest()).toMatchObject({
    bin: { 'access-request': 'dist/bin/access-request.js' },
    exports: {
      './client': './dist/client/index.js',
      './workflows': './dist/workflows/public.js',
      './package.json': './package.json',
    },
  });
});

test('its workflow bundle does not tell where it was made', async () => {
  const bundle = await readFile(join(at.folder, packageFolder, 'dist/workflow-bundle.js'), 'utf8');
  const [, map = ''] = /sourceMappingURL=data:[^,]+,(\S+)/.exec(bundle) ?? [];
  const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] };
  expect(sources).toContain('workflows/access-request.ts');
  expect(sources.filter((source) => source.startsWith('/'))).toEqual([]);
  expect(bundle).not.toContain(at.checkout);
});

test('its messages are imported without the sandbox, and load nothing that a worker needs', async () => {
  const recorder = join(import.meta.dirname, '../support/record-modules.mjs');
  const program = `
    const { decisionSignal, workflowIdOf } = await import('access-request-orchestrator/workflows');
    console.log(decisionSignal.name, workflowIdOf('4711'));`;
  const args = ['--import', recorder, '--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: at.folder });
  expect(stdout).toBe('decision access-request-4711\n');
  const loaded: unknown = JSON.parse(stderr);
  expect(loaded).toContain('@temporalio/workflow');
  expect(loaded).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(hono|liquidjs|@temporalio\/worker)$/)]),
  );
});

/** What the compiler must refuse: types that are lost would let it pass. */
const refused = `
import { connect, type MissingRun, type RequestReport, type TrailEntry } from 'access-request-orchestrator/client';
import { decisionSignal } from 'access-request-orchestrator/workflows';
// @ts-expect-error: no task queue
await connect({ environment: 'test' });
// @ts-expect-error: a report is of four kinds
export const kindOf = (report: RequestReport) => report.kind === 'lost';
// @ts-expect-error: an entry is of a kind that the trail knows
export const isLost = (entry: TrailEntry) => entry.kind === 'lost';
// @ts-expect-error: a run is missing as what it was to others
export const gone: MissingRun = { as: 'lost' };
// @ts-expect-error: a signal of decisions is no string
export const name: string = decisionSignal;
`;

test('the programs of docs/client.md are strict TypeScript, also with the types of libraries checked', async () => {
  const [program = '', signalling = ''] = blocks('ts');
  const files = { 'program.mts': program, 'signalling.mts': signalling, 'refused.mts': refused };
  for (const [name, text] of Object.entries(files)) await writeFile(join(at.folder, name), text);
  const compilerOptions = {
    ...{ target: 'es2024', module: 'nodenext', types: ['node'], noEmit: true },
    ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
  };
  const tsconfig = { compilerOptions, files: Object.keys(files) };
  await writeFile(join(at.folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const tsc = join(at.checkout, 'node_modules/typescript/bin/tsc');
  const checking = promisify(execFile)(process.execPath, [tsc, '--project', at.folder]);
  const said = await checking.catch((error: unknown) => error);
  expect(said).toMatchObject({ stdout: '', stderr: '' });
}, 600_000);

/** Runs something of the package in its folder; `TEMPORAL_ADDRESS` and more by `env`. */
const run = (command: string, args: readonly string[], env = {}): RunningCommand =>
  startProgram(command, args, { ...secrets, ...env }, at.folder);
const secrets = {
  SERVICENOW_PASSWORD: 'orchestrator',
  IDENTITY_MANAGER_WEBHOOK_SECRET: 'whsec_YWNjZXNzLXJlcXVlc3QtZGVtbw==',
};

async function simulator(name: string): Promise<string> {
  const line = await run(at.executable, ['simulate', name, '--port', '0', '--json']).line();
  const said: unknown = JSON.parse(line);
  if (!isRecord(said) || !isString(said['url'])) throw new Error(`no address in ${line}`);
  return said['url'];
}

test('the program of docs/client.md submits its request and reads the outcome of what the agent does', async () => {
  const [servicenow, identityManager] = await Promise.all([
    simulator('servicenow'),
    simulator('identity-manager'),
  ]);
  const example = await readFile(join(at.folder, packageFolder, 'config/example.yaml'), 'utf8');
  const configuration = example
    .replace('http://127.0.0.1:8081', servicenow)
    .replace('http://127.0.0.1:8082', identityManager);
  await writeFile(join(at.folder, 'orchestrator.yaml'), configuration);
  const [request = ''] = blocks('json');
  await writeFile(join(at.folder, 'request.json'), request);
  const [program = ''] = blocks('ts');
  await writeFile(join(at.folder, 'program.mts'), program);

  const dev = run(at.executable, ['dev', '--json', '--port', '0', '--ui-port', '0'], {
    TEMPORAL_CLI_PATH: await findTemporalCli(),
  });
  const ready = JSON.parse(await dev.line()) as DevEvent;
  if (ready.event !== 'ready') throw new Error(`not ready: ${JSON.stringify(ready)}`);
  const temporal = { TEMPORAL_ADDRESS: ready.address };
  const checked = await run(at.executable, ['check'], temporal).ended;
  expect(checked).toMatchObject({ code: 0, stderr: '' });

  const asking = run(process.execPath, ['program.mts'], temporal);
  const ticket = await eventually(
    async () => {
      const told = await connectIdentityManager(identityManager).received();
      const [row] = await connectServiceNow(servicenow).table('incident');
      return told.length > 0 ? row : undefined;
    },
    () => `the ticket; the program says: ${asking.stderr()}, dev: ${dev.stderr()}`,
  );
  const status = await run(at.executable, ['status', '4711', '--json'], temporal).ended;
  expect(JSON.parse(status.stdout)).toMatchObject({
    status: { state: 'waiting-for-ticket', reading: { judgedBy: { release: at.version } } },
  });

  const { sys_id = '' } = ticket;
  const act = { table: 'incident', sys_id, agent: 'nina.novak' };
  await connectServiceNow(servicenow).act({ ...act, act: 'close', done: true, notes: 'Granted' });
  const why = ['--by', 'Olga Ops', '--reason', 'It was closed'];
  const retried = await run(at.executable, ['retry', '4711', ...why], temporal).ended;
  expect(retried).toMatchObject({ code: 0, stderr: '' });
  expect(await asking.ended).toEqual({
    code: 0,
    stdout: '4711: fulfilled, by Nina Novak\n',
    stderr: '',
  });

  const replayed = await run(at.executable, ['replay', '4711'], temporal).ended;
  expect(replayed).toMatchObject({ code: 0, stderr: '' });

  dev.kill('SIGINT');
  expect(await dev.ended).toMatchObject({ code: 0 });
  expect(existsSync(join(at.folder, '.data/temporal.db'))).toBe(true);
}, 600_000);
