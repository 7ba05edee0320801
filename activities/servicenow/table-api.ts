// The Table API of one instance: rows by sys_id, the write of a row, the journal of a row; each row verified.
import { z } from 'zod';
import { isLawfulId } from '../../contract/access-request.ts';
import { failure } from '../failure.ts';
import type { Attempt } from '../attempt.ts';
import type { Connection } from './connection.ts';
import { resultOf } from './reply.ts';
import { type Row, rowSchema, ticketColumns, valueOf } from './rows.ts';

/** Which record, and of which request: both for failures. Ids only. */
export interface RecordKey {
  table: string;
  sysId: string;
  requestId: string;
}

/** An entry of `sys_journal_field`. `createdOn` is `YYYY-MM-DD HH:MM:SS` in UTC. */
export interface JournalRow {
  sysId: string;
  /** The column that it was written to. */
  element: string;
  text: string;
  createdOn: string;
  createdBy: string;
}

/** Which entries of a journal: at most `limit`, from `offset`, in order of time. */
export interface JournalPage {
  elements: readonly string[];
  /** Words of the text. ServiceNow drops a condition that it does not understand: others may come as well. */
  containing?: string;
  /** `YYYY-MM-DD HH:MM:SS`: not those before it. */
  since?: string;
  newestFirst?: boolean;
  /** Entries of one second in a fixed order, which is not that of their time: pages then skip none of them. */
  steady?: boolean;
  limit: number;
  offset?: number;
}

/** What our client asks of an instance; every method rejects with failures of the table only. */
export interface TableApi {
  /** The rows that exist and may be read, by sys_id. An answer with any other row is refused whole. */
  find(table: string, sysIds: readonly string[], attempt: Attempt): Promise<Map<string, Row>>;
  /** The row of one ticket, asked for now, with some more columns; undefined when it does not exist or is hidden. */
  look(key: RecordKey, attempt: Attempt, more?: readonly string[]): Promise<Row | undefined>;
  /** Likewise the rows that carry the id of the request as their `correlation_id`, whatever their sys_id and environment. */
  correlated(key: RecordKey, attempt: Attempt, more?: readonly string[]): Promise<Row[]>;
  /** `POST`: the record as ServiceNow shows it afterwards. */
  insert(key: RecordKey, fields: Record<string, string>, attempt: Attempt): Promise<Row>;
  /** `PATCH`: likewise. */
  update(key: RecordKey, fields: Record<string, string>, attempt: Attempt): Promise<Row>;
  journal(key: RecordKey, page: JournalPage, attempt: Attempt): Promise<JournalRow[]>;
}

/** The most sys_ids of one query: an address of about 4,000 characters. */
export const mostSysIds = 100;

/** More records of one request than there are environments. */
const mostCorrelated = 20;

const sysIdPattern = /^[0-9a-f]{32}$/;
const tablePattern = /^[a-z][a-z0-9_]{0,79}$/;

const rowsSchema = z.array(rowSchema);

const journalSchema = z.array(
  z
    .object({
      sys_id: z.string(),
      element_id: z.string(),
      element: z.string(),
      value: z.string(),
      sys_created_on: z.string(),
      sys_created_by: z.string(),
    })
    .transform((row) => ({
      sysId: row.sys_id,
      elementId: row.element_id,
      element: row.element,
      text: row.value,
      createdOn: row.sys_created_on,
      createdBy: row.sys_created_by,
    })),
);

const readAll = {
  sysparm_display_value: 'all',
  sysparm_exclude_reference_link: 'true',
};

const listOnly = { sysparm_no_count: 'true', sysparm_suppress_pagination_header: 'true' };

