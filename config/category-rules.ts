// What the keys of one category must not say together.
import type { z } from 'zod';
import { journals } from './table-writes.ts';

type Journal = (typeof journals)[number];

/** The keys of a category that depend on each other. */
interface Category {
  master: 'servicenow' | 'identity-manager';
  table: string;
  fields: Record<string, string>;
  note: Journal;
  notes: { column?: Journal | undefined };
  undecided: 'approval' | 'on-hold';
}

interface Problem {
  path: string[];
  message: string;
}

/** Adds an issue for each pair of keys that contradict each other. */
export function consistent(category: Category, context: z.core.$RefinementCtx): void {
  for (const problem of [
    ...secondEntries(category),
    ...unprovenNotes(category),
    ...workableTickets(category),
  ]) {
    context.addIssue({ code: 'custom', ...problem });
  }
}

/** A second journal entry would carry no marker, and be reported as the words of someone else. */
function secondEntries({ fields, note }: Category): Problem[] {
  const others = journals.filter((journal) => journal !== note && Object.hasOwn(fields, journal));
  return others.map((journal) => ({
    path: ['fields', journal],
    message: `would be a second journal entry beside the creation note in ${note}: take it out, or set note: ${journal}`,
  }));
}

/** That work notes can be written and read is proved by an entry of ours among them: comments prove nothing of it. */
function unprovenNotes({ note, notes }: Category): Problem[] {
  if (note !== 'comments' || notes.column !== 'work_notes') return [];
  const message =
    'must not be work_notes where the creation note goes to comments, which are open to more accounts: nothing would ' +
    'prove that a note stands; set note: work_notes, or take the column out';
  return [{ path: ['notes', 'column'], message }];
}

/** With the identity manager as master a ticket is not to be worked on before the decision: a field must not undo that. */
function workableTickets({ master, table, fields, undecided }: Category): Problem[] {
  if (master !== 'identity-manager') return [];
  return keepingColumns(undecided, table)
    .filter((column) => Object.hasOwn(fields, column))
    .map((column) => ({
      path: ['fields', column],
      message: `would undo undecided: ${undecided}, which keeps the ticket from being worked on: take it out`,
    }));
}

function keepingColumns(undecided: Category['undecided'], table: string): string[] {
  switch (undecided) {
    case 'approval':
      return ['approval'];
    case 'on-hold':
      // A change is held in a column of its own, in whatever state.
      return table === 'change_request' ? ['on_hold'] : ['state'];
  }
}
