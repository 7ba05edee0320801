// Facts: what happened to a request, as the audit trail tells it; immutable, numbered in the order in which they came about.
import { z } from 'zod';
import { requestSchemas } from './access-request.ts';
import { attentionSchemas } from './attention.ts';
import { failureSchemas } from './failures.ts';
import { time } from './kinds.ts';
import { messageSchemas } from './messages.ts';
import { outcomeSchemas } from './outcome.ts';
import { planSchemas } from './plan.ts';
import { progressSchemas } from './progress.ts';
import { ticketSchemas } from './ticket.ts';

const { AccessRequest } = requestSchemas();
const { Attention } = attentionSchemas();
const { Failure } = failureSchemas();
const { Gap, Message, MessageName } = messageSchemas();
const { Outcome } = outcomeSchemas();
const { Plan, RenderedTicket } = planSchemas();
const { ProgressStep } = progressSchemas();
const { JudgedBy, Judgement, Ticket, TicketComment } = ticketSchemas();

const doer = z
  .object({
    name: z.string(),
    from: z.enum(['message', 'servicenow', 'temporal', 'orchestrator']),
  })
  .describe(
    'Who did it, and whose word that is: a message to us (unproven), an account or person of ServiceNow, the identity ' +
      'that Temporal recorded of its client, or the orchestrator itself.',
  );

const fate = z.enum(['taken', 'held-back', 'duplicate', 'rejected', 'not-taken']);

const fact = <Kind extends string, Shape extends z.core.$ZodLooseShape>(kind: Kind, shape: Shape) =>
  z.object({ kind: z.literal(kind), ...shape });

const [words, id, problem] = [z.string(), z.string(), z.string()];
const judgedBy = JudgedBy;
const lost = z.boolean().describe('Its sender believes it to be taken.');
const became = { became: fate, problem: problem.exactOptional() };
const again = z.boolean().describe('A run before it was stopped from outside.');
const about = z.string().describe('There is one at a time of what it is about.');

const content = z.discriminatedUnion('kind', [
  fact('submitted', { request: AccessRequest, environment: z.string(), again }),
  // The run begins anew from an earlier event of the run that it replaces.
  fact('reset', { replaced: z.string() }),
  fact('message', { message: Message, ...became }),
  fact('cancellation', { id, reason: words, ...became }),
  fact('not-understood', { message: z.string(), problem, lost }),
  // A final decision after another one: it is noted and decides nothing.
  fact('no-effect', { message: z.string(), problem }),
  // A message that was taken never stands on the ticket.
  fact('given-up', { message: z.string(), problem, lost }),
  fact('intervention', { intervention: z.literal('retry'), reason: words }),
  fact('planned', {
    serviceCategory: AccessRequest.shape.serviceCategory,
    ...Plan.pick({
      ...{ master: true, instance: true, table: true, sysId: true },
      ...{ expireAfter: true, afterCare: true, judgedBy: true },
    }).shape,
  }),
  fact('ticket', {
    how: z
      .enum(['created', 'adopted', 'found'])
      .describe(
        '`created`: by this submission. `adopted`: it was there already, and nothing proves that this submission created ' +
          'it. `found`: by a look before the request ended, or after a reset.',
      ),
    ticket: Ticket,
    sent: RenderedTicket.exactOptional().describe(
      'What was sent to create it. None of a ticket that was adopted or found: another attempt has sent what it was ' +
        'created with, or somebody else. None either where a run that was reset may have created it otherwise.',
    ),
    ignoredFields: z.array(z.string()),
    judgedBy,
  }),
  fact('reading', {
    ...Judgement.shape,
    readAt: time(),
    passedOver: z.boolean().describe('A row older than one read before: nothing followed from it.'),
  }),
  fact('ticket-missing', { judgedBy }),
  fact('comment', { comment: TicketComment }),
  fact('note', {
    message: MessageName,
    ...{ parts: z.int(), copies: z.int() },
    rewritten: z
      .boolean()
      .describe('An attempt of unknown outcome was before it, and a look did not find that.'),
    found: z.boolean().describe('It stood there already, and nothing was written.'),
    releases: z.boolean().describe('It shows the approval of the ticket as given.'),
    gap: Gap.exactOptional(),
    late: z.boolean(),
    judgedBy,
  }),
  fact('note-unproven', { message: MessageName, judgedBy }),
  fact('notes-doubled', { messages: z.array(MessageName), judgedBy }),
  fact('ending', {
    write: z.enum(['cancel', 'close']),
    became: z
      .enum(['cancelled', 'closed', 'left-alone', 'missing'])
      .describe(
        '`left-alone`: it was closed, resolved or in an unknown state, and nothing was written.',
      ),
    denied: z.boolean(),
    id,
    reason: words,
    judgedBy,
  }),
  fact('delivery', {
    deliverySequence: z.int(),
    said: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), progress: ProgressStep, at: time() }),
      z.object({ type: z.literal('outcome'), outcome: Outcome }),
    ]),
    judgedBy: judgedBy.exactOptional(),
  }),
  fact('outcome', { outcome: Outcome }),
  // A failure lasts for longer than a minute; and its end.
  fact('trouble', { activity: z.string(), failure: Failure, since: time() }),
  fact('trouble-over', { activity: z.string(), since: time() }),
  fact('attention', { about, attention: Attention }),
  fact('attention-cleared', { about, code: z.string() }),
]);

const numbered = z.intersection(
  z.object({ sequence: z.int().min(1), at: time(), who: doer }),
  content,
);

/** The schemas by the names of their types. */
export const factSchemas = () => ({ Doer: doer, Fate: fate, FactContent: content, Fact: numbered });

/** Who did it, and whose word that is. */
export type Doer = z.infer<typeof doer>;
/** What became of a message. `held-back`: it waits for a lower sequence. `not-taken`: its sender believes it to be taken. */
export type Fate = z.infer<typeof fate>;
/** What a fact says, by its kind. */
export type FactContent = z.infer<typeof content>;
/** One fact. `sequence` counts from 1 in each run; `at` is the clock of the workflow. */
export type Fact = z.infer<typeof numbered>;
