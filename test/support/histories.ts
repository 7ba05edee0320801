// Recorded histories: kept in test/histories, replayed for ever; written only when RECORD_HISTORIES is set.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { workflowIdOf } from '../../workflows/messages.ts';

const folder = new URL('../histories/', import.meta.url);

/** Keeps the history of a request that ended, under the name of its scenario, when asked to record. */
export async function keepHistory(client: Client, name: string, id: string): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  const history = await client.workflow.getHandle(workflowIdOf(id)).fetchHistory();
  await mkdir(folder, { recursive: true });
  await writeFile(
    new URL(`${name}.json`, folder),
    `${impersonal(historyToJSON(history)).trim()}\n`,
  );
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

/** All recorded histories, by name. */
export async function recordedHistories(): Promise<Recorded[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
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
