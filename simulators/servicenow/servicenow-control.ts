// The control API from another process: the same acts as in-process, each a promise.
import { ask, isAdded, isAnything, isFaultAnswer } from '../control-http.ts';
import type { FaultCounts } from '../fault-book.ts';
import {
  type Guard,
  isBoolean,
  isListOf,
  isMapOf,
  isNumber,
  isRecord,
  isString,
} from '../shape.ts';
import type { Closing } from './agent.ts';
import type { AuditEntry, Calls } from './call-log.ts';
import type { Fault } from './api-faults.ts';
import type { JournalEntry } from './journal-entries.ts';
import type { Choice, Row } from './table-schema.ts';
import type { JournalHiding } from './switches.ts';

/** One act of an agent, as the control API takes it. */
export type AgentAct = { table: string; sys_id: string; agent: string } & (
  | { act: 'take' | 'work' | 'reopen' }
  | { act: 'hold'; reason: string }
  | { act: 'note'; text: string; element?: 'comments' | 'work_notes' }
  | ({ act: 'close' | 'resolve' } & Closing)
  | { act: 'cancel'; notes?: string }
  | { act: 'set'; fields: Record<string, string> }
);

/** Switches to turn on, or with `off: true` to turn off again. `ignoreField` is `table.column`. */
export interface SwitchChange {
  off?: boolean;
  hideJournal?: JournalHiding;
  hide?: string;
  ignoreField?: string;
  denyRead?: string;
  denyInsert?: string;
  denyUpdate?: string;
  invalidQueryReturnsNoRows?: boolean;
}

/** A simulator in another process. */
export interface ServiceNowControl {
  audit(): Promise<AuditEntry[]>;
  calls(): Promise<Calls>;
  resetCalls(): Promise<void>;
  table(name: string): Promise<Row[]>;
  journal(sysId?: string): Promise<JournalEntry[]>;
  addFault(fault: Fault): Promise<string>;
  clearFaults(id?: string): Promise<void>;
  faultCounts(): Promise<FaultCounts>;
  setClock(time: string | number): Promise<void>;
  advanceClock(milliseconds: number): Promise<void>;
  act(act: AgentAct): Promise<Row>;
  switch(change: SwitchChange): Promise<void>;
  addChoice(table: string, column: string, choice: Choice): Promise<void>;
  expireTokens(): Promise<void>;
  setPassword(user: string, password: string): Promise<void>;
}

/** Connects to a simulator by its address. Nothing is asked until something is. */
export function connectControl(url: string): ServiceNowControl {
  const base = `${url.replace(/\/$/, '')}/simulator`;
  const read = <T>(path: string, guard: Guard<T>) => ask(`${base}${path}`, 'GET', guard);
  const tell = async (path: string, body: unknown): Promise<void> => {
    await ask(`${base}${path}`, 'POST', isAnything, body);
  };
  const drop = async (path: string): Promise<void> => {
    await ask(`${base}${path}`, 'DELETE', isAnything);
  };
  return {
    audit: () => read('/audit', isListOf(isAuditEntry)),
    calls: () => read('/calls', isCalls),
    resetCalls: () => drop('/calls'),
    table: (name) => read(`/tables/${name}`, isListOf(isMapOf(isString))),
    journal: (sysId = '') => read(`/journal${sysId && `/${sysId}`}`, isListOf(isJournalEntry)),
    async addFault(fault) {
      return (await ask(`${base}/faults`, 'POST', isAdded, fault)).id;
    },
    clearFaults: (id = '') => drop(`/faults${id && `/${id}`}`),
    async faultCounts() {
      return (await read('/faults', isFaultAnswer)).counts;
    },
    setClock: (set) => tell('/clock', { set }),
    advanceClock: (advance) => tell('/clock', { advance }),
    act: (act) => ask(`${base}/agent`, 'POST', isMapOf(isString), act),
    switch: (change) => tell('/switches', change),
    addChoice: (table, column, choice) => tell('/choices', { table, column, ...choice }),
    expireTokens: () => tell('/credentials', { expireTokens: true }),
    setPassword: (user, password) => tell('/credentials', { user, password }),
  };
}

function isAuditEntry(value: unknown): value is AuditEntry {
  return (
    isRecord(value) &&
    [value['at'], value['method'], value['table'], value['sysId'], value['user']].every(isString) &&
    isNumber(value['seq']) &&
    isBoolean(value['committed']) &&
    isMapOf(isString)(value['fields'])
  );
}

function isCalls(value: unknown): value is Calls {
  const counts = ['reads', 'creates', 'updates', 'deletes', 'tokens', 'peakConcurrency'];
  return isRecord(value) && counts.every((name) => isNumber(value[name]));
}

function isJournalEntry(value: unknown): value is JournalEntry {
  const texts = ['sysId', 'table', 'elementId', 'element', 'text', 'at', 'by'];
  return isRecord(value) && texts.every((name) => isString(value[name]));
}
