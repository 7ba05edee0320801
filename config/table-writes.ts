// The columns that the configuration has written to a ticket: which may be, and what would go wrong with the others.
import { z } from 'zod';

/** Columns by which we know the ticket again, or which ServiceNow keeps. */
const ownColumns = ['sys_id', 'sys_class_name', 'number', 'correlation_id', 'correlation_display'];

/** The journals of a ticket. */
export const journals = ['work_notes', 'comments'] as const;

/** The name of a column or table. */
export const column = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,79}$/, 'is no column or table name of ServiceNow')
  .meta({ allowed: 'a name of ServiceNow: lower-case letters, digits, `_`; 80 at most' });

/** A column that a configuration may have written. */
export const writtenColumn = column.refine(
  (one) => !ownColumns.includes(one),
  'belongs to the orchestrator: take it out',
);

const isJournal = (one: string): boolean => journals.some((journal) => journal === one);
const placeholder = /\{\{\s*words\s*\}\}/;

const columns = z
  .record(writtenColumn, z.string())
  .refine(
    (map) => Object.keys(map).length > 0,
    'writes nothing: name the columns, or take it out for the default of the table',
  );

/** The columns that cancel a ticket or close it as done. An entry of a journal without our words would carry no marker. */
export const endingColumns = columns.superRefine((map, context) => {
  for (const [name, value] of Object.entries(map)) {
    if (!isJournal(name) || placeholder.test(value)) continue;
    const message = 'would pass for the words of a person: put {{ words }} into it, or take it out';
    context.addIssue({ code: 'custom', path: [name], message });
  }
});

/** The columns that keep a ticket on hold from its creation on. */
export const holdColumns = columns.superRefine((map, context) => {
  for (const [name, value] of Object.entries(map)) {
    const message = isJournal(name)
      ? 'would be an entry beside the creation note, and pass for the words of a person: take it out'
      : placeholder.test(value)
        ? 'has no {{ words }} to hold: say the text itself'
        : undefined;
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
});

/** The shortest journal that holds a marker and something to read beside it. */
const shortestJournal = 200;

/** The longest text of columns, in UTF-16 units. */
export const columnLimits = z.record(column, z.int().min(40)).superRefine((limits, context) => {
  for (const journal of journals) {
    const limit = limits[journal];
    if (limit === undefined || limit >= shortestJournal) continue;
    const message = `must be at least ${shortestJournal}: a note needs room beside its marker`;
    context.addIssue({ code: 'custom', path: [journal], message });
  }
});
