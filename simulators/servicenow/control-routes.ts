// The control API: what tests and demos in other processes do to the simulator. Loopback only, no auth.
import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { answerError, readBody } from '../control-http.ts';
import type { ServerEnv } from '../listen.ts';
import {
  field,
  isBoolean,
  isMapOf,
  isNumber,
  isOneOf,
  isRecord,
  isString,
  optional,
} from '../shape.ts';
import type { AgentActs } from './agent.ts';
import { type Faults, readFault } from './api-faults.ts';
import type { Credentials } from './auth.ts';
import type { AuditEntry, Calls } from './call-log.ts';
import type { JournalEntry } from './journal-entries.ts';
import type { Switches } from './switches.ts';
import type { Choice, Row } from './table-schema.ts';

/** What can be done to a simulator, wherever it listens. */
export interface Controlled {
  faults: Faults;
  clock: Clock;
  agent: AgentActs;
  switches: Switches;
  credentials: Credentials;
  /** Every request that wrote or wanted to, in order of arrival. */
  audit(): AuditEntry[];
  calls(): Calls;
  resetCalls(): void;
  /** The records of a table and of those that extend it, raw. */
  table(name: string): Row[];
  record(table: string, sysId: string): Row | undefined;
  /** The journal of one record, or of all, oldest first. */
  journal(sysId?: string): JournalEntry[];
  /** Adds a choice, such as a state that only this customer has. */
  addChoice(table: string, column: string, choice: Choice): void;
}

/** Adds `/simulator/...`. */
export function addControlRoutes(app: Hono<ServerEnv>, simulator: Controlled): void {
  const routes = new Hono<ServerEnv>();
  routes.onError(answerError);
  addReadings(routes, simulator);
  addFaults(routes, simulator);
  routes.post('/clock', async (c) => {
    const body = await readBody(c);
    const { set } = optional(body, 'set', isTime, 'an ISO 8601 time or milliseconds');
    const { advance } = optional(body, 'advance', isNumber, 'milliseconds');
    if (set !== undefined) simulator.clock.set(set);
    if (advance !== undefined) simulator.clock.advance(advance);
    return c.json({ now: new Date(simulator.clock.now()).toISOString() });
  });
  routes.post('/agent', async (c) => c.json(act(simulator.agent, await readBody(c))));
  routes.post('/switches', async (c) => {
    applySwitches(simulator.switches, await readBody(c));
    return c.json(simulator.switches.state());
  });
  routes.post('/choices', async (c) => {
    const body = await readBody(c);
    const { closed = false } = optional(body, 'closed', isBoolean, 'true or false');
    const [value, label] = [text(body, 'value'), text(body, 'label')];
    const choice = { value, label, ...(closed && { closed: true as const }) };
    simulator.addChoice(text(body, 'table'), text(body, 'column'), choice);
    return c.json({ added: value });
  });
  routes.post('/credentials', async (c) => {
    const body = await readBody(c);
    if (isRecord(body) && body['expireTokens'] === true) simulator.credentials.expireTokens();
    const { user } = optional(body, 'user', isString, 'a user name');
    if (user !== undefined) simulator.credentials.setPassword(user, text(body, 'password'));
    const { client } = optional(body, 'client', isString, 'a client id');
    if (client !== undefined) simulator.credentials.setClientSecret(client, text(body, 'secret'));
    return c.json({ done: true });
  });
  app.route('/simulator', routes);
}

function addReadings(routes: Hono<ServerEnv>, simulator: Controlled): void {
  routes.get('/audit', (c) => c.json(simulator.audit()));
  routes.get('/calls', (c) => c.json(simulator.calls()));
  routes.delete('/calls', (c) => {
    simulator.resetCalls();
    return c.json(simulator.calls());
  });
  routes.get('/tables/:table', (c) => c.json(simulator.table(c.req.param('table'))));
  routes.get('/journal', (c) => c.json(simulator.journal()));
  routes.get('/journal/:sysId', (c) => c.json(simulator.journal(c.req.param('sysId'))));
  routes.get('/switches', (c) => c.json(simulator.switches.state()));
  routes.get('/clock', (c) => c.json({ now: new Date(simulator.clock.now()).toISOString() }));
}

function addFaults(routes: Hono<ServerEnv>, { faults }: Controlled): void {
  routes.get('/faults', (c) => c.json({ faults: faults.list(), counts: faults.counts() }));
  routes.post('/faults', async (c) => c.json({ id: faults.add(readFault(await readBody(c))) }));
  routes.delete('/faults/:id?', (c) => {
    faults.clear(c.req.param('id'));
    return c.json({ faults: faults.list(), counts: faults.counts() });
  });
}

const acts = [
  'take',
  'hold',
  'work',
  'note',
  'close',
  'resolve',
  'cancel',
  'reopen',
  'set',
] as const;

function act(agent: AgentActs, body: unknown): Row {
  const name = field(body, 'act', isOneOf(...acts), `one of ${acts.join(', ')}`);
  const who = [text(body, 'table'), text(body, 'sys_id'), text(body, 'agent')] as const;
  switch (name) {
    case 'take':
    case 'work':
    case 'reopen':
      return agent[name](...who);
    case 'hold':
      return agent.hold(...who, text(body, 'reason'));
    case 'note': {
      const element = isOneOf('comments', 'work_notes');
      const written = optional(body, 'element', element, 'comments or work_notes');
      return agent.note(...who, text(body, 'text'), written.element);
    }
    case 'close':
    case 'resolve':
      return agent[name](...who, {
        done: field(body, 'done', isBoolean, 'true or false'),
        notes: text(body, 'notes'),
        ...optional(body, 'code', isString, 'a text'),
      });
    case 'cancel':
      return agent.cancel(...who, optional(body, 'notes', isString, 'a text').notes);
    case 'set':
      return agent.set(...who, field(body, 'fields', isMapOf(isString), 'texts by column'));
  }
}

/** Each key is a switch: a value turns it on, and `off: true` beside it turns it off again. */
function applySwitches(switches: Switches, body: unknown): void {
  const { off = false } = optional(body, 'off', isBoolean, 'true or false');
  const hiding = isOneOf('nothing', 'rows', 'everything');
  const found = {
    ...optional(body, 'hideJournal', hiding, 'nothing, rows or everything'),
    ...optional(body, 'hide', isString, 'a sys_id'),
    ...optional(body, 'ignoreField', isString, 'table.column'),
    ...optional(body, 'denyRead', isString, 'a table'),
    ...optional(body, 'denyInsert', isString, 'a table'),
    ...optional(body, 'denyUpdate', isString, 'a table'),
    ...optional(body, 'invalidQueryReturnsNoRows', isBoolean, 'true or false'),
  };
  if (found.hideJournal !== undefined) switches.hideJournal(found.hideJournal);
  if (found.hide !== undefined) switches.hide(found.hide, !off);
  const [table = '', column = ''] = found.ignoreField?.split('.') ?? [];
  if (table !== '') switches.ignoreField(table, column, !off);
  if (found.denyRead !== undefined) switches.denyRead(found.denyRead, !off);
  if (found.denyInsert !== undefined) switches.denyInsert(found.denyInsert, !off);
  if (found.denyUpdate !== undefined) switches.denyUpdate(found.denyUpdate, !off);
  const noRows = found.invalidQueryReturnsNoRows;
  if (noRows !== undefined) switches.invalidQueryReturnsNoRows(noRows);
}

function text(body: unknown, key: string): string {
  return field(body, key, isString, 'a text');
}

function isTime(value: unknown): value is string | number {
  return isString(value) || isNumber(value);
}
