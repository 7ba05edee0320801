// `access-request simulate ...`: the two neighbours as local servers, for trying out and for demos.
import { once } from 'node:events';
import { Option, type Command } from 'commander';
import { CommandFailure } from '../exit.ts';
import { examples, type JsonOptions } from '../options.ts';
import { stopSignal } from '../stop-signal.ts';

interface Flags extends JsonOptions {
  port: number;
  host: string;
}

interface ServiceNowFlags extends Flags {
  user?: Record<string, string>;
  quota: number;
  seed: number;
}

interface IdentityManagerFlags extends Flags {
  secretEnv?: string;
}

interface Running {
  url: string;
  close(): Promise<void>;
}

/** The secret of the demo: not a secret, and only ever used where nobody named one. */
const demoSecret = `whsec_${Buffer.from('access-request-demo').toString('base64')}`;

/** Adds `simulate servicenow` and `simulate identity-manager`. */
export function registerSimulate(program: Command): void {
  const simulate = program
    .command('simulate')
    .description('run a simulator of ServiceNow or of an identity manager, with faults on command');
  simulate
    .command('servicenow')
    .description('run a ServiceNow instance: Table API, OAuth, a page for agents')
    .option('--port <number>', 'port to listen on; 0 takes any free one', wholeNumber, 8081)
    .addOption(hostOption())
    .option(
      '--user <name:password...>',
      'account for Basic authentication (default: orchestrator:orchestrator)',
      account,
    )
    .option('--quota <milliseconds>', 'the longest that a write may take', wholeNumber, 60_000)
    .option('--seed <number>', 'seed for record ids and faults', wholeNumber, 1)
    .option('--json', 'print one line of JSON once it listens')
    .addHelpText('after', examples('access-request simulate servicenow --port 8081'))
    .action(runServiceNow);
  simulate
    .command('identity-manager')
    .description('run an identity manager that takes webhooks')
    .option('--port <number>', 'port to listen on; 0 takes any free one', wholeNumber, 8082)
    .addOption(hostOption())
    .option(
      '--secret-env <name>',
      'environment variable that holds the webhook secret (default: a demo secret)',
    )
    .option('--json', 'print one line of JSON once it listens')
    .addHelpText('after', examples('access-request simulate identity-manager --port 8082'))
    .action(runIdentityManager);
}

async function runServiceNow(flags: ServiceNowFlags): Promise<void> {
  const { startServiceNow } = await import('../../simulators/servicenow/servicenow-simulator.ts');
  const { port, host, quota, seed, user } = flags;
  const users = user === undefined ? {} : { users: user };
  const running = await started(startServiceNow({ port, host, quota, seed, ...users }));
  const end = ended(running);
  announce(running, flags, 'ServiceNow', [
    ['Agents', '/agent'],
    ['Table API', '/api/now/table/incident'],
    ['Control API', '/simulator/audit'],
  ]);
  await end;
}

async function runIdentityManager(flags: IdentityManagerFlags): Promise<void> {
  const { startIdentityManager } =
    await import('../../simulators/identity-manager/identity-manager-simulator.ts');
  const { port, host } = flags;
  const running = await started(startIdentityManager({ port, host, secrets: [secretOf(flags)] }));
  const end = ended(running);
  announce(running, flags, 'Identity manager', [
    ['Requests', '/'],
    ['Webhook', '/webhook'],
    ['Control API', '/simulator/deliveries'],
  ]);
  if (flags.json === undefined && flags.secretEnv === undefined) {
    process.stdout.write(`  ${'Secret'.padEnd(14)}${demoSecret}\n`);
  }
  await end;
}

function secretOf({ secretEnv }: IdentityManagerFlags): string {
  if (secretEnv === undefined) return demoSecret;
  const secret = process.env[secretEnv];
  if (secret === undefined || secret === '') {
    throw new CommandFailure(`${secretEnv} is not set in the environment; set it to the secret`, 2);
  }
  return secret;
}

/** A simulator once it listens; where it cannot is said in the words of the command line. */
async function started<T extends Running>(starting: Promise<T>): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    const option = { PortUnusable: '--port', HostUnusable: '--host' }[name];
    if (error instanceof Error && option !== undefined) {
      throw new CommandFailure(`${error.message}; choose another with ${option}`, 1);
    }
    throw error;
  }
}

function announce(
  { url }: Running,
  { json }: JsonOptions,
  name: string,
  links: readonly [label: string, path: string][],
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ url })}\n`);
    return;
  }
  const lines = links.map(([label, path]) => `  ${label.padEnd(14)}${url}${path}`);
  process.stdout.write(`${name} simulator on ${url} (Ctrl-C ends it)\n${lines.join('\n')}\n`);
}

/** Waits to be told to end, then closes. Begun before anybody is told that it can be ended. */
async function ended(running: Running): Promise<void> {
  await once(stopSignal(), 'abort');
  await running.close();
}

const hostOption = (): Option =>
  new Option(
    '--host <address>',
    'address to listen on; 0.0.0.0 for all, as in a container',
  ).default('127.0.0.1');

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text))
    throw new CommandFailure(`${text} is no whole number; use digits only`, 2);
  return Number(text);
}

function account(text: string, known: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf(':');
  if (at < 1) throw new CommandFailure('--user takes name:password', 2);
  return { ...known, [text.slice(0, at)]: text.slice(at + 1) };
}
