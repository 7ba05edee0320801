// The entries of an audit trail: every kind of thing that can happen to a request, with what is told of it.
import { z } from 'zod';
import { time as timeSchema } from '../../contract/kinds.ts';
import { schemas } from '../../contract/schemas.ts';
import { became, place } from './words.ts';

const { AccessRequest: request, Ticket: ticket, Plan, RenderedTicket } = schemas();
const { Message: message, MessageName: messageName, Gap: gap } = schemas();
const { Judgement: judgement, JudgedBy: judgedBy } = schemas();
const { ProgressStep: progress, Outcome: outcome } = schemas();
const { Failure: failure, Attention: attention } = schemas();
const time = timeSchema();

/** What of a plan is told. */
export const planned = Plan.pick({
  ...{ master: true, instance: true, table: true, sysId: true },
  ...{ expireAfter: true, afterCare: true, judgedBy: true },
});

const entry = <Kind extends string, Shape extends z.core.$ZodLooseShape>(
  kind: Kind,
  shape: Shape,
) => z.object({ kind: z.literal(kind), ...place, ...shape }).meta({ id: `Entry:${kind}` });

/** Which client of Temporal sent it, as Temporal recorded it; empty where it recorded none. */
const identity = z.string();

const broughtAlong = z
  .boolean()
  .describe('Not sent anew: the reset of the run brought it along from the run that it replaced.');

const asked = [
  entry('submitted', {
    request,
    environment: z.string(),
    again: z.boolean().describe('A run before it was stopped from outside.'),
    identity,
  }),
  entry('planned', { serviceCategory: z.string(), ...planned.shape }),
  entry('message', {
    message,
    became,
    problem: z.string().optional(),
    broughtAlong,
    identity,
  }),
  entry('cancellation', {
    id: z.string(),
    reason: z.string(),
    became,
    problem: z.string().optional(),
    broughtAlong,
    identity,
  }),
  entry('hint', { times: z.int(), until: time }),
  entry('not-understood', {
    signal: z.string(),
    input: z.string().describe('As JSON, whatever it was.'),
    problem: z.string(),
    broughtAlong,
    identity,
  }),
  entry('given-up', {
    message: z.string(),
    problem: z.string(),
    lost: z.boolean().describe('Its sender believes it to be taken.'),
  }),
] as const;

const onTicket = [
  entry('ticket', {
    how: z
      .enum(['created', 'adopted', 'found'])
      .describe(
        '`created`: by this submission. `adopted`: it was there already, and nothing proves that this submission created ' +
          'it. `found`: by a look before the request ended, or after a reset.',
      ),
    ticket,
    sent: RenderedTicket.optional().describe(
      'What was sent to create it. None of a ticket that was adopted or found: another attempt has sent what it was ' +
        'created with, or somebody else. None either where a run that was reset may have created it otherwise.',
    ),
    ignoredFields: z.array(z.string()),
  }),
  entry('reading', {
    ...judgement.shape,
    readAt: time,
    reads: z.int().describe('How often in a row it was read so, until `until`.'),
    until: time,
    passedOver: z.boolean().describe('A row older than one read before: nothing followed from it.'),
  }),
  entry('ticket-missing', { reads: z.int(), until: time, judgedBy }),
  entry('comment', { text: z.string() }),
  entry('note', {
    message: messageName,
    parts: z.int(),
    copies: z.int(),
    rewritten: z
      .boolean()
      .describe('An attempt of unknown outcome was before it, and a look did not find that.'),
    found: z.boolean().describe('It stood there already, and nothing was written.'),
    unproven: z.int().describe('Looks before it that proved nothing.'),
    releases: z.boolean().describe('It shows the approval of the ticket as given.'),
    gap: gap.optional(),
    late: z.boolean(),
    judgedBy,
  }),
  entry('note-unproven', { message: messageName, judgedBy }),
  entry('notes-doubled', { messages: z.array(messageName) }),
  entry('ending', {
    write: z.enum(['cancel', 'close']),
    became: z
      .enum(['cancelled', 'closed', 'left-alone', 'missing'])
      .describe(
        '`left-alone`: it was closed, resolved or in an unknown state, and nothing was written.',
      ),
    denied: z.boolean(),
    id: z.string(),
    reason: z.string(),
    judgedBy,
  }),
] as const;

const told = [
  entry('delivery', {
    sequence: z.int(),
    said: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), progress, at: time }),
      z.object({ type: z.literal('outcome'), outcome }),
    ]),
    judgedBy,
  }),
  entry('outcome', { outcome }),
] as const;

/** An activity, and in words what it was for. */
const work = { activity: z.string(), about: z.string() };

const trouble = [
  entry('failed', {
    ...work,
    how: z
      .enum(['failed', 'timed-out', 'interrupted'])
      .describe(
        '`timed-out`: a burst ended, or no worker answered. `interrupted`: the request itself gave it up; whether it ' +
          'happened is not said.',
      ),
    failure: failure.optional().describe('Of the last attempt, where one has failed.'),
    before: failure.optional().describe('Of the attempt before the last one.'),
    attempts: z.int().optional().describe('As far as Temporal recorded them.'),
    since: time,
    needsPerson: z.boolean(),
  }),
  entry('retried', {
    ...work,
    attempts: z.int().describe('The last one succeeded.'),
    since: time,
    before: failure.optional().describe('Why the attempt before it failed.'),
  }),
  entry('attention', { attention }),
  entry('attention-cleared', { code: z.string() }),
] as const;

const intervened = [
  entry('retry', { reason: z.string(), broughtAlong, identity }),
  entry('temporal-cancellation', {
    reason: z.string(),
    broughtAlong,
    became,
    problem: z.string().optional(),
  }),
  entry('reset', {
    reason: z.string(),
    replaced: z
      .string()
      .describe('The run that it replaced; its events up to `sharedEvents` are those of this run.'),
    sharedEvents: z.int(),
  }),
  entry('paused', { reason: z.string() }),
  entry('unpaused', { reason: z.string() }),
] as const;

const runs = [
  entry('went-on', { next: z.string() }),
  entry('ended', {
    how: z.enum(['completed', 'cancelled', 'failed', 'terminated', 'timed-out']),
    reason: z.string(),
    underWay: z
      .array(z.object({ ...work, since: time }))
      .describe('What had begun and whose end no history tells.'),
  }),
  entry('carried', {
    request,
    environment: z.string(),
    submittedAt: time,
    runsBefore: z.int(),
    ticket: ticket.optional(),
    notesWritten: z.int(),
    messagesTaken: z.array(z.string()),
    attention: z.array(attention),
    notTaken: z.array(z.object({ message: z.string(), problem: z.string(), at: time })),
    interventions: z.array(z.object({ by: z.string(), reason: z.string(), at: time })),
  }),
  entry('missing', {
    what: z.enum(['run', 'list', 'event', 'judgement']),
    words: z.string(),
  }),
] as const;

/** One entry, by its kind. */
export const entrySchema = z.discriminatedUnion('kind', [
  ...asked,
  ...onTicket,
  ...told,
  ...trouble,
  ...intervened,
  ...runs,
]);
