// A request to the Table API, taken apart: version, table, record, parameters, and what it sends.
import { unreadable, unsupportedMedia, type Failure } from './refusals.ts';
import type { Operation } from './call-log.ts';
import { maximumBody } from '../listen.ts';
import { isRecord } from '../shape.ts';

/** What is asked of the Table API, without its body. */
export interface TableRequest {
  method: string;
  operation: Operation;
  version: string;
  table: string;
  /** Empty for the table itself. */
  sysId: string;
  parameters: URLSearchParams;
  headers: Headers;
  url: string;
}

/** Takes a request apart; undefined when its path is none of the Table API. */
export function readRequest(request: Request): TableRequest | undefined {
  const url = new URL(request.url);
  const path = /^\/api\/now\/(?:(v[12])\/)?table\/([^/]+)(?:\/([^/]+))?\/?$/.exec(url.pathname);
  if (path === null) return undefined;
  const [, version = '', table = '', sysId = ''] = path;
  const method = request.headers.get('x-http-method-override') ?? request.method;
  return {
    method,
    operation: operationOf(method),
    version,
    table: decodeURIComponent(table),
    sysId: decodeURIComponent(sysId),
    parameters: url.searchParams,
    headers: request.headers,
    url: request.url,
  };
}

function operationOf(method: string): Operation {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
    case 'PATCH':
      return 'update';
    case 'DELETE':
      return 'delete';
    default:
      return 'read';
  }
}

/**
 * The body as texts by name, or why it cannot be read: undefined is one that is too long. Of several records only the
 * first counts.
 */
export function readFields(
  headers: Headers,
  body: string | undefined,
): { ok: true; fields: Record<string, string> } | { ok: false; failure: Failure } {
  const contentType = headers.get('content-type');
  if (contentType === null) return { ok: false, failure: unreadable('Content-Type is required') };
  if (!/^application\/json\b/i.test(contentType)) return { ok: false, failure: unsupportedMedia };
  if (body === undefined) return { ok: false, failure: tooLarge(headers.get('content-length')) };
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    if (!isRecord(first))
      return { ok: false, failure: unreadable('The payload is not valid JSON') };
    return { ok: true, fields: texts(first) };
  } catch {
    return { ok: false, failure: unreadable('The payload is not valid JSON') };
  }
}

/** Of a body that is sent in chunks, an assumption after one whose length is said. */
const tooLarge = (size: string | null): Failure =>
  unreadable(
    `Rejected large REST payload with content-length = ${size ?? -1} bytes. Max allowed: ${maximumBody} bytes.`,
  );

function texts(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]): [string, string] => [name, textOf(value)]),
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  // A reference may be sent as it was received.
  if (isRecord(value)) return textOf(value['value']);
  return JSON.stringify(value);
}
