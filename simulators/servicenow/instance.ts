// One instance: everything that its business logic and its API look at.
import { createClock, type Clock } from '../clock.ts';
import {
  type CustomTable,
  type Row,
  type Schema,
  createSchema,
  customTable,
} from './table-schema.ts';
import { createStore, type Store } from './store.ts';
import { createSwitches, type SwitchReader, type Switches } from './switches.ts';
import { firstRecords, systemTables } from './system-tables.ts';
import { accessTask, taskTables } from './tables.ts';
import { toValue } from './date-formats.ts';

/** An instance without its HTTP side. */
export interface Instance {
  schema: Schema;
  store: Store;
  clock: Clock;
  switches: Switches & SwitchReader;
  /** The zone of display values. */
  timeZone: string;
}

/** What differs from instance to instance. */
export interface InstanceOptions {
  seed: number;
  timeZone: string;
  tables: readonly CustomTable[];
  invalidQueryReturnsNoRows: boolean;
  /** The user names of API accounts. */
  accounts: readonly string[];
}

/** An instance with the first people and groups in it. */
export function createInstance(options: InstanceOptions): Instance {
  const custom = [accessTask, ...options.tables].map(customTable);
  const schema = createSchema([...taskTables, ...systemTables, ...custom]);
  const instance: Instance = {
    schema,
    store: createStore(schema, options.seed),
    clock: createClock(),
    switches: createSwitches(options.invalidQueryReturnsNoRows),
    timeZone: options.timeZone,
  };
  for (const { table, fields } of firstRecords(options.accounts)) {
    instance.store.put({ ...blankRow(instance, table, 'system'), ...fields }, table);
  }
  return instance;
}

/** A new record of a table before anything was written to it. */
export function blankRow(instance: Instance, table: string, user: string): Row {
  const now = toValue(instance.clock.now());
  const initial = [...instance.schema.columns(table)].map(([name, column]): [string, string] => [
    name,
    column.initial ?? '',
  ]);
  return {
    ...Object.fromEntries(initial),
    ...(instance.schema.column(table, 'sys_class_name') && { sys_class_name: table }),
    sys_created_on: now,
    sys_created_by: user,
    sys_updated_on: now,
    sys_updated_by: user,
  };
}

/** The person behind a user name; undefined when nobody has it. */
export function personOf(instance: Instance, userName: string): Row | undefined {
  return instance.store.rows('sys_user').find((row) => row['user_name'] === userName);
}
