// The shape of one ServiceNow instance in orchestrator.yaml: its address, account, limits and tables.
import { z } from 'zod';
import { both, group, live, planned } from './meaning.ts';
import { column, columnLimits, endingColumns, holdColumns } from './table-writes.ts';
import { address, retrySchema, secretSchema, size, timeLimit } from './values.ts';

const results = ['fulfilled', 'not-fulfilled', 'rejected', 'cancelled'] as const;

const result = z
  .enum(results)
  .meta(live('The result of a ticket in this state; `rejected` makes the outcome `denied`.'));

const phaseWords = live('What the state means; a `closed` one needs a result beside it.');

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
            'The result by the raw close code of the ticket; a code that is not here asks for attention.',
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
    group('A closed one has either `result` or `byCloseCode`; any other has its `phase` alone.'),
  );

const ofTheTable = { each: 'column', unset: 'that of the table' };

const tableSchema = z
  .strictObject({
    read: z
      .record(z.string(), stateMeaningSchema)
      .default({})
      .meta(
        live(
          'The status map, by raw `state`; it replaces the default of the table state by state.',
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
          'What is written to cancel a ticket, in place of the default of the table; `{{ words }}` stands for who cancelled it and why.',
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
          'What is written with the creation to keep a ticket on hold, where `undecided` is `on-hold`.',
          ofTheTable,
        ),
      ),
    columns: columnLimits
      .default({})
      .meta(
        both(
          'The longest text that a column takes, in UTF-16 units; what is beyond it goes on in the creation note, by the ' +
            'plan, and a longer note in further entries, live.',
          { each: 'column', unset: "ServiceNow's own lengths" },
        ),
      ),
    holdReasons: z
      .record(z.string(), z.string())
      .default({})
      .meta(
        live('The words that the identity manager is told for a raw `hold_reason`.', {
          each: 'reason',
          unset: 'those of the table',
        }),
      ),
  })
  .meta(
    group(
      'Whatever is not said here is as [default-maps.ts](../activities/servicenow/default-maps.ts) has it.',
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
              live('Its password; a file is read again when it is refused.'),
            ),
          })
          .meta(group('Basic authentication.')),
      }),
      z.strictObject({
        oauth: z
          .strictObject({
            clientId: z.string().min(1).meta(live('The id of the OAuth client.')),
            clientSecret: secretSchema.meta(
              live('Its secret; a file is read again when it is refused.'),
            ),
          })
          .meta(
            group('The client credentials grant of OAuth, at `/oauth_token.do` of the instance.'),
          ),
      }),
    ],
    'must be { basic: { user, password } } or { oauth: { clientId, clientSecret } }',
  )
  .meta(group('The account that the orchestrator uses: one of the two.'));

const timeoutsSchema = z
  .strictObject({
    client: timeLimit
      .prefault('75s')
      .meta(
        live(
          'How long one call may take; longer than the transaction quota, so that an answer that comes is heard.',
        ),
      ),
    sendWithin: timeLimit
      .prefault('15s')
      .meta(
        both(
          'Nothing is sent later than this after its attempt began, live; a wait after an unknown outcome counts with that of the plan.',
        ),
      ),
    startToClose: timeLimit
      .prefault('100s')
      .meta(
        planned(
          'How long one attempt may take: what a killed worker costs; longer than `sendWithin` and `client` together.',
        ),
      ),
    burst: timeLimit
      .prefault('15m')
      .meta(
        planned(
          'How long Temporal retries before the workflow takes note and begins anew; longer than `startToClose`.',
        ),
      ),
    quota: timeLimit
      .prefault('60s')
      .meta(
        planned(
          'The transaction quota of the instance: a write is committed within it, or not at all. Too short a one may double a note.',
        ),
      ),
    margin: timeLimit
      .prefault('5s')
      .meta(planned('What is added to `sendWithin` and `quota` for clocks and networks.')),
  })
  .prefault({})
  .refine(
    (t) => t.startToClose > t.sendWithin + t.client,
    'startToClose must be longer than sendWithin and client together',
  )
  .refine((t) => t.burst > t.startToClose, 'burst must be longer than startToClose')
  .meta(
    group('How long things may take; what they rest on says [exactly-once.md](exactly-once.md).'),
  );

export const instanceSchema = z
  .strictObject({
    url: address.meta(live('The address of the instance.')),
    auth: authSchema,
    tables: z
      .record(column, tableSchema)
      .default({})
      .meta(group('By the name of a table, what differs from its defaults.', { each: 'table' })),
    timeouts: timeoutsSchema,
    retry: retrySchema,
    calls: z
      .int()
      .min(1)
      .max(16)
      .default(4)
      .meta(
        live('Calls at once, for each worker; a ServiceNow node serves four and queues fifty.'),
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
      'Its name is part of the key of each ticket, and of the task queue: never rename one that has tickets.',
    ),
  );

export type InstanceConfiguration = z.output<typeof instanceSchema>;
export type TableConfiguration = z.output<typeof tableSchema>;
export type StateMeaning = z.output<typeof stateMeaningSchema>;
