// The words of an audit trail that its entries share: people, tickets, readings, messages, as ServiceNow and others gave them.
import { z } from 'zod';

/** Of our own clocks, and of ServiceNow's where it says so: ISO 8601 in UTC. */
export const time = z.iso.datetime().meta({ id: 'Time' });

const person = z
  .object({ id: z.string(), name: z.string(), email: z.string().optional() })
  .meta({ id: 'Person' });

/** What was asked for, as it was submitted. */
export const request = z
  .object({
    id: z.string(),
    action: z.enum(['grant', 'renewal', 'removal']),
    reference: z.object({ id: z.string(), url: z.string() }),
    serviceItem: z.object({ id: z.string(), name: z.string() }),
    serviceCategory: z.string(),
    recipient: person,
    requester: person,
    reason: z.string().optional(),
    validFrom: z.string().optional(),
    validUntil: z.string().optional(),
    data: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'Request' });

/** The ServiceNow record; `url` opens it. */
export const ticket = z
  .object({
    instance: z.string(),
    table: z.string(),
    sysId: z.string(),
    number: z.string(),
    url: z.string(),
  })
  .meta({ id: 'Ticket' });

/** The release and the digest of the configuration (without secrets) that judged something. */
export const judgedBy = z
  .object({ release: z.string(), configuration: z.string() })
  .meta({ id: 'JudgedBy' });

/** Raw values of a ticket; dates are ServiceNow's, `YYYY-MM-DD HH:MM:SS` in UTC, or empty. */
export const evidence = z
  .object({
    state: z.string(),
    approval: z.string(),
    active: z.boolean(),
    holdReason: z.string(),
    closeCode: z.string(),
    closeNotes: z.string(),
    assignedTo: z.string(),
    closedBy: z.string(),
    closedAt: z.string(),
    updatedBy: z.string(),
    updatedOn: z.string(),
    modCount: z.number(),
  })
  .meta({ id: 'Evidence' });

export const phase = z.enum(['open', 'in-progress', 'on-hold', 'resolved', 'closed', 'unknown']);
const result = z.enum(['fulfilled', 'not-fulfilled', 'rejected', 'cancelled']);

/** A ticket as it was read and what the status map in force made of it. */
export const judgement = z.object({
  evidence,
  phase,
  holdReason: z.string().optional(),
  result: result.optional(),
  unknown: z.string().optional(),
  closedBy: z.string().optional(),
  closeNotes: z.string().optional(),
  overwrote: z.literal(true).optional(),
  judgedBy,
});

export const comment = z
  .object({ by: z.string(), at: z.string(), text: z.string() })
  .meta({ id: 'Comment' });

const verdict = z.enum(['approved', 'denied']);

const decision = z
  .object({
    id: z.string(),
    sequence: z.number().optional(),
    step: z.string(),
    approver: z.string(),
    verdict,
    reason: z.string().optional(),
    time: z.string().optional(),
    final: z.boolean(),
  })
  .meta({ id: 'Decision' });

const change = z
  .object({
    id: z.string(),
    sequence: z.number().optional(),
    by: z.string().optional(),
    time: z.string().optional(),
    status: z.string().optional(),
    validFrom: z.string().optional(),
    validUntil: z.string().optional(),
    comment: z.string().optional(),
    recipient: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'Change' });

/** What the identity manager said. */
export const message = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('decision'), decision }),
    z.object({ kind: z.literal('change'), change }),
  ])
  .meta({ id: 'Message' });

/** A decision or change by its id. */
export const messageName = z
  .object({ kind: z.enum(['decision', 'change']), id: z.string() })
  .meta({ id: 'MessageName' });

/** Sequences that had not arrived in time. */
export const gap = z.object({ from: z.number(), to: z.number() });

/** How a request ended, as it was recorded for the identity manager. */
export const outcome = z
  .object({
    kind: z.enum(['fulfilled', 'not-fulfilled', 'denied', 'cancelled', 'expired']),
    cause: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('ticket'), state: z.string(), result }),
      z.object({ kind: z.literal('decision'), id: z.string(), verdict }),
      z.object({ kind: z.literal('cancellation'), id: z.string() }),
      z.object({ kind: z.literal('deadline') }),
    ]),
    by: z.string(),
    words: z.string(),
    at: time,
    ticket: ticket.optional(),
  })
  .meta({ id: 'Outcome' });

/** What the identity manager was told while the request was open. */
export const progress = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('ticket-created'), ticket }),
    z.object({
      kind: z.literal('phase'),
      phase: phase.exclude(['unknown']),
      holdReason: z.string().optional(),
      assignedTo: z.string().optional(),
    }),
    z.object({ kind: z.literal('comment'), comment }),
  ])
  .meta({ id: 'Progress' });

export const failure = z.object({ type: z.string(), message: z.string() }).meta({ id: 'Failure' });

export const attention = z
  .object({
    code: z.string(),
    words: z.string(),
    remedy: z.string(),
    since: time,
  })
  .meta({ id: 'Attention' });

/** Who did it, and who says so. */
const who = z
  .object({
    name: z.string(),
    from: z.enum(['message', 'servicenow', 'temporal', 'orchestrator']),
  })
  .describe(
    'Who did it, and whose word that is: a message to us (unproven), an account or person of ServiceNow, the identity ' +
      'that Temporal recorded of its client, or the orchestrator itself.',
  )
  .meta({ id: 'Who' });

/** What every entry has: when it was recorded and happened, who did it, and where it stands. */
export const place = {
  recordedAt: time.describe(
    'When our history recorded it, by the clock of Temporal; entries are in this order.',
  ),
  at: z
    .union([time, z.iso.date()])
    .describe('When it happened, by the word of `source`; a day where no time was said.')
    .meta({ id: 'At' }),
  source: z
    .enum(['temporal', 'servicenow', 'identity-manager'])
    .describe(
      'Whose clock says `at`: ours, that of ServiceNow, or that of a message of the identity manager.',
    )
    .meta({ id: 'Source' }),
  who,
  run: z.string().describe('The run in whose history it stands, or that is missing.'),
  event: z
    .int()
    .optional()
    .describe('The event of that history; none where nothing of it is left.'),
};

export const became = z
  .enum(['taken', 'held-back', 'duplicate', 'rejected', 'not-taken', 'waits', 'unknown'])
  .describe(
    'What became of it. `held-back`: it waits for a lower sequence. `not-taken`: its sender believes it to be taken. ' +
      '`waits`: no worker had taken it when this history ended. `unknown`: see the entry `missing` that says why.',
  )
  .meta({ id: 'Became' });
