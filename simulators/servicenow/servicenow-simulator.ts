// The ServiceNow simulator: a real HTTP server, with its state in memory and faults on command.
import { Hono } from 'hono';
import { answerBroken } from '../control-http.ts';
import { listen, type ListenOptions, type ServerEnv } from '../listen.ts';
import { createAgentActs } from './agent.ts';
import { createServiceNowFaults } from './api-faults.ts';
import { addApiRoutes, type ApiParts } from './api-routes.ts';
import { createAuth } from './auth.ts';
import { createAudit } from './call-log.ts';
import { addControlRoutes, type Controlled } from './control-routes.ts';
import { createInstance } from './instance.ts';
import { journalOf } from './journal-entries.ts';
import { addPageRoutes } from './pages.ts';
import type { CustomTable } from './table-schema.ts';

/** How to start; everything has a default. */
export interface ServiceNowOptions extends ListenOptions {
  /** Basic accounts: user to password. The default is `orchestrator` with the password `orchestrator`. */
  users?: Record<string, string>;
  /** OAuth clients: id to secret; they act as the first of `users`. */
  oauthClients?: Record<string, string>;
  /** Seconds that a token lives; 1800 unless said otherwise. */
  tokenLifetime?: number;
  /** Seeds the sys_ids and the faults. The default is 1. */
  seed?: number;
  /** The transaction quota in milliseconds: a write that takes longer never happens. Default 60000. */
  quota?: number;
  /** Task tables beside the base system's and `u_access_task`. */
  tables?: readonly CustomTable[];
  /** The time zone of display values. The default is America/Los_Angeles. */
  timeZone?: string;
  /** The address in links and `Location`, when it is not the one that is listened on. */
  instanceUrl?: string;
  /** `glide.invalid_query.returns_no_rows`; false by default. */
  invalidQueryReturnsNoRows?: boolean;
}

/** A running simulator, and everything that can be done to it from the same process. */
export interface ServiceNowSimulator extends Controlled {
  url: string;
  port: number;
  /** Ends at once; what still waits to be committed never is. */
  close(): Promise<void>;
}

/** Starts the simulator. @throws PortUnusable, HostUnusable */
export async function startServiceNow(
  options: ServiceNowOptions = {},
): Promise<ServiceNowSimulator> {
  const { users = { orchestrator: 'orchestrator' }, seed = 1, quota = 60_000 } = options;
  const { oauthClients = {}, tokenLifetime = 1800 } = options;
  const instance = createInstance({
    seed,
    timeZone: options.timeZone ?? 'America/Los_Angeles',
    tables: options.tables ?? [],
    invalidQueryReturnsNoRows: options.invalidQueryReturnsNoRows ?? false,
    accounts: Object.keys(users),
  });
  const closing = new AbortController();
  let url = options.instanceUrl ?? '';
  const parts = {
    instance,
    auth: createAuth({ users, oauthClients, tokenLifetime, seed }, instance.clock),
    faults: createServiceNowFaults(seed),
    audit: createAudit(instance.clock),
    quota,
    url: () => url,
    closing: closing.signal,
  };
  const control = controlOf(parts);
  const server = await listen(routesOf(parts, control).fetch, options);
  url ||= server.url;
  async function close(): Promise<void> {
    closing.abort();
    await server.close();
  }
  return { ...control, url: server.url, port: server.port, close };
}

function controlOf({ instance, auth, faults, audit }: ApiParts): Controlled {
  return {
    faults,
    clock: instance.clock,
    agent: createAgentActs(instance),
    switches: instance.switches,
    credentials: auth,
    audit: () => audit.entries(),
    calls: () => audit.calls(),
    resetCalls: () => audit.resetCalls(),
    table: (name) => instance.store.rows(name).map((row) => ({ ...row })),
    record: (table, sysId) => instance.store.find(table, sysId),
    journal: (sysId) => journalOf(instance, sysId),
    addChoice: (table, column, choice) => instance.schema.addChoice(table, column, choice),
  };
}

function routesOf(parts: ApiParts, control: Controlled): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.onError(answerBroken);
  addApiRoutes(app, parts);
  addControlRoutes(app, control);
  addPageRoutes(app, parts.instance, control.agent);
  return app;
}
