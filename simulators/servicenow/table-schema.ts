// What a table is: its columns, whom it extends, its choices.

/** A record: every value is a text, as ServiceNow keeps and sends them. */
export type Row = Record<string, string>;

/** The kinds of column that the simulator tells apart. */
export type ColumnType =
  'string' | 'integer' | 'boolean' | 'date' | 'reference' | 'choice' | 'journal' | 'guid';

/** One column. `max` is the longest text it keeps; longer ones are cut without a word. */
export interface Column {
  type: ColumnType;
  label: string;
  max: number;
  /** The table that a reference points into. */
  reference?: string;
  /** What a new record holds when nothing is said. */
  initial?: string;
  /** Kept by the server: written values are ignored. */
  readOnly?: true;
}

/** One value of a choice column. `closed` marks a state in which the record is not active. */
export interface Choice {
  value: string;
  label: string;
  closed?: true;
}

/** One table. Columns and choices of the table that it extends are its own too. */
export interface Table {
  name: string;
  label: string;
  extends?: string;
  /** What its numbers begin with. */
  prefix?: string;
  /** The column that stands for a record in display values. */
  display: string;
  columns: Record<string, Column>;
  choices: Record<string, Choice[]>;
  /** Refuses inserts, updates and deletes through the API. */
  readOnly?: true;
}

/** A table that a caller adds: it extends `task` unless said otherwise. */
export interface CustomTable {
  name: string;
  label?: string;
  prefix?: string;
  extends?: string;
  columns?: Record<string, Partial<Column>>;
  choices?: Record<string, Choice[]>;
}

/** All tables, and what follows from who extends whom. */
export interface Schema {
  tables(): Table[];
  table(name: string): Table | undefined;
  /** The table, then the one that it extends, and so on. */
  chain(name: string): Table[];
  columns(name: string): Map<string, Column>;
  column(name: string, column: string): Column | undefined;
  /** The choices of a column: those of the nearest table that has any. */
  choices(name: string, column: string): Choice[];
  addChoice(name: string, column: string, choice: Choice): void;
}

/** The schema of some tables; they are copied, so that one simulator never changes another's. */
export function createSchema(tables: readonly Table[]): Schema {
  const byName = new Map(tables.map((table) => [table.name, structuredClone(table)]));
  const columnsOf = new Map<string, Map<string, Column>>();
  function chain(name: string): Table[] {
    const table = byName.get(name);
    if (table === undefined) return [];
    return table.extends === undefined ? [table] : [table, ...chain(table.extends)];
  }
  function columns(name: string): Map<string, Column> {
    const known = columnsOf.get(name);
    if (known !== undefined) return known;
    const all = new Map(
      chain(name)
        .reverse()
        .flatMap((table) => Object.entries(table.columns)),
    );
    columnsOf.set(name, all);
    return all;
  }
  function choices(name: string, column: string): Choice[] {
    const holder = chain(name).find((table) => Object.hasOwn(table.choices, column));
    return holder?.choices[column] ?? [];
  }
  return {
    tables: () => [...byName.values()],
    table: (name) => byName.get(name),
    chain,
    columns,
    column: (name, column) => columns(name).get(column),
    choices,
    addChoice(name, column, choice) {
      const table = byName.get(name);
      if (table === undefined) throw new Error(`there is no table ${name}`);
      table.choices[column] = [
        ...choices(name, column).filter(({ value }) => value !== choice.value),
        choice,
      ];
    },
  };
}

/** The definition of a table that a caller adds. */
export function customTable(custom: CustomTable): Table {
  const { name, label = name, prefix = 'TASK', extends: parent = 'task' } = custom;
  const columns = Object.entries(custom.columns ?? {}).map(([key, column]): [string, Column] => [
    key,
    { type: 'string', label: key, max: 255, ...column },
  ]);
  return {
    name,
    label,
    prefix,
    extends: parent,
    display: 'number',
    columns: Object.fromEntries(columns),
    choices: custom.choices ?? {},
  };
}
