// The shape of one service category in orchestrator.yaml: its master, its ticket, its texts, polling and deadlines.
import { z } from 'zod';
import { consistent } from './category-rules.ts';
import { both, group, live, planned } from './meaning.ts';
import { column, journals, writtenColumn } from './table-writes.ts';
import { duration, name, noteTemplate, template, waitLimit } from './values.ts';

const notesSchema = z
  .strictObject({
    column: z
      .enum(journals)
      .optional()
      .meta(
        live('Where they go; `comments` are seen by the requester.', {
          unset: 'where the creation note goes',
        }),
      ),
    decision: noteTemplate
      .optional()
      .meta(live('The text of a decision.', { unset: 'a text of ours' })),
    change: noteTemplate
      .optional()
      .meta(live('The text of any other change.', { unset: 'a text of ours' })),
    gapWithin: waitLimit
      .prefault('10m')
      .meta(
        planned(
          'How long a message waits for those of a lower `sequence`; then it is written, and the note names the gap.',
        ),
      ),
  })
  .prefault({})
  .meta(group('How decisions and changes are written to the ticket.'));

const pollingSchema = z
  .strictObject({
    interval: duration
      .prefault('5m')
      .meta(live('Between two polls after a change of the ticket; doubled for each quiet day.')),
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
          'How old a row may be that was read along with another request and answers a poll; a larger one saves calls.',
          { unset: '2/3 of `interval`' },
        ),
      ),
  })
  .prefault({})
  .refine((p) => p.interval >= 100 && p.maximum >= p.interval, 'maximum must be at least interval')
  .meta(group('When the ticket is read; a reading brings the cadence in force with it.'));

const categoryShape = z.strictObject({
  enabled: z
    .boolean()
    .meta(
      planned('Whether requests of the category take part; one that does not asks for attention.'),
    ),
  master: z
    .enum(['servicenow', 'identity-manager'])
    .default('servicenow')
    .meta(
      planned(
        'Who decides the outcome: the agent by closing the ticket, or the approvals of the identity manager, which the ticket mirrors.',
      ),
    ),
  instance: name.meta(planned('Which of `servicenow.instances` has its tickets.')),
  table: column.meta(
    planned('Which table: `incident`, `change_request`, or another one that extends `task`.'),
  ),
  fields: z
    .record(writtenColumn, template)
    .default({})
    .meta(
      planned('What a ticket is created with; replaces and adds to the default columns.', {
        each: 'column',
        unset: 'those of [default-fields.ts](../activities/template/default-fields.ts)',
      }),
    ),
  note: z
    .enum(journals)
    .default('work_notes')
    .meta(
      both(
        'Where the creation note goes, by the plan, and where notes go whose column is not said, live; `comments` are seen by the requester.',
      ),
    ),
  notes: notesSchema,
  undecided: z
    .enum(['approval', 'on-hold'])
    .default('approval')
    .meta(
      planned(
        'With the identity manager as master: what keeps the ticket from being worked on before the final decision, a requested approval or being on hold.',
      ),
    ),
  closeWhen: z
    .enum(['assigned', 'decided'])
    .default('assigned')
    .meta(
      planned(
        'With the identity manager as master: what closes the ticket after a final approval, a change of status `assigned` or the decision itself.',
      ),
    ),
  afterCare: waitLimit
    .prefault('0s')
    .meta(
      planned(
        'How long a request stays open after its outcome, to see a late decision or a ticket reopened; `0s` ends it at once.',
      ),
    ),
  polling: pollingSchema,
  expireAfter: duration
    .refine((d) => d > 0, 'must be longer than nothing')
    .optional()
    .meta(
      planned(
        'The deadline, counted from submission: the ticket is cancelled then, and the outcome is `expired`.',
        { allowed: 'a duration, more than nothing' },
      ),
    ),
});

export const categorySchema = categoryShape
  .superRefine(consistent)
  .meta(group('The id is what requests carry as `serviceCategory`.'));

export type CategoryConfiguration = z.output<typeof categorySchema>;