/** The Table API over a connection. `slow` is the longest interval between attempts in milliseconds. */
export function createTableApi(send: Connection, slow: number): TableApi {
  return {
    find(table, sysIds, attempt) {
      const ids = [...new Set(sysIds)];
      const [only = '', ...others] = ids;
      const about = others.length === 0 ? `${table} ${only}` : `${ids.length} ${table} records`;
      return find({ table, about, more: [] }, ids, attempt);
    },
    async look({ table, sysId, requestId }, attempt, more = []) {
      const about = `${table} ${sysId} of request ${requestId}`;
      return (await find({ table, about, more }, [sysId], attempt)).get(sysId);
    },
    async correlated({ table, requestId }, attempt, more = []) {
      assertKeys(table, []);
      if (!isLawfulId(requestId)) throw failure('RequestInvalid', 'the request has no lawful id');
      const about = `the ${table} records of request ${requestId}`;
      const query = `correlation_id=${requestId}`;
      const rows = await list({ table, about, more }, { query, limit: mostCorrelated }, attempt);
      const idOf = (row: Row): string => valueOf(row, 'correlation_id');
      if (rows.some((row) => !isAlike(idOf(row), requestId))) throw notAsked(about);
      return rows.filter((row) => idOf(row) === requestId);
    },
    insert: (key, fields, attempt) => write('POST', key, fields, attempt),
    update: (key, fields, attempt) => write('PATCH', key, fields, attempt),
    async journal({ table, sysId, requestId }, page, attempt) {
      assertKeys(table, [sysId]);
      const about = `the journal of ${table} ${sysId} of request ${requestId}`;
      const path = '/api/now/table/sys_journal_field';
      const call = { method: 'GET', path, query: journalQuery(table, sysId, page), about } as const;
      const rows = resultOf(await send(call, attempt), journalSchema, slow);
      if (rows.some((row) => row.elementId !== sysId || !isAsked(page, row.element))) {
        throw notAsked(about);
      }
      return rows.map(({ elementId, ...row }) => row);
    },
  };

  async function find(asked: Asked, ids: string[], attempt: Attempt) {
    assertKeys(asked.table, ids);
    const query = `sys_idIN${ids.join(',')}`;
    const rows = await list(asked, { query, limit: ids.length + 1 }, attempt);
    return verified(rows, ids, asked.about);
  }

  async function list(
    { table, about, more }: Asked,
    { query: encoded, limit }: { query: string; limit: number },
    attempt: Attempt,
  ) {
    const query = {
      sysparm_query: encoded,
      sysparm_fields: [...new Set([...ticketColumns, ...more])].join(','),
      sysparm_limit: String(limit),
      ...readAll,
      ...listOnly,
    };
    const call = { method: 'GET', path: `/api/now/table/${table}`, query, about } as const;
    return resultOf(await send(call, attempt), rowsSchema, slow);
  }

  async function write(
    method: 'POST' | 'PATCH',
    { table, sysId, requestId }: RecordKey,
    fields: Record<string, string>,
    attempt: Attempt,
  ): Promise<Row> {
    assertKeys(table, [sysId]);
    const path = `/api/now/table/${table}${method === 'PATCH' ? `/${sysId}` : ''}`;
    const columns = new Set([...ticketColumns, ...Object.keys(fields)]);
    const query = { sysparm_fields: [...columns].join(','), ...readAll };
    const about = `${table} ${sysId} of request ${requestId}`;
    const reply = await send({ method, path, query, body: fields, about }, attempt);
    return resultOf(reply, rowSchema, slow);
  }
}

/** What a list is asked of: `about` for failures, and the columns beside those of every ticket. */
interface Asked {
  table: string;
  about: string;
  more: readonly string[];
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });

/**
 * Whether a database may take one for the other: most instances compare texts without regard to case, accents and
 * spaces at the end. Anything else was not found by our condition, so that ServiceNow must have dropped it.
 */
const isAlike = (found: string, asked: string): boolean =>
  collator.compare(found.trimEnd(), asked) === 0;

/** Nothing but our own keys becomes part of an address or a query. */
function assertKeys(table: string, sysIds: readonly string[]): void {
  if (tablePattern.test(table) && sysIds.every((sysId) => sysIdPattern.test(sysId))) return;
  throw failure('RequestInvalid', 'the plan of the request names no table or no sys_id');
}

/**
 * ServiceNow drops a condition that it does not understand and answers with what the rest finds (ServiceNow docs, Table
 * API, `sysparm_query`): one row too many, and none of the answer is believed.
 */
function verified(rows: Row[], ids: readonly string[], about: string): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const sysId = valueOf(row, 'sys_id');
    if (!ids.includes(sysId) || found.has(sysId)) throw notAsked(about);
    found.set(sysId, row);
  }
  return found;
}

const notAsked = (about: string) =>
  failure(
    'Unreadable',
    `ServiceNow, GET of ${about}: the answer holds a record that was not asked for`,
  );

function journalQuery(table: string, sysId: string, page: JournalPage): Record<string, string> {
  const since = page.since === undefined ? [] : [`sys_created_on>=${page.since}`];
  const containing = page.containing === undefined ? [] : [`valueLIKE${page.containing}`];
  const orderBy = page.newestFirst === true ? 'ORDERBYDESC' : 'ORDERBY';
  const conditions = [
    `element_id=${sysId}`,
    `name=${table}`,
    `elementIN${page.elements.join(',')}`,
    ...containing,
    ...since,
    `${orderBy}sys_created_on`,
    ...(page.steady === true ? [`${orderBy}sys_id`] : []),
  ];
  return {
    sysparm_query: conditions.join('^'),
    sysparm_fields: 'sys_id,element_id,element,value,sys_created_on,sys_created_by',
    sysparm_display_value: 'false',
    sysparm_limit: String(page.limit),
    sysparm_offset: String(page.offset ?? 0),
    ...listOnly,
  };
}

const isAsked = (page: JournalPage, element: string): boolean =>
  page.elements.some((asked) => asked === element);
