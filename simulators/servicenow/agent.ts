// What IT service agents do to tickets, through the same business logic as every other write.
import { stepsTo } from './change-model.ts';
import { type Instance, personOf } from './instance.ts';
import { type Write, updateRecord } from './records.ts';
import type { Row } from './table-schema.ts';

/** How an agent closes a ticket: done or not, in whose words. `code` is for tables with close codes. */
export interface Closing {
  done: boolean;
  notes: string;
  code?: string;
}

/**
 * Acts of agents. `agent` is a `user_name`. Each returns the record afterwards, or throws why it was refused. A change
 * request goes through every state on the way, one write each.
 */
export interface AgentActs {
  /** Takes the ticket and begins. */
  take(table: string, sysId: string, agent: string): Row;
  /** Puts it on hold. The reason is a hold reason of the table (value or label), else a work note; of a change a text. */
  hold(table: string, sysId: string, agent: string, reason: string): Row;
  /** Goes back to work; a change goes off hold. */
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
  working: string;
  onHold: string;
  done: string;
  notDone: string;
  cancelled: string;
}

const taskStates: States = {
  working: '2',
  onHold: '-5',
  done: '3',
  notDone: '4',
  cancelled: '7',
};

const statesByTable: Record<string, States> = {
  task: taskStates,
  incident: { working: '2', onHold: '3', done: '7', notDone: '7', cancelled: '8' },
  change_request: { working: '-1', onHold: '-1', done: '3', notDone: '3', cancelled: '4' },
};

const closeCodes: Record<string, { done: string; notDone: string }> = {
  incident: { done: 'Solution provided', notDone: 'No resolution provided' },
  change_request: { done: 'successful', notDone: 'unsuccessful' },
};

/** Which ticket, and who acts on it. */
type Act = [table: string, sysId: string, agent: string];

/** The acts of agents on one instance. */
export function createAgentActs(instance: Instance): AgentActs {
  const set = (act: Act, fields: Fields): Row => writeAs(instance, act, fields);
  const move = (act: Act, to: keyof States, fields: Fields = {}): Row =>
    moveTo(instance, act, statesOf(instance, act)[to], fields);
  const work = (...act: Act): Row => move(act, 'working', unheld(kinOf(instance, act)));
  return {
    work,
    reopen: work,
    set: (table, sysId, agent, fields) => set([table, sysId, agent], fields),
    take: (...act) => move(act, 'working', { assigned_to: idOf(instance, act[2]) }),
    hold: (table, sysId, agent, reason) => hold(instance, [table, sysId, agent], reason),
    note: (table, sysId, agent, text, to = 'work_notes') =>
      set([table, sysId, agent], { [to]: text }),
    close(table, sysId, agent, how) {
      const act: Act = [table, sysId, agent];
      return move(act, how.done ? 'done' : 'notDone', closingOf(kinOf(instance, act), how));
    },
    resolve(table, sysId, agent, how) {
      const kin = kinOf(instance, [table, sysId, agent]);
      if (!kin.includes('incident')) {
        throw new Error(`${table} has no resolved state; close the ticket`);
      }
      return set([table, sysId, agent], { state: '6', ...closingOf(kin, how) });
    },
    cancel: (table, sysId, agent, notes) =>
      move([table, sysId, agent], 'cancelled', { ...(notes && { close_notes: notes }) }),
  };
}

/** Leads a ticket to a state; the fields are written with the last step. */
function moveTo(instance: Instance, act: Act, state: string, fields: Fields): Row {
  const [table, sysId] = act;
  const isChange = kinOf(instance, act).includes('change_request');
  const steps = isChange ? stepsTo(instance.store.find(table, sysId) ?? {}, state) : [];
  for (const step of steps.slice(0, -1)) writeAs(instance, act, { state: step });
  return writeAs(instance, act, { state, ...fields });
}

/** A change is held in whatever state it is, by a column of its own. */
function hold(instance: Instance, act: Act, reason: string): Row {
  const kin = kinOf(instance, act);
  if (kin.includes('change_request')) {
    return writeAs(instance, act, { on_hold: 'true', on_hold_reason: reason });
  }
  const { onHold } = statesOf(instance, act);
  return moveTo(instance, act, onHold, holdOf(instance, kin[0] ?? act[0], reason));
}

const unheld = (kin: readonly string[]): Fields =>
  kin.includes('change_request') ? { on_hold: 'false', on_hold_reason: '' } : {};

const statesOf = (instance: Instance, act: Act): States =>
  ofKin(kinOf(instance, act), statesByTable) ?? taskStates;

type Fields = Write['fields'];

function writeAs(instance: Instance, [table, sysId, user]: Act, fields: Fields): Row {
  idOf(instance, user);
  const written = updateRecord(instance, sysId, { table, user, fields });
  if (written.ok) return written.row;
  const { message, detail } = written.failure;
  throw new Error(`${table} ${sysId}: ${message}: ${detail ?? ''}`);
}

/** The table of a record and those that it extends, nearest first. */
function kinOf(instance: Instance, [table, sysId]: Act): string[] {
  const own = instance.store.find(table, sysId)?.['sys_class_name'] ?? table;
  return instance.schema.chain(own).map(({ name }) => name);
}

function ofKin<T>(kin: readonly string[], byTable: Record<string, T>): T | undefined {
  return byTable[kin.find((name) => Object.hasOwn(byTable, name)) ?? ''];
}

function closingOf(kin: readonly string[], { done, notes, code }: Closing): Fields {
  const usual = ofKin(kin, closeCodes)?.[done ? 'done' : 'notDone'];
  return { close_notes: notes, close_code: code ?? usual ?? '' };
}

/** A reason that is none of the table's own is written as a work note. */
function holdOf(instance: Instance, table: string, reason: string): Fields {
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
