// What is said to a request: decisions, changes, cancellations, and what operators ask for; with their limits.
import { z } from 'zod';
import { date, fields, id, line, oneOf, ordinal, text, texts, time, yesOrNo } from './kinds.ts';

export { idPattern } from './kinds.ts';

/** The longest `by` and `reason` of a cancellation or an intervention, in UTF-16 units: both fit into `close_notes`. */
export const messageLimits = { by: 200, reason: 2000 } as const;

/**
 * The most of decisions and changes. In UTF-16 units: one `line` (a step, a name, a status), one `text` (a reason, a
 * comment, all data of a recipient together), `characters` of all that wait, so that the state fits into one payload of
 * Temporal. `waiting`: messages not yet on the ticket; `taken`: of one request, for ever.
 */
export const noteLimits = {
  line: 200,
  text: 10_000,
  entries: 50,
  waiting: 200,
  characters: 120_000,
  taken: 2_000,
} as const;
const { entries, text: longest } = noteLimits;

const [aLine, aText] = [line(noteLimits.line), text(longest)];

const place = {
  id: id().describe('Counts once: sent again, it changes nothing.'),
  sequence: ordinal()
    .describe('Its place among all decisions and changes of the request, from 1.')
    .exactOptional(),
  time: date().describe('Where it is missing the time of arrival stands for it.').exactOptional(),
};

const Verdict = oneOf(['approved', 'denied']);

const Decision = fields({
  ...place,
  step: aLine,
  approver: aLine,
  verdict: Verdict,
  reason: aText.exactOptional(),
  final: yesOrNo()
    .describe('With the identity manager as master, a final decision ends the request.')
    .default(false),
});

const changed = {
  status: aLine.describe('`assigned` says that the access is effective.').exactOptional(),
  validFrom: date().exactOptional(),
  validUntil: date().exactOptional(),
  comment: aText.exactOptional(),
  recipient: texts({ entries, text: longest, all: longest })
    .describe('Data of the recipient by the names that the identity manager gives them.')
    .exactOptional(),
};

const Change = fields({ ...place, by: aLine.exactOptional(), ...changed }).refine(
  ({ status, validFrom, validUntil, comment = '', recipient = {} }) =>
    [status, validFrom, validUntil].some((one) => one !== undefined) ||
    comment.trim() !== '' ||
    Object.keys(recipient).length > 0,
  `must hold one of ${Object.keys(changed).join(', ')}`,
);

const why = {
  by: line(messageLimits.by),
  reason: text(messageLimits.reason).regex(/\S/, 'is empty'),
};
const CancelMessage = fields({ id: place.id, ...why });
const RetryMessage = fields(why);

const Message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decision'), decision: Decision }),
  z.object({ kind: z.literal('change'), change: Change }),
]);

const Gap = z.object({ from: z.int(), to: z.int() });
const Note = z.object({
  message: Message,
  receivedAt: time(),
  gap: Gap.exactOptional(),
  late: z.literal(true).exactOptional(),
});

const MessageName = z.object({ kind: z.enum(['decision', 'change']), id: z.string() });

/** The schemas by the names of their types. */
export const messageSchemas = () => ({
  ...{ Verdict, Decision, Change, CancelMessage, RetryMessage },
  ...{ Message, MessageName, Gap, Note },
});

/** One approval step decided in the identity manager; `sequence` counts decisions and changes together. */
export type Decision = z.infer<typeof Decision>;
/** Anything else about the request that changed in the identity manager: at least one of what may change is there. */
export type Change = z.infer<typeof Change>;
/** Ends a request; its ticket is cancelled. The same id counts once. */
export type CancelMessage = z.infer<typeof CancelMessage>;
/** An operator's wish to try again at once. */
export type RetryMessage = z.infer<typeof RetryMessage>;
/** What is mirrored to the ticket. */
export type Message = z.infer<typeof Message>;
/** A decision or change by its id. */
export type MessageName = z.infer<typeof MessageName>;
/**
 * A message on its way to becoming one note. `gap`: the sequences before it that had not arrived in time. `late`: it came
 * after one of its sequence, or a later one.
 */
export type Note = z.infer<typeof Note>;
