// What activities were given and gave back, as far as the trail tells it: read from histories of any release.
import { z } from 'zod';
import {
  comment,
  gap,
  judgedBy,
  judgement,
  message,
  messageName,
  outcome,
  progress,
  request,
  ticket,
  time,
} from './words.ts';

const rendered = z.object({
  fields: z.record(z.string(), z.string()),
  note: z.object({ column: z.string(), text: z.string() }),
});

const write = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cancel'),
    denied: z.boolean().default(false),
    id: z.string(),
    by: z.string(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('close'), id: z.string(), by: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal('note'),
    note: z.object({ message, gap: gap.optional(), late: z.literal(true).optional() }),
    attemptedBefore: z.boolean(),
    releases: z.boolean(),
  }),
]);

const told = z.intersection(progress, z.object({ sequence: z.int(), at: time }));

/** The inputs by the type of their activity. */
const inputSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('PlanTicket'),
    input: z.object({ request: z.object({ serviceCategory: z.string() }) }),
  }),
  z.object({ type: z.literal('CreateTicket'), input: z.object({ rendered }) }),
  z.object({
    type: z.literal('GetTicketStatus'),
    input: z.object({ fresh: z.boolean(), adopting: z.boolean() }),
  }),
  z.object({ type: z.literal('UpdateServiceNowStatus'), input: z.object({ write }) }),
  z.object({ type: z.literal('ReportProgress'), input: z.object({ progress: told }) }),
  z.object({
    type: z.literal('RecordOutcome'),
    input: z.object({ outcome, sequence: z.int() }),
  }),
]);

export type KnownInput = z.infer<typeof inputSchema>;

/** What an activity was given; undefined where it is none of ours, or cannot be read. */
export const readInput = (type: string, input: unknown): KnownInput | undefined =>
  inputSchema.safeParse({ type, input }).data;

/** A reading with what it brings beside the judgement. */
const reading = judgement.extend({
  readAt: time,
  comments: z.array(comment),
});

export type Reading = z.infer<typeof reading>;

/** The results that say more than that it was done. */
export const planned = z.object({
  master: z.enum(['servicenow', 'identity-manager']),
  instance: z.string(),
  table: z.string(),
  sysId: z.string(),
  expireAfter: z.number().optional(),
  afterCare: z.number().optional(),
  judgedBy,
});

export const created = z.object({
  ticket,
  status: reading,
  adopted: z.boolean(),
  ignoredFields: z.array(z.string()),
});

export const looked = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('missing'), readAt: time, judgedBy }),
  z.object({
    kind: z.literal('read'),
    ticket,
    status: reading,
    duplicates: z.array(messageName).optional(),
  }),
]);

export const updated = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['cancelled', 'closed']), status: reading }),
  z.object({
    kind: z.literal('noted'),
    parts: z.int(),
    copies: z.int(),
    rewritten: z.boolean(),
    judgedBy,
  }),
  z.object({ kind: z.enum(['unproven', 'left-alone', 'missing']), judgedBy }),
]);

export const taken = z.object({ judgedBy });

/** What a run was started with that does not go on from another. */
export const submission = z.object({
  request,
  environment: z.string(),
  former: z.boolean().default(false),
});
