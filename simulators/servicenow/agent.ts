// What IT service agents do to tickets, through the same business logic as every other write.
import { type Instance, personOf } from './instance.ts';
import { type Write, updateRecord } from './records.ts';
import type { Row } from './store.ts';

/** How an agent closes a ticket: done or not, in whose words. `code` is for tables with close codes. */
export interface Closing {
  done: boolean;
  notes: string;
  code?: string;
}

/** Acts of agents. `agent` is a `user_name`. Each returns the record afterwards, or throws why it was refused. */
export interface AgentActs {
  /** Takes the ticket and begins. */
  take(table: string, sysId: string, agent: string): Row;
  /** Puts it on hold. The reason is a hold reason of the table (value or label), else a work note. */
  hold(table: string, sysId: string, agent: string, reason: string): Row;
  /** Goes back to work. */
  work(table: string, sysId: string, agent: string): Row;
  note(
    table: string,
    sysId: string,
    agent: string,
    text: string,
    element?: 'comments' | 'work_notes',
  ): Row;
  /** Closes it as done or not done. */
  close(table: string, sysId: string, agent: string, closing: Closing): Row;
  /** Incidents only: resolves it, which is not yet closed. */
  resolve(table: string, sysId: string, agent: string, closing: Closing): Row;
  cancel(table: string, sysId: string, agent: string, notes?: string): Row;
  reopen(table: string, sysId: string, agent: string): Row;
  /** Writes any columns, also a state that no other act sets. */
  set(table: string, sysId: string, agent: string, fields: Record<string, string>): Row;
}

/** Which state each act leads to. */
interface States {
  open: string;
  working: string;
  onHold: string;
  done: string;
  notDone: string;
  cancelled: string;
}

const taskStates: States = {
  open: '1',
  working: '2',
  onHold: '-5',
  done: '3',
  notDone: '4',
  cancelled: '7',
};

const statesByTable: Record<string, States> = {
  task: taskStates,
  incident: { open: '1', working: '2', onHold: '3', done: '7', notDone: '7', cancelled: '8' },
  change_request: {
    open: '-5',
    working: '-1',
    onHold: '-1',
    done: '3',
    notDone: '3',
    cancelled: '4',
  },
};

const closeCodes: Record<string, { done: string; notDone: string }> = {
  incident: { done: 'Solution provided', notDone: 'No resolution provided' },
  change_request: { done: 'successful', notDone: 'unsuccessful' },
};

/** The acts of agents on one instance. */
export function createAgentActs(instance: Instance): AgentActs {
  const set: AgentActs['set'] = (table, sysId, agent, fields) =>
    writeAs(instance, { table, user: agent, fields }, sysId);
  const states = (table: string, sysId: string) =>
    ofKin(kinOf(instance, table, sysId), statesByTable) ?? taskStates;
  const work: AgentActs['work'] = (table, sysId, agent) =>
    set(table, sysId, agent, { state: states(table, sysId).working });
  const end = (table: string, sysId: string, agent: string, state: string, how: Closing) =>
    set(table, sysId, agent, { state, ...closingOf(kinOf(instance, table, sysId), how) });
  return {
    set,
    work,
    reopen: work,
    take: (table, sysId, agent) =>
      set(table, sysId, agent, {
        state: states(table, sysId).working,
        assigned_to: idOf(instance, agent),
      }),
    hold: (table, sysId, agent, reason) =>
      set(table, sysId, agent, {
        state: states(table, sysId).onHold,
        ...holdOf(instance, kinOf(instance, table, sysId)[0] ?? table, reason),
      }),
    note: (table, sysId, agent, text, to = 'work_notes') =>
      set(table, sysId, agent, { [to]: text }),
    close: (table, sysId, agent, how) =>
      end(table, sysId, agent, states(table, sysId)[how.done ? 'done' : 'notDone'], how),
    resolve(table, sysId, agent, how) {
      if (kinOf(instance, table, sysId).includes('incident')) {
        return end(table, sysId, agent, '6', how);
      }
      throw new Error(`${table} has no resolved state; close the ticket`);
    },
    cancel: (table, sysId, agent, notes) =>
      set(table, sysId, agent, {
        state: states(table, sysId).cancelled,
        ...(notes && { close_notes: notes }),
      }),
  };
}

function writeAs(instance: Instance, write: Write, sysId: string): Row {
  idOf(instance, write.user);
  const written = updateRecord(instance, sysId, write);
  if (written.ok) return written.row;
  const { message, detail } = written.failure;
  throw new Error(`${write.table} ${sysId}: ${message}: ${detail ?? ''}`);
}

/** The table of a record and those that it extends, nearest first. */
function kinOf(instance: Instance, table: string, sysId: string): string[] {
  const own = instance.store.find(table, sysId)?.['sys_class_name'] ?? table;
  return instance.schema.chain(own).map(({ name }) => name);
}

function ofKin<T>(kin: readonly string[], byTable: Record<string, T>): T | undefined {
  return byTable[kin.find((name) => Object.hasOwn(byTable, name)) ?? ''];
}

function closingOf(kin: readonly string[], { done, notes, code }: Closing): Write['fields'] {
  const usual = ofKin(kin, closeCodes)?.[done ? 'done' : 'notDone'];
  return { close_notes: notes, close_code: code ?? usual ?? '' };
}

/** A reason that is none of the table's own is written as a work note. */
function holdOf(instance: Instance, table: string, reason: string): Write['fields'] {
  const reasons = instance.schema.choices(table, 'hold_reason');
  const known = reasons.find(({ value, label }) => value === reason || label === reason);
  if (known) return { hold_reason: known.value };
  return { hold_reason: reasons[0]?.value ?? '', work_notes: reason };
}

function idOf(instance: Instance, userName: string): string {
  const person = personOf(instance, userName);
  if (person === undefined) throw new Error(`nobody has the user name ${userName}`);
  return person['sys_id'] ?? '';
}
