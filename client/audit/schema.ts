// The form of an audit trail: the one source of its types, and of the JSON Schema that `audit --json` keeps to.
import { z } from 'zod';
import { time } from '../../contract/kinds.ts';
import { schemas } from '../../contract/schemas.ts';
import { entrySchema } from './entries.ts';
import type { place } from './words.ts';

const { AccessRequest, Outcome, Ticket } = schemas();

const run = z.object({
  run: z.string(),
  state: z
    .enum(['running', 'continued', 'completed', 'cancelled', 'failed', 'terminated', 'timed-out'])
    .describe('Anything but the first three was not done by the orchestrator.'),
  startedAt: time(),
  endedAt: time().optional(),
  events: z.int(),
  continues: z.string().optional(),
  replaces: z.string().optional(),
});

/** The whole trail of a request. */
export const trailSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  workflowId: z.string(),
  complete: z
    .boolean()
    .describe('False where anything is missing: then an entry `missing` says what.'),
  request: AccessRequest.optional(),
  environment: z.string().optional(),
  ticket: Ticket.optional(),
  outcome: Outcome.optional().describe('That of the latest run; none where that is gone.'),
  runs: z.array(run).describe('Those whose histories are there, the oldest first.'),
  entries: z.array(entrySchema),
});

/** The audit trail of a request: everything that its histories say, in order. */
export type Trail = z.infer<typeof trailSchema>;
/** One thing that happened, with its evidence. */
export type TrailEntry = Trail['entries'][number];
/** What every entry says beside what happened. */
export type Place = Pick<TrailEntry, keyof typeof place>;
