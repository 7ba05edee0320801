// The HTTP side of the API: who calls, which faults are met, what is audited.
import type { Context, Hono } from 'hono';
import type { DrawnFaults } from '../fault-book.ts';
import { bodyOf, type ServerEnv } from '../listen.ts';
import type { AuditEntry, AuditLog } from './call-log.ts';
import type { Authentication } from './auth.ts';
import { noResource, notAuthenticated } from './refusals.ts';
import type { Fault, Struck } from './api-faults.ts';
import type { Instance } from './instance.ts';
import { readFields, readRequest, type TableRequest } from './table-request.ts';
import { answer, refuse, type Reply } from './table-answers.ts';
import { respond, throughWeather, type Transaction } from './weather.ts';

/** What the routes need. */
export interface ApiParts {
  instance: Instance;
  auth: Authentication;
  faults: DrawnFaults<Fault, Struck>;
  audit: AuditLog;
  quota: number;
  /** The instance's own address, known once it listens. */
  url(): string;
  closing: AbortSignal;
}

/** Adds the Table API and the token endpoint. */
export function addApiRoutes(app: Hono<ServerEnv>, parts: ApiParts): void {
  app.post('/oauth_token.do', (c) => serveToken(c, parts));
  app.all('/api/*', (c) => {
    const request = readRequest(c.req.raw);
    return request === undefined ? respond(refuse(noResource)) : serveTable(c, request, parts);
  });
}

async function serveTable(
  c: Context<ServerEnv>,
  request: TableRequest,
  parts: ApiParts,
): Promise<Response> {
  const { auth, audit, faults, quota, closing } = parts;
  // Drawn, counted and authenticated before anything is awaited: in the order of arrival.
  const met = faults.draw(request);
  const leave = audit.arrive(request.operation, request.table);
  const user = auth.userOf(c.req.header('authorization'));
  try {
    const writes = request.operation === 'create' || request.operation === 'update';
    const read = writes
      ? readFields(request.headers, await bodyOf(c))
      : { ok: true as const, fields: {} };
    const entry = noteWrite(request, user, read.ok ? read.fields : {}, met, audit);
    const transaction: Transaction = {
      table: request.table,
      quota,
      closing,
      perform(): Reply {
        if (user === undefined) return refuse(notAuthenticated);
        if (!read.ok) return refuse(read.failure);
        const { fields } = read;
        return answer(parts.instance, { request, user, fields, url: parts.url() });
      },
      note(reply) {
        if (entry !== undefined) audit.settle(entry, reply);
      },
    };
    return await throughWeather(c, met, transaction);
  } finally {
    leave();
  }
}

function noteWrite(
  { method, operation, table, sysId }: TableRequest,
  user: string | undefined,
  fields: Record<string, string>,
  met: readonly Fault[],
  audit: AuditLog,
): AuditEntry | undefined {
  if (operation === 'read') return undefined;
  return audit.write({
    method,
    operation,
    table,
    sysId: operation === 'create' ? (fields['sys_id'] ?? '') : sysId,
    user: user ?? '',
    fields,
    ...(met.length > 0 && { fault: met.map(({ kind }) => kind).join(',') }),
  });
}

async function serveToken(c: Context<ServerEnv>, parts: ApiParts): Promise<Response> {
  const { audit, auth, faults, quota, closing } = parts;
  const met = faults.draw({ method: 'POST', operation: 'token', table: '' });
  audit.arrive('token', '');
  const body = (await bodyOf(c)) ?? '';
  return throughWeather(c, met, {
    table: '',
    quota,
    closing,
    perform: () => ({ ...auth.token(c.req.header('content-type'), body), committed: false }),
    note: () => undefined,
  });
}
