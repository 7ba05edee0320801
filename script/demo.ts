// The demo: sets the stage, plays the stories, and stays up with its links until Ctrl-C, or ends with --once.
import { rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { colours } from '../bin/output.ts';
import { stopSignal } from '../bin/stop-signal.ts';
import { createNarrator, type Narrator } from './demo-parts/narrator.ts';
import { setStage, type Stage } from './demo-parts/stage.ts';
import { playFaults } from './demo-parts/story-faults.ts';
import { playIdentityManager } from './demo-parts/story-identity-manager.ts';
import { playNotDone } from './demo-parts/story-not-done.ts';
import { requestOf } from './demo-parts/telling.ts';

const { values: flags } = parseArgs({ options: { once: { type: 'boolean', default: false } } });

const ending = new AbortController();
const { signal } = ending;
const stopped = stopSignal();
stopped.addEventListener('abort', () => ending.abort());
const print = (line = ''): void => void process.stdout.write(`${line}\n`);

async function links(stage: Stage): Promise<void> {
  const { ui, servicenow, identityManager, address, folder } = stage;
  const file = join(folder, 'request-4.json');
  const request = requestOf(stage, 'DEMO-4');
  await writeFile(file, `${JSON.stringify(request, undefined, 2)}\n`);
  const config = relative('', join(folder, 'orchestrator.yaml'));
  print(`\n${colours.bold('It stays up until Ctrl-C:')}`);
  print(`   Temporal UI        ${ui}/namespaces/default/workflows`);
  print(`   agents' page       ${servicenow.url}/agent`);
  print(`   identity manager   ${identityManager.url}/`);
  print(`   log of the worker  ${relative('', join(folder, 'worker.log'))}`);
  print("\n   Submit another request, close its ticket on the agents' page, and ask for it:");
  print(`   . .cache/env; export TEMPORAL_ADDRESS=${address} ACCESS_REQUEST_CONFIG=${config}`);
  print(`   node bin/access-request.ts submit ${relative('', file)}`);
  print('   node bin/access-request.ts status DEMO-4');
}

async function play(stage: Stage, narrator: Narrator): Promise<void> {
  await playFaults(stage, narrator);
  await playIdentityManager(stage, narrator);
  await playNotDone(stage, narrator);
}

async function main(): Promise<void> {
  print('Starting Temporal, a worker, a ServiceNow and an identity manager ...');
  const stage = await setStage(ending);
  const narrator = createNarrator(signal);
  try {
    const story = play(stage, narrator);
    // Temporal's or the worker's end ends the story, and its words are the ones that matter.
    story.catch(() => undefined);
    await Promise.race([story, stage.ended]);
    if (!signal.aborted) await finish(stage, narrator.checked);
  } catch (error) {
    if (!stopped.aborted) throw error;
  } finally {
    ending.abort();
    await stage.close();
  }
  // What went well leaves nothing behind; what did not, its logs and its histories.
  await rm(stage.folder, { recursive: true });
}

async function finish(stage: Stage, checked: number): Promise<void> {
  print(`\n${colours.bold('The end.')} ${checked} claims, each checked.`);
  if (flags.once) return;
  await links(stage);
  await stage.ended;
}

try {
  await main();
} catch (error) {
  if (!stopped.aborted)
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// A story that was not told to its end is no success of `--once`.
if (flags.once && stopped.aborted) process.exitCode = 1;
