// The shape of orchestrator.yaml: every key, what is allowed, and what holds when nothing is said.
import ms, { type StringValue } from 'ms';
import { z } from 'zod';
import { consistent } from './category-rules.ts';
import { nearMiss } from './near-miss.ts';
import {
  column,
  columnLimits,
  endingColumns,
  holdColumns,
  journals,
  writtenColumn,
} from './table-writes.ts';

const inWords = /^\d+(\.\d+)? ?[a-z]+$/i;

/** `5m`, `4h`, `90 days`: a duration in words, kept in milliseconds. Zero is `0s`. */
const duration = z
  .custom<string>(
    (text) =>
      typeof text === 'string' &&
      inWords.test(text) &&
      Number.isFinite(ms(text.trim() as StringValue)),
    'is no duration such as 30s, 5m, 4h or 90d',
  )
  .transform((text) => ms(text as StringValue));

/** How long one thing may take: not nothing, and not longer than a timer of Node counts. */
const timeLimit = duration.refine(
  (limit) => limit >= 1 && limit <= 86_400_000,
  'must be longer than nothing and at most 1d',
);

/** How long a request may wait for something that need not come. */
const waitLimit = duration.refine((limit) => limit <= ms('10y'), 'must be at most 10y');

/** Between two attempts of an activity. */
const retrySchema = z
  .strictObject({ initial: timeLimit.prefault('1s'), maximum: timeLimit.prefault('1m') })
  .prefault({})
  .refine(({ initial, maximum }) => maximum >= initial, 'maximum must be at least initial');

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,49}$/,
    'is no name: lower-case letters, digits, dot, dash, 50 at most',
  );

const address = z
  .url({ protocol: /^https?$/, error: 'is no http or https address', abort: true })
  .refine((url) => {
    const { username, password, search, hash } = new URL(url);
    return username === '' && password === '' && search === '' && hash === '';
  }, 'holds more than a scheme, a host and a path: secrets do not belong into a URL');

