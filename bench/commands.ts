// How long a person waits for a command.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { packageRoot } from '../bin/package.ts';
import { sampleRequest } from '../test/support/samples.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import { withCheckout } from './checkout.ts';
import type { Figure } from './figure.ts';
import type { Row } from './row.ts';
import { atRest } from './setting.ts';
import { inTurns } from './turns.ts';
import { withWhole } from './whole.ts';

const rounds = 5;
const polling = { interval: '1h', maximum: '1h' };
const executable = join(packageRoot, 'bin/access-request.ts');

export const commands: Row = {
  name: 'commands',
  reading:
    'wall time, against Node that does nothing; status and submit beside a worker; bootstrap of a checkout where everything is there already',
  measure: ({ address, client }) =>
    withWhole(address, { polling }, async ({ submit, env }) => {
      const id = await submit();
      await atRest(client, workflowIdOf(id));
      const ours = (args: readonly string[], input = '') =>
        wallTime(process.execPath, [executable, ...args], { env, input });
      return [
        await beside('--help, ms', () => ours(['--help'])),
        await beside('status, ms', () => ours(['status', id])),
        await beside('submit, ms', () => {
          const request = sampleRequest({ id: randomUUID() });
          return ours(['submit', '-'], JSON.stringify(request));
        }),
        await withCheckout((folder) =>
          beside('bootstrap, nothing to do, ms', () =>
            wallTime(join(folder, 'script/bootstrap'), [], { says: 'nothing to do' }),
          ),
        ),
      ];
    }),
};

async function beside(what: string, command: () => Promise<number>): Promise<Figure> {
  // The first one also fills what the machine keeps of files.
  await command().catch(() => undefined);
  const nothing = () => wallTime(process.execPath, ['--eval', '0']);
  const { ours, compared } = await inTurns(rounds, command, [nothing]);
  return { what, ours, ...compared[0] };
}

interface Ran {
  env?: Record<string, string>;
  input?: string;
  /** What it has to say for the figure to be one. */
  says?: string;
}

/** In milliseconds. Rejects where the command fails. */
async function wallTime(
  program: string,
  args: readonly string[],
  { env = {}, input = '', says = '' }: Ran = {},
): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  child.stdin.on('error', () => undefined).end(input);
  const [out, err] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const taken = performance.now() - started;
  if (child.exitCode === 0 && out.includes(says)) return taken;
  throw new Error(`${program} ${args.join(' ')}: exit code ${child.exitCode}\n${out}${err}`);
}
