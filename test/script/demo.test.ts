// `script/demo` from its first line to Ctrl-C: every claim of its stories holds, its links answer, and nothing is left.
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openTerminals } from '../support/terminals.ts';
import { createMachine, npm } from './machine.ts';

test('tells its stories, stays up with links that answer, and leaves nothing behind', async () => {
  const terminals = openTerminals('', {});
  onTestFinished(() => terminals.close());
  const demo = terminals.start(`cd '${process.cwd()}'\nnode script/demo.ts`);
  await demo.says('status DEMO-4');
  const links = /UI +(\S+)[^]*page +(\S+)[^]*manager +(\S+)[^]*worker +(\S+)/.exec(demo.said());
  const [ui = '', agents = '', identityManager = '', log = ''] = links?.slice(1) ?? [];
  for (const link of [ui, agents, identityManager]) expect((await fetch(link)).status).toBe(200);
  expect(existsSync(log)).toBe(true);
  const { code, stdout, stderr } = await demo.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/The end\.\S* \d+ claims, each checked\./);
  expect(existsSync(log)).toBe(false);
}, 300_000);

test('script/demo makes the checkout ready first, and hands over what it was given', async () => {
  const machine = createMachine();
  machine.install('npm', npm);
  machine.install('node', `case $1 in script/demo.ts) echo "demo: $*" ;; *) echo v24.13.0 ;; esac`);
  const { status, out } = await machine.run('script/demo', ['--once']);
  expect(status).toBe(0);
  expect(out).toContain('packages from npm');
  expect(out).toContain('demo: script/demo.ts --once\n');
});