/** A secret is never a value in the file: `{ env: NAME }` or `{ file: path }`. */
export const secretSchema = z.union(
  [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  'must be { env: NAME } or { file: path }, never the secret itself',
);

const result = z.enum(['fulfilled', 'not-fulfilled', 'rejected', 'cancelled']);

/** What one raw `state` means. A closed one says its result, by close code where codes tell more. */
export const stateMeaningSchema = z.union(
  [
    z.strictObject({ phase: z.enum(['open', 'in-progress', 'on-hold', 'resolved']) }),
    z.strictObject({ phase: z.literal('closed'), result }),
    z.strictObject({ phase: z.literal('closed'), byCloseCode: z.record(z.string(), result) }),
  ],
  'must be { phase: open | in-progress | on-hold | resolved }, or { phase: closed } with either ' +
    'result: fulfilled | not-fulfilled | rejected | cancelled, or byCloseCode: { code: result }',
);

const tableSchema = z.strictObject({
  /** Raw `state` to meaning. Replaces the default of the table state by state. */
  read: z.record(z.string(), stateMeaningSchema).default({}),
  /** The columns with which we cancel a ticket; replaces the default of the table. */
  cancel: endingColumns.optional(),
  /** Likewise those that close it as done, and those that keep it on hold from its creation on. */
  close: endingColumns.optional(),
  hold: holdColumns.optional(),
  /** The longest text that a column takes, in UTF-16 units; beyond it the creation note goes on. */
  columns: columnLimits.default({}),
  /** Raw `hold_reason` to words. */
  holdReasons: z.record(z.string(), z.string()).default({}),
});

const instanceSchema = z.strictObject({
  url: address,
  auth: z.union(
    [
      z.strictObject({
        basic: z.strictObject({ user: z.string().min(1), password: secretSchema }),
      }),
      z.strictObject({
        oauth: z.strictObject({ clientId: z.string().min(1), clientSecret: secretSchema }),
      }),
    ],
    'must be { basic: { user, password } } or { oauth: { clientId, clientSecret } }',
  ),
  tables: z.record(column, tableSchema).default({}),
  timeouts: z
    .strictObject({
      /** How long our HTTP client waits for an answer. */
      client: timeLimit.prefault('75s'),
      /** Nothing is sent later than this after its attempt began. */
      sendWithin: timeLimit.prefault('15s'),
      startToClose: timeLimit.prefault('100s'),
      /** How long Temporal retries before the workflow takes note. */
      burst: timeLimit.prefault('15m'),
      /** The transaction quota of the instance, and what we add to it. */
      quota: timeLimit.prefault('60s'),
      margin: timeLimit.prefault('5s'),
    })
    .prefault({})
    .refine(
      (t) => t.startToClose > t.sendWithin + t.client,
      'startToClose must be longer than sendWithin and client together',
    )
    .refine((t) => t.burst > t.startToClose, 'burst must be longer than startToClose'),
  retry: retrySchema,
  /** Calls at once; a ServiceNow node serves four and queues fifty. */
  calls: z.int().min(1).max(16).default(4),
});

/** Of a note; one that renders nothing would leave a marker alone. */
const noteTemplate = z
  .string()
  .min(1)
  .refine((text) => text.trim() !== '', 'must not be blank: take it out for the default');

const categoryShape = z.strictObject({
  enabled: z.boolean(),
  master: z.enum(['servicenow', 'identity-manager']).default('servicenow'),
  instance: name,
  table: column,
  /** Liquid templates by column; they replace and add to the default ones. */
  fields: z.record(writtenColumn, z.string()).default({}),
  /** Where the creation note goes: `comments` are seen by the requester. */
  note: z.enum(journals).default('work_notes'),
  /** How decisions and changes are written to the ticket. */
  notes: z
    .strictObject({
      /** Where they go; where the creation note goes if unset. */
      column: z.enum(journals).optional(),
      /** Liquid templates. */
      decision: noteTemplate.optional(),
      change: noteTemplate.optional(),
      /** How long a message waits for those of a lower sequence. */
      gapWithin: waitLimit.prefault('10m'),
    })
    .prefault({}),
  /** With the identity manager as master: what keeps the ticket from being worked on before the final decision. */
  undecided: z.enum(['approval', 'on-hold']).default('approval'),
  /** With the identity manager as master: what closes the ticket after a final approval. */
  closeWhen: z.enum(['assigned', 'decided']).default('assigned'),
  /** How long a request stays open after its outcome, to see a ticket reopened or a late decision. */
  afterCare: waitLimit.prefault('0s'),
  polling: z
    .strictObject({
      interval: duration.prefault('5m'),
      maximum: duration.prefault('4h'),
      spacing: duration.prefault('10s'),
      /** How young a row read ahead must be to answer a poll; 2/3 of the interval where unset. */
      freshness: duration.optional(),
    })
    .prefault({})
    .refine(
      (p) => p.interval >= 100 && p.maximum >= p.interval,
      'maximum must be at least interval',
    ),
  expireAfter: duration.refine((d) => d > 0, 'must be longer than nothing').optional(),
});

const categorySchema = categoryShape.superRefine(consistent);

/** The whole file. */
export const configurationSchema = z
  .strictObject({
    environment: name,
    temporal: z
      .strictObject({
        /** The queue of workflows, plans and deliveries; an instance's is this, a dot and its name. */
        taskQueue: name.default('access-requests'),
      })
      .prefault({}),
    identityManager: z
      .strictObject({
        webhook: z.strictObject({
          url: address,
          /** Standard Webhooks secrets (`whsec_` and base64, or base64); all sign, so that one can be replaced. */
          secrets: z.array(secretSchema).min(1),
          timeout: timeLimit.prefault('15s'),
        }),
        /** How long Temporal retries a delivery before the workflow takes note. */
        burst: timeLimit.prefault('15m'),
        retry: retrySchema,
      })
      .refine((im) => im.burst > im.webhook.timeout, 'burst must be longer than webhook.timeout'),
    servicenow: z.strictObject({ instances: z.record(name, instanceSchema) }),
    categories: z.record(z.string().min(1).max(100), categorySchema),
  })
  .superRefine(namesInstances);

/** The same reference seen alone, so that a file that is wrong elsewhere shows it as well. */
export const referencesSchema = z
  .looseObject({
    servicenow: z.looseObject({ instances: z.record(z.string(), z.unknown()) }),
    categories: z.record(z.string(), z.looseObject({ instance: z.string() })),
  })
  .superRefine(namesInstances);

interface References {
  servicenow: { instances: Record<string, unknown> };
  categories: Record<string, { instance: string }>;
}

function namesInstances(configuration: References, context: z.core.$RefinementCtx): void {
  const instances = Object.keys(configuration.servicenow.instances);
  for (const [key, { instance }] of Object.entries(configuration.categories)) {
    if (instances.includes(instance)) continue;
    const guess = nearMiss(instance, instances);
    context.addIssue({
      code: 'custom',
      path: ['categories', key, 'instance'],
      message: `names no instance; servicenow.instances has ${instances.join(', ') || 'none'}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    });
  }
}

export type Configuration = z.output<typeof configurationSchema>;
export type ConfigurationInput = z.input<typeof configurationSchema>;
export type InstanceConfiguration = z.output<typeof instanceSchema>;
export type CategoryConfiguration = z.output<typeof categorySchema>;
export type TableConfiguration = z.output<typeof tableSchema>;
export type StateMeaning = z.output<typeof stateMeaningSchema>;
export type Secret = z.output<typeof secretSchema>;
