// The shape of one ServiceNow instance in orchestrator.yaml: its address, account, limits and tables.
import { z } from 'zod';
import { both, group, live, planned } from './meaning.ts';
import { column, columnLimits, endingColumns, holdColumns } from './table-writes.ts';
import { address, retrySchema, secretSchema, size, timeLimit } from './values.ts';

const results = ['fulfilled', 'not-fulfilled', 'rejected', 'cancelled'] as const;

const result = z
  .enum(results)
  .meta(live('The result of a ticket in this state; `rejected` makes the outcome `denied`.'));

const phaseWords = live('What the state means; `closed` also needs a `result` or `byCloseCode`.');

/** What one raw `state` means. A closed one says its result, by close code where codes tell more. */
const stateMeaningSchema = z
  .union(
    [
      z.strictObject({
        phase: z.enum(['open', 'in-progress', 'on-hold', 'resolved']).meta(phaseWords),
      }),
      z.strictObject({ phase: z.literal('closed').meta(phaseWords), result }),
      z.strictObject({
        phase: z.literal('closed').meta(phaseWords),
        byCloseCode: z.record(z.string(), z.enum(results)).meta(
          live(
            'The result for each raw close code of the ticket; a code that is not listed asks for a person.',
            {
              each: 'code',
            },
          ),
        ),
      }),
    ],
    'must be { phase: open | in-progress | on-hold | resolved }, or { phase: closed } with either ' +
      'result: fulfilled | not-fulfilled | rejected | cancelled, or byCloseCode: { code: result }',
  )
  .meta(
    group('A closed state has either `result` or `byCloseCode`; any other has only its `phase`.'),
  );

const ofTheTable = { each: 'column', unset: 'that of the table' };

const tableSchema = z
  .strictObject({
    read: z
      .record(z.string(), stateMeaningSchema)
      .default({})
      .meta(
        live(
          'The status map, by raw `state`. Each state that is listed replaces the default of that state.',
          {
            each: 'state',
            unset: 'that of the table',
          },
        ),
      ),
    cancel: endingColumns
      .optional()
      .meta(
        live(
          'What is written to cancel a ticket; `{{ words }}` stands for who cancelled it and why.',
          ofTheTable,
        ),
      ),
    close: endingColumns
      .optional()
      .meta(
        live(
          'What is written to close a ticket as done after a final approval; `{{ words }}` stands for who approved it and why.',
          ofTheTable,
        ),
      ),
    hold: holdColumns
      .optional()
      .meta(
        planned(
          'What is written when the ticket is created to keep it on hold, if `undecided` is `on-hold`.',
          ofTheTable,
        ),
      ),
    columns: columnLimits
      .default({})
      .meta(
        both(
          'The longest text that the column takes, in UTF-16 units. When a ticket is created, longer text goes on in the ' +
            'creation note (plan); a longer note is split into several entries (live).',
          { each: 'column', unset: "ServiceNow's own lengths" },
        ),
      ),
    holdReasons: z
      .record(z.string(), z.string())
      .default({})
      .meta(
        live('The words that are delivered to the identity manager for a raw `hold_reason`.', {
          each: 'reason',
          unset: 'those of the table',
        }),
      ),
  })
  .meta(
    group(
      'What is not set here comes from [default-maps.ts](../activities/servicenow/default-maps.ts).',
    ),
  );

const authSchema = z
  .union(
    [
      z.strictObject({
        basic: z
          .strictObject({
            user: z.string().min(1).meta(live('The name of the account.')),
            password: secretSchema.meta(
              live('Its password; a file is read again when ServiceNow refuses it.'),
            ),
          })
          .meta(group('Basic authentication.')),
      }),
      z.strictObject({
        oauth: z
          .strictObject({
            clientId: z.string().min(1).meta(live('The id of the OAuth client.')),
            clientSecret: secretSchema.meta(
              live('Its secret; a file is read again when ServiceNow refuses it.'),
            ),
          })
          .meta(
            group('The client credentials grant of OAuth, at `/oauth_token.do` of the instance.'),
          ),
      }),
    ],
    'must be { basic: { user, password } } or { oauth: { clientId, clientSecret } }',
  )
  .meta(group('How the orchestrator logs in: either `basic` or `oauth`.'));

const timeoutsSchema = z
  .strictObject({
    client: timeLimit
      .prefault('75s')
      .meta(
        live(
          'How long one call may take; longer than the transaction quota, so that no answer is missed.',
        ),
      ),
    sendWithin: timeLimit
      .prefault('15s')
      .meta(
        both(
          'An attempt sends nothing later than this after it began (live). Waits after an unknown result are computed with the value of the plan.',
        ),
      ),
    startToClose: timeLimit
      .prefault('100s')
      .meta(
        planned(
          'How long one attempt may take, and so how long a killed worker delays it; longer than `sendWithin` and `client` together.',
        ),
      ),
    burst: timeLimit
      .prefault('15m')
      .meta(
        planned(
          'How long Temporal retries before the workflow records the failure and begins the next burst; longer than `startToClose`.',
        ),
      ),
    quota: timeLimit
      .prefault('60s')
      .meta(
        planned(
          'The transaction quota of the instance: a write is committed within this time or not at all. If it is set too short, a note may be written twice.',
        ),
      ),
    margin: timeLimit
      .prefault('5s')
      .meta(planned('Added to `sendWithin` and `quota`, for slow networks and unequal clocks.')),
  })
  .prefault({})
  .refine(
    (t) => t.startToClose > t.sendWithin + t.client,
    'startToClose must be longer than sendWithin and client together',
  )
  .refine((t) => t.burst > t.startToClose, 'burst must be longer than startToClose')
  .meta(group('How long things may take; [exactly-once.md](exactly-once.md) says why it matters.'));

export const instanceSchema = z
  .strictObject({
    url: address.meta(live('The address of the instance.')),
    auth: authSchema,
    tables: z
      .record(column, tableSchema)
      .default({})
      .meta(group('By table, what differs from the defaults of that table.', { each: 'table' })),
    timeouts: timeoutsSchema,
    retry: retrySchema,
    calls: z
      .int()
      .min(1)
      .max(16)
      .default(4)
      .meta(
        live('Calls that each worker makes at once; a ServiceNow node serves four, queues fifty.'),
      ),
    largestAnswer: size
      .prefault('4MiB')
      .meta(
        live(
          'How much of one answer is read, decompressed; a larger one is cut off and fails as `AnswerTooLarge`. A worker ' +
            'needs memory for `calls` of them at once.',
        ),
      ),
  })
  .meta(
    group(
      'The name is part of the key of each ticket and of the task queue: never rename an instance that has tickets.',
    ),
  );

export type InstanceConfiguration = z.output<typeof instanceSchema>;
export type TableConfiguration = z.output<typeof tableSchema>;
export type StateMeaning = z.output<typeof stateMeaningSchema>;
