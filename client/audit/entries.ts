// The entries of an audit trail: every kind of thing that can happen to a request, with what is told of it.
import { z } from 'zod';
import { factSchemas, type Fact } from '../../contract/facts.ts';
import { time as timeSchema } from '../../contract/kinds.ts';
import { schemas } from '../../contract/schemas.ts';
import { became, place } from './words.ts';

const { AccessRequest: request, Ticket: ticket, JudgedBy: judgedBy } = schemas();
const { Failure: failure, Attention: attention } = schemas();
const time = timeSchema();

const { options } = factSchemas().FactContent;
const shapes = options.map(({ shape }) => shape);
type ShapeOf<Kind extends string> = Extract<(typeof shapes)[number], { kind: z.ZodLiteral<Kind> }>;

/** The fields of a fact. */
export function shapeOf<Kind extends Fact['kind']>(kind: Kind): ShapeOf<Kind> {
  const shape = shapes.find((one): one is ShapeOf<Kind> => one.kind.value === kind);
  if (shape === undefined) throw new Error(`There is no fact ${kind}.`);
  return shape;
}

const entry = <Kind extends string, Shape extends z.core.$ZodLooseShape>(
  kind: Kind,
  shape: Shape,
) => z.object({ kind: z.literal(kind), ...place, ...shape }).meta({ id: `Entry:${kind}` });

/** An entry that says what the fact of its kind says, and no more. */
const same = <Kind extends Fact['kind']>(kind: Kind) => entry(kind, shapeOf(kind));

/** Which client of Temporal sent it, as Temporal recorded it; empty where it recorded none. */
const identity = z.string();

const broughtAlong = z
  .boolean()
  .describe('Not sent anew: the reset of the run brought it along from the run that it replaced.');

const asked = [
  entry('submitted', { ...shapeOf('submitted'), identity }),
  same('planned'),
  entry('message', { ...shapeOf('message'), became, broughtAlong, identity }),
  entry('cancellation', { ...shapeOf('cancellation'), became, broughtAlong, identity }),
  entry('hint', { times: z.int(), until: time }),
  entry('not-understood', {
    signal: z.string(),
    input: z.string().describe('As JSON, whatever it was.'),
    problem: z.string(),
    broughtAlong,
    identity,
  }),
  same('given-up'),
] as const;

const counted = {
  reads: z.int().describe('How often in a row it was read so, until `until`.'),
  until: time,
};

const onTicket = [
  same('ticket'),
  entry('reading', { ...shapeOf('reading'), ...counted }),
  entry('ticket-missing', { ...shapeOf('ticket-missing'), ...counted }),
  entry('comment', { text: z.string() }),
  entry('note', {
    ...shapeOf('note'),
    unproven: z.int().describe('Looks before it that proved nothing.'),
  }),
  same('note-unproven'),
  same('notes-doubled'),
  same('ending'),
] as const;

const told = [
  entry('delivery', { sequence: z.int(), said: shapeOf('delivery').said, judgedBy }),
  same('outcome'),
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
  same('attention'),
  same('attention-cleared'),
] as const;

const intervened = [
  entry('retry', { reason: z.string(), broughtAlong, identity }),
  entry('temporal-cancellation', {
    reason: z.string(),
    broughtAlong,
    became,
    problem: shapeOf('cancellation').problem,
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
