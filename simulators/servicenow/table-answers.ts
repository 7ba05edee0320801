// The Table API: one request in, one answer out, at one moment. No network, no waiting.
import {
  deniedByAcl,
  type Failure,
  failureBody,
  invalidTable,
  methodNotAllowed,
  noRecord,
  noRightToRead,
  notAcceptable,
  unreadable,
} from './refusals.ts';
import { UnknownScript } from './conditions.ts';
import type { Instance } from './instance.ts';
import { listRecords } from './list-reading.ts';
import { insertRecord, removeRecord, updateRecord, type Write, type Written } from './records.ts';
import { type Reading, render } from './render.ts';
import type { TableRequest } from './table-request.ts';
import type { Row } from './table-schema.ts';

/** An answer. `committed` tells whether the database took a write; `sysId` names its record. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  committed: boolean;
  sysId?: string;
}

/** Who asks, from which instance, with what. */
export interface Asked {
  request: TableRequest;
  user: string;
  fields: Record<string, string>;
  /** The instance's own address. */
  url: string;
}

/** Answers one authenticated request. */
export function answer(instance: Instance, asked: Asked): Reply {
  const { request } = asked;
  if (instance.schema.table(request.table) === undefined) {
    return refuse(invalidTable(request.table));
  }
  if (!acceptsJson(request.headers.get('accept'))) return refuse(notAcceptable);
  switch (request.operation) {
    case 'read':
      return request.method === 'GET' || request.method === 'HEAD'
        ? read(instance, asked)
        : refuse(methodNotAllowed);
    case 'create':
      return request.sysId === '' ? create(instance, asked) : refuse(methodNotAllowed);
    case 'update':
      return request.sysId === '' ? refuse(methodNotAllowed) : update(instance, asked);
    case 'delete':
      return request.sysId === '' ? refuse(methodNotAllowed) : remove(instance, asked);
    case 'token':
      return refuse(methodNotAllowed);
  }
}

/** The answer that refuses. */
export function refuse(failure: Failure, headers: Record<string, string> = {}): Reply {
  return { status: failure.status, body: failureBody(failure), headers, committed: false };
}

function read(instance: Instance, asked: Asked): Reply {
  const { request, url } = asked;
  const { table, sysId } = request;
  const reading = readingOf(request, url);
  if (!instance.switches.mayRead(table)) return refuse(noRightToRead);
  if (sysId !== '') {
    const row = visible(instance, table, sysId);
    if (row === undefined) return refuse(noRecord);
    return {
      status: 200,
      body: { result: render(instance, table, row, reading) },
      committed: false,
    };
  }
  try {
    const { rows, headers } = listRecords(instance, request, url);
    if (rows.length === 0 && request.version === 'v1') return refuse(noRecord, headers);
    const result = rows.map((row) => render(instance, table, row, reading));
    return { status: 200, body: { result }, headers, committed: false };
  } catch (error) {
    if (error instanceof UnknownScript) return refuse(unreadable(error.message));
    throw error;
  }
}

function create(instance: Instance, asked: Asked): Reply {
  const { table } = asked.request;
  const closed = instance.schema.table(table)?.readOnly === true;
  if (closed || !instance.switches.mayInsert(table)) return refuse(deniedByAcl('Insert'));
  const written = insertRecord(instance, writeOf(asked));
  return replyTo(instance, asked, written, 201);
}

function update(instance: Instance, asked: Asked): Reply {
  const { table, sysId } = asked.request;
  if (visible(instance, table, sysId) === undefined) return refuse(noRecord);
  const closed = instance.schema.table(table)?.readOnly === true;
  if (closed || !instance.switches.mayUpdate(table)) return refuse(deniedByAcl('Update'));
  return replyTo(instance, asked, updateRecord(instance, sysId, writeOf(asked)), 200);
}

function remove(instance: Instance, asked: Asked): Reply {
  const { table, sysId } = asked.request;
  if (visible(instance, table, sysId) === undefined) return refuse(noRecord);
  const closed = instance.schema.table(table)?.readOnly === true;
  if (closed || !instance.switches.mayUpdate(table)) return refuse(deniedByAcl('Delete'));
  const failure = removeRecord(instance, table, sysId);
  return failure === undefined ? { status: 204, committed: true, sysId } : refuse(failure);
}

function replyTo(instance: Instance, asked: Asked, written: Written, status: number): Reply {
  if (!written.ok) return refuse(written.failure);
  const { request, url } = asked;
  const sysId = written.row['sys_id'] ?? '';
  const location = `${url}/api/now/table/${request.table}/${sysId}`;
  const silent = request.headers.get('x-no-response-body') === 'true';
  const result = render(instance, request.table, written.row, readingOf(request, url));
  return {
    status,
    ...(!silent && { body: { result } }),
    ...(status === 201 && { headers: { location } }),
    committed: true,
    sysId,
  };
}

/** A record that the caller may see: hidden ones look as if they were not there. */
function visible(instance: Instance, table: string, sysId: string): Row | undefined {
  if (instance.switches.isHidden(sysId)) return undefined;
  const hidden = table === 'sys_journal_field' && instance.switches.journal() !== 'nothing';
  return hidden ? undefined : instance.store.find(table, sysId);
}

function writeOf({ request, user, fields }: Asked): Write {
  const display = request.parameters.get('sysparm_input_display_value') === 'true';
  return { table: request.table, user, fields, display };
}

function readingOf({ parameters }: TableRequest, url: string): Reading {
  const fields = parameters.get('sysparm_fields') ?? '';
  const display = parameters.get('sysparm_display_value');
  return {
    ...(fields !== '' && { fields: fields.split(',').map((name) => name.trim()) }),
    display: display === 'true' || display === 'all' ? display : 'false',
    excludeLinks: parameters.get('sysparm_exclude_reference_link') === 'true',
    url,
  };
}

function acceptsJson(accept: string | null): boolean {
  return accept === null || /application\/json|application\/\*|\*\/\*/i.test(accept);
}
