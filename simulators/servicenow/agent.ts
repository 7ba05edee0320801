// What IT service agents do to tickets, through the same business logic as every other write.
import type { Instance } from './instance.ts';
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
  const kin = (table: string) => instance.schema.chain(table).map(({ name }) => name);
  const classOf = (table: string, sysId: string) =>
    instance.store.find(table, sysId)?.['sys_class_name'] ?? table;
  function states(table: string, sysId: string): States {
    const known = kin(classOf(table, sysId)).find((name) => Object.hasOwn(statesByTable, name));
    return statesByTable[known ?? 'task'] ?? taskStates;
  }
  function set(table: string, sysId: string, user: string, fields: Write['fields']): Row {
    const written = updateRecord(instance, sysId, { table, user, fields });
    if (written.ok) return written.row;
    const { message, detail } = written.failure;
    throw new Error(`${table} ${sysId}: ${message}: ${detail ?? ''}`);
  }
  function closing(table: string, sysId: string, { done, notes, code }: Closing) {
    const own = classOf(table, sysId);
    const known = kin(own).find((name) => Object.hasOwn(closeCodes, name));
    const usual = closeCodes[known ?? '']?.[done ? 'done' : 'notDone'] ?? '';
    return { close_notes: notes, close_code: code ?? usual };
  }
  return {
    take: (table, sysId, agent) =>
      set(table, sysId, agent, {
        state: states(table, sysId).working,
        assigned_to: idOf(instance, agent),
      }),
    hold(table, sysId, agent, reason) {
      const state = states(table, sysId).onHold;
      const own = classOf(table, sysId);
      const reasons = instance.schema.choices(own, 'hold_reason');
      const known = reasons.find(({ value, label }) => value === reason || label === reason);
      if (known) return set(table, sysId, agent, { state, hold_reason: known.value });
      const first = reasons[0]?.value ?? '';
      return set(table, sysId, agent, { state, hold_reason: first, work_notes: reason });
    },
    work: (table, sysId, agent) =>
      set(table, sysId, agent, { state: states(table, sysId).working }),
    note: (table, sysId, agent, text, element = 'work_notes') =>
      set(table, sysId, agent, { [element]: text }),
    close(table, sysId, agent, how) {
      const { done, notDone } = states(table, sysId);
      const state = how.done ? done : notDone;
      return set(table, sysId, agent, { state, ...closing(table, sysId, how) });
    },
    resolve(table, sysId, agent, how) {
      if (!kin(classOf(table, sysId)).includes('incident')) {
        throw new Error(`${table} has no resolved state; close the ticket`);
      }
      return set(table, sysId, agent, { state: '6', ...closing(table, sysId, how) });
    },
    cancel: (table, sysId, agent, notes) =>
      set(table, sysId, agent, {
        state: states(table, sysId).cancelled,
        ...(notes !== undefined && { close_notes: notes }),
      }),
    reopen: (table, sysId, agent) =>
      set(table, sysId, agent, { state: states(table, sysId).working }),
    set,
  };
}

function idOf(instance: Instance, userName: string): string {
  const person = instance.store.rows('sys_user').find((row) => row['user_name'] === userName);
  if (person === undefined) throw new Error(`nobody has the user name ${userName}`);
  return person['sys_id'] ?? '';
}
