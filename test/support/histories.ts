// Recorded histories: kept in test/histories, replayed for ever; written only when RECORD_HISTORIES is set.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { workflowIdOf } from '../../contract/access-request.ts';

const folder = new URL('../histories/', import.meta.url);

/**
 * Keeps the history of a request that ended, under the name of its scenario, when asked to record. One that is kept
 * already stays as it is.
 */
export async function keepHistory(client: Client, name: string, id: string): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  const history = await client.workflow.getHandle(workflowIdOf(id)).fetchHistory();
  const file = new URL(`${name}.json`, folder);
  const text = `${impersonal(historyToJSON(history)).trim()}\n`;
  await writeFile(file, text, { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

/** Where and by which process it was recorded is nobody's business. */
const impersonal = (json: string): string =>
  json
    .replaceAll(fileURLToPath(new URL('../../', import.meta.url)), '')
    .replaceAll(/"identity": "\d+@[^"]*"/g, '"identity": "worker"');

/** A recorded history, as the SDK takes it for a replay. */
export interface Recorded {
  name: string;
  workflowId: string;
  history: unknown;
}

/** What each file was when it was recorded, in the form of `sha256sum`; and what each is. */
export async function digests(): Promise<{ recorded: string; found: string }> {
  const lines = (await filesOfHistories()).map(async (file) => {
    const digest = createHash('sha256').update(await readFile(new URL(file, folder)));
    return `${digest.digest('hex')}  ${file}\n`;
  });
  const recorded = await readFile(new URL('SHA256SUMS', folder), 'utf8');
  return { recorded, found: (await Promise.all(lines)).join('') };
}

const filesOfHistories = async (): Promise<string[]> =>
  (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();

/** All recorded histories, by name. */
export async function recordedHistories(): Promise<Recorded[]> {
  const files = await filesOfHistories();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8');
      const history: unknown = JSON.parse(text);
      // The first event names the workflow, which the code compares with its request.
      const [, workflowId = ''] = /"workflowId":\s*"([^"]+)"/.exec(text) ?? [];
      return { name: file.replace('.json', ''), workflowId, history };
    }),
  );
}
