// One ServiceNow instance asked once: reachable, allowed, tables and journal readable, status map complete.
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Configuration, InstanceConfiguration } from '../../config/schema.ts';
import { type ActivityDependencies, own } from '../dependencies.ts';
import { beginShared } from '../attempt.ts';
import { createConnection, type Connection } from '../servicenow/connection.ts';
import { knownStates } from '../servicenow/read-map.ts';
import { resultOf } from '../servicenow/reply.ts';
import { fine, warning, wrong, type Finding } from './finding.ts';
import { checkWrites, type TableInUse } from './writes.ts';

/** The instances of enabled categories with the tables that these use. */
export function instancesInUse(configuration: Configuration): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const { enabled, instance, table } of Object.values(configuration.categories)) {
    if (enabled) used.set(instance, (used.get(instance) ?? new Set()).add(table));
  }
  return used;
}

/** Whom to ask. */
interface Asked {
  name: string;
  subject: string;
  configuration: InstanceConfiguration;
  send: Connection;
  categories: Configuration['categories'];
}

/**
 * Asks for each table in turn; nothing is written. A failure that is not about a table ends the check. `categories` say
 * which writes the tables need.
 */
export async function checkServiceNow(
  name: string,
  configuration: InstanceConfiguration,
  tables: ReadonlySet<string>,
  readSecret: ActivityDependencies['readSecret'],
  categories: Configuration['categories'] = {},
): Promise<Finding[]> {
  const subject = `ServiceNow ${name}`;
  const send = createConnection(name, configuration, readSecret);
  const asked = { name, subject, configuration, send, categories };
  const host = new URL(configuration.url).host;
  const findings = [fine(subject, `answers at ${host}, and takes the credentials`)];
  for (const table of tables) {
    try {
      findings.push(...(await checkTable(asked, table)));
    } catch (error) {
      if (!isRefusal(error)) return [wrong(subject, error)];
      findings.push(wrong(`${subject}, ${table}`, error));
    }
  }
  return findings;
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ApplicationFailure && error.type === 'Refused';

async function checkTable(asked: Asked, table: string): Promise<Finding[]> {
  const subject = `${asked.subject}, ${table}`;
  const { rows, total } = await listOf(asked, table, 'ORDERBYDESCsys_created_on', ['sys_id'], 10);
  const hidden = rows.length === 0 && total > 0;
  const remedy = 'Give it the right to read the tickets that it creates.';
  return [
    hidden
      ? warning(subject, `the newest of ${total} records are hidden from the account`, remedy)
      : fine(subject, 'can be read'),
    await checkStates(asked, table),
    ...checkWrites(asked.subject, inUse(asked, table)),
    await checkJournal(asked, table),
  ];
}

const inUse = ({ name, configuration, categories }: Asked, table: string): TableInUse => ({
  instance: name,
  table,
  configured: own(configuration.tables, table),
  categories,
});

/** ServiceNow takes the choices of the table itself where it has any, else those of its parent. */
async function checkStates(asked: Asked, table: string): Promise<Finding> {
  const subject = `${asked.subject}, states of ${table}`;
  const byHand = 'Compare the states of the table with the status map by hand.';
  try {
    const states = await statesInForce(asked, table);
    if (states.size === 0) {
      return warning(subject, 'the list of choices is hidden from the account', byHand);
    }
    const configured = own(asked.configuration.tables, table);
    for (const state of knownStates(table, configured)) states.delete(state);
    if (states.size === 0) return fine(subject, 'the status map knows all of them');
    const names = [...states].map(([value, label]) => `${value} (${label})`).join(', ');
    const path = `servicenow.instances.${asked.name}.tables.${table}.read`;
    const remedy = `Say at ${path} what they mean; a ticket in such a state asks for attention.`;
    return warning(subject, `the status map does not know ${names}`, remedy);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return warning(subject, 'the account may not read sys_choice', byHand);
  }
}

/** Raw state to label. Each row is looked at: ServiceNow drops a condition that it does not understand. */
async function statesInForce(asked: Asked, table: string): Promise<Map<string, string>> {
  const query = `nameIN${table},task^element=state^inactive=false`;
  const columns = ['name', 'element', 'value', 'label'];
  const { rows } = await listOf(asked, 'sys_choice', query, columns, 1000);
  const of = (owner: string) =>
    rows
      .filter(({ name, element }) => name === owner && element === 'state')
      .map(({ value = '', label = '' }) => [value, label] as const);
  const own = of(table);
  return new Map(own.length > 0 ? own : of('task'));
}

async function checkJournal(asked: Asked, table: string): Promise<Finding> {
  const subject = `${asked.subject}, journal of ${table}`;
  const remedy =
    'Give it the right to read sys_journal_field: without it comments of agents are not passed on, and a note whose ' +
    'reply was lost is looked for on the record alone.';
  const query = `name=${table}^elementINcomments,work_notes`;
  try {
    const { rows, total } = await listOf(asked, 'sys_journal_field', query, ['sys_id'], 10);
    if (rows.length > 0) return fine(subject, 'can be read');
    if (total > 0) return warning(subject, 'its entries are hidden from the account', remedy);
    return fine(subject, 'can be asked for, and has no entry yet');
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return warning(subject, 'the account may not read it', remedy);
  }
}

const rowsSchema = z.array(z.record(z.string(), z.string().optional()));

/** Some rows, and how many there are before access rules hide any (ServiceNow docs, `X-Total-Count`). */
async function listOf(
  { send, configuration }: Asked,
  table: string,
  query: string,
  columns: readonly string[],
  limit: number,
): Promise<{ rows: z.output<typeof rowsSchema>; total: number }> {
  const reply = await send(
    {
      method: 'GET',
      path: `/api/now/table/${table}`,
      query: {
        sysparm_query: query,
        sysparm_fields: columns.join(','),
        sysparm_limit: String(limit),
        sysparm_exclude_reference_link: 'true',
        sysparm_suppress_pagination_header: 'true',
      },
      about: `${table} for a check`,
    },
    beginShared(),
  );
  const rows = resultOf(reply, rowsSchema, configuration.retry.maximum);
  return { rows, total: Number(reply.headers.get('x-total-count') ?? rows.length) };
}
