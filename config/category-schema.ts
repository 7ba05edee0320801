// The shape of one service category in orchestrator.yaml: its master, its ticket, its texts, polling and deadlines.
import { z } from 'zod';
import { both, group, live, planned } from './meaning.ts';
import { column, journals, writtenColumn } from './table-writes.ts';
import { duration, name, noteTemplate, template, waitLimit } from './values.ts';

const notesSchema = z
  .strictObject({
    column: z
      .enum(journals)
      .optional()
      .meta(
        live('The column that they are written to; the requester can see `comments`.', {
          unset: 'where the creation note goes',
        }),
      ),
    decision: noteTemplate
      .optional()
      .meta(live('The text of a decision.', { unset: 'a built-in text' })),
    change: noteTemplate
      .optional()
      .meta(live('The text of any other change.', { unset: 'a built-in text' })),
    gapWithin: waitLimit
      .prefault('10m')
      .meta(
        planned(
          'How long a message waits for messages with a lower `sequence`; after that it is written, and the note names the missing numbers.',
        ),
      ),
  })
  .prefault({})
  .meta(group('How decisions and changes are written to the ticket.'));

const pollingSchema = z
  .strictObject({
    interval: duration
      .prefault('5m')
      .meta(live('Time between two polls after a change of the ticket; doubled each quiet day.')),
    maximum: duration
      .prefault('4h')
      .meta(live('The longest time between two polls; at least `interval`.')),
    spacing: duration
      .prefault('10s')
      .meta(live('The shortest time between two polls, however many hints arrive.')),
    freshness: duration
      .optional()
      .meta(
        live(
          'A row that was read for another request answers a poll if it is no older than this; a longer time saves calls.',
          { unset: '2/3 of `interval`' },
        ),
      ),
  })
  .prefault({})
  .refine((p) => p.interval >= 100 && p.maximum >= p.interval, 'maximum must be at least interval')
  .meta(group('When the ticket is read; a change of these times holds from its next reading.'));

const categoryShape = z.strictObject({
  enabled: z
    .boolean()
    .meta(planned('Whether requests of the category take part; if not, they ask for a person.')),
  master: z
    .enum(['servicenow', 'identity-manager'])
    .default('servicenow')
    .meta(
      planned(
        'Who decides the outcome: the agent by closing the ticket, or the approvals of the identity manager, which the ticket mirrors.',
      ),
    ),
  instance: name.meta(planned('The key of `servicenow.instances` that has its tickets.')),
  table: column.meta(
    planned('The table: `incident`, `change_request`, or another one that extends `task`.'),
  ),
  fields: z
    .record(writtenColumn, template)
    .default({})
    .meta(
      planned('A column of a new ticket; columns that are not listed keep their defaults.', {
        each: 'column',
        unset: 'those of [default-fields.ts](../activities/template/default-fields.ts)',
      }),
    ),
  note: z
    .enum(journals)
    .default('work_notes')
    .meta(
      both(
        'The column of the creation note (plan), and of other notes if `notes.column` is not set (live); the requester can see `comments`.',
      ),
    ),
  notes: notesSchema,
  undecided: z
    .enum(['approval', 'on-hold'])
    .default('approval')
    .meta(
      planned(
        'If the identity manager is master: what keeps agents from working on the ticket before the final decision. It requests approval, or it is on hold.',
      ),
    ),
  closeWhen: z
    .enum(['assigned', 'decided'])
    .default('assigned')
    .meta(
      planned(
        'If the identity manager is master: what closes the ticket after a final approval. A change with the status `assigned`, or the decision itself.',
      ),
    ),
  afterCare: waitLimit
    .prefault('0s')
    .meta(
      planned(
        'How long a request stays open after its outcome, to see a late decision or a reopened ticket; `0s` ends it at once.',
      ),
    ),
  polling: pollingSchema,
  expireAfter: duration
    .refine((d) => d > 0, 'must be longer than nothing')
    .optional()
    .meta(
      planned(
        'The deadline, counted from submission. When it passes, the ticket is cancelled and the outcome is `expired`.',
        { allowed: 'a duration, more than nothing' },
      ),
    ),
});

type Category = z.output<typeof categoryShape>;

interface Problem {
  path: string[];
  message: string;
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

/** What the keys of one category must not say together. */
const contradictions = [secondEntries, unprovenNotes, workableTickets];

export const categorySchema = categoryShape
  .superRefine((category, context) => {
    for (const problem of contradictions.flatMap((rule) => rule(category))) {
      context.addIssue({ code: 'custom', ...problem });
    }
  })
  .meta(group('Requests name the id as `serviceCategory`.'));

export type CategoryConfiguration = Category;
