// What an administrator may have set: who may read and write what, and what an invalid query returns.

/** How far journal entries are hidden: their rows, or also the text on the record. */
export type JournalHiding = 'nothing' | 'rows' | 'everything';

/** The switches as they stand. */
export interface SwitchState {
  journal: JournalHiding;
  hidden: string[];
  ignored: string[];
  noRead: string[];
  noInsert: string[];
  noUpdate: string[];
  invalidQueryReturnsNoRows: boolean;
}

/** The switches of an instance. The last argument, where there is one, turns a switch off again. */
export interface Switches {
  /** Hides the journal: `rows` hides `sys_journal_field` only, `everything` also the text on records. */
  hideJournal(hiding?: JournalHiding): void;
  /** Hides a record from reads and writes; counts still count it. */
  hide(sysId: string, on?: boolean): void;
  /** Ignores what is written to a column, with an answer of success. */
  ignoreField(table: string, column: string, on?: boolean): void;
  /** Refuses every read of a table with 403. */
  denyRead(table: string, on?: boolean): void;
  denyInsert(table: string, on?: boolean): void;
  denyUpdate(table: string, on?: boolean): void;
  /** `glide.invalid_query.returns_no_rows`: a query with an invalid condition finds nothing. */
  invalidQueryReturnsNoRows(on?: boolean): void;
  state(): SwitchState;
}

/** What the API asks the switches. */
export interface SwitchReader {
  journal(): JournalHiding;
  isHidden(sysId: string): boolean;
  isIgnored(table: string, column: string): boolean;
  mayRead(table: string): boolean;
  mayInsert(table: string): boolean;
  mayUpdate(table: string): boolean;
  returnsNoRows(): boolean;
}

function toggle(set: Set<string>, key: string, on: boolean): void {
  if (on) set.add(key);
  else set.delete(key);
}

/** Switches that hide nothing and deny nothing. */
export function createSwitches(noRows: boolean): Switches & SwitchReader {
  let hiding: JournalHiding = 'nothing';
  let returnsNoRows = noRows;
  const [hidden, ignored] = [new Set<string>(), new Set<string>()];
  const [noRead, noInsert, noUpdate] = [new Set<string>(), new Set<string>(), new Set<string>()];
  return {
    hideJournal(how = 'everything') {
      hiding = how;
    },
    hide: (sysId, on = true) => toggle(hidden, sysId, on),
    ignoreField: (table, column, on = true) => toggle(ignored, `${table}.${column}`, on),
    denyRead: (table, on = true) => toggle(noRead, table, on),
    denyInsert: (table, on = true) => toggle(noInsert, table, on),
    denyUpdate: (table, on = true) => toggle(noUpdate, table, on),
    invalidQueryReturnsNoRows(on = true) {
      returnsNoRows = on;
    },
    state: () => ({
      journal: hiding,
      hidden: [...hidden],
      ignored: [...ignored],
      noRead: [...noRead],
      noInsert: [...noInsert],
      noUpdate: [...noUpdate],
      invalidQueryReturnsNoRows: returnsNoRows,
    }),
    journal: () => hiding,
    isHidden: (sysId) => hidden.has(sysId),
    isIgnored: (table, column) => ignored.has(`${table}.${column}`),
    mayRead: (table) => !noRead.has(table),
    mayInsert: (table) => !noInsert.has(table),
    mayUpdate: (table) => !noUpdate.has(table),
    returnsNoRows: () => returnsNoRows,
  };
}
