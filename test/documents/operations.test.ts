// docs/operations.md has every code of the table of failures, in its words, and names what is there to be asked for.
import { expect, inject, test } from 'vitest';
import { Connection } from '@temporalio/client';
import { stateWords } from '../../workflows/lifecycle/details.ts';
import { failures } from '../../contract/failures.ts';
import { messageAttentions, readingAttentions } from '../../contract/attention.ts';
import { ticketColumns } from '../../activities/servicenow/rows.ts';
import { documentAt, matches } from '../support/documents.ts';

const operations = await documentAt('docs/operations.md');

/** The rows of a table whose first cell is a code, as cells. */
const rowsOf = (text: string): string[][] =>
  matches(text, /^\| (`[A-Z][A-Za-z]+`.*) \|$/gm).map((row) =>
    row.split(' | ').map((cell) => cell.trim()),
  );

const [, waits = '', stops = ''] = operations.prose.split(/^### /m);

test('it has every failure that heals by waiting', () => {
  const expected = Object.entries(failures)
    .filter(([, { retryable }]) => retryable)
    .map(([code, { words, remedy }]) => [`\`${code}\``, words, remedy]);
  expect(rowsOf(waits)).toEqual(expected);
});

test('it has everything that needs a person, and what happens meanwhile', () => {
  const stopping = Object.entries(failures).filter(([, { retryable }]) => !retryable);
  const all = { ...Object.fromEntries(stopping), ...readingAttentions, ...messageAttentions };
  const expected = Object.entries(all).map(([code, { words, remedy }]) => [
    `\`${code}\``,
    words,
    remedy,
  ]);
  const rows = rowsOf(stops.split(/^## /m)[0] ?? '');
  expect(rows.map((row) => row.slice(0, 3))).toEqual(expected);
  for (const [code, , , meanwhile = ''] of rows) expect(meanwhile, code).toMatch(/\w.*\.$/);
});

test('it says of every state but the last why a request may stay in it', () => {
  const [, stuck = ''] = operations.prose.split('\n## Why is a request stuck?\n');
  const [rows = ''] = stuck.split(/^## /m);
  const { ended, ...states } = stateWords;
  expect(ended).toBe('has ended');
  expect(Object.values(states).filter((words) => !rows.includes(`**${words}**`))).toEqual([]);
});

test('it has the word of every state', () => {
  const [, list = ''] = /`AccessRequestState` is one of ([^.]*)\./.exec(operations.prose) ?? [];
  expect(matches(list, /`([\w-]+)`/g)).toEqual(Object.keys(stateWords));
});

const queries = matches(operations.prose, /^\| [^|]*\? +\| `([^`]+)` +\|$/gm);

test('its queries are such that Temporal takes', async () => {
  expect(queries.length).toBeGreaterThan(8);
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  for (const query of queries) {
    const count = connection.workflowService.countWorkflowExecutions({
      namespace: 'default',
      query,
    });
    await expect(count, query).resolves.toBeDefined();
  }
  await connection.close();
});

test('SECURITY.md names every column that is read of a ticket', async () => {
  const { text } = await documentAt('SECURITY.md');
  expect(ticketColumns.filter((column) => !text.includes(`\`${column}\``))).toEqual([]);
});
