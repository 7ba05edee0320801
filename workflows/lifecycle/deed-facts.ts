// What an activity has found and done, as facts: for the record of a run, and for the audit trail, which reads it from histories.
import type {
  CreateTicketResult,
  GetTicketStatusResult,
  TicketWrite,
  UpdateServiceNowStatusResult,
} from '../../contract/activities.ts';
import type { Doer, FactContent } from '../../contract/facts.ts';
import { canonicalJson } from '../../contract/json.ts';
import type { RenderedTicket } from '../../contract/plan.ts';
import type { JudgedBy, Reading } from '../../contract/ticket.ts';
import { byServiceNow, orchestrator, record } from './facts.ts';
import { messageNameOf } from './note-queue.ts';
import type { Delivery, State } from './state.ts';

type Judged = Omit<Reading, 'comments' | 'commentCursor' | 'moreComments' | 'readAt' | 'cadence'>;
type Of<Kind extends FactContent['kind']> = Extract<FactContent, { kind: Kind }>;

/** What an activity was asked for, as far as facts tell it, and what came back. `by`: who has the ticket ended. */
export type Deed =
  | {
      kind: 'planned';
      serviceCategory: string;
      plan: Omit<Of<'planned'>, 'kind' | 'serviceCategory'>;
    }
  | { kind: 'created'; sent: RenderedTicket | undefined; result: CreateTicketResult }
  | { kind: 'looked'; result: GetTicketStatusResult }
  | { kind: 'polled'; fresh: boolean; result: GetTicketStatusResult }
  | { kind: 'updated'; write: TicketWrite; by: Doer; result: UpdateServiceNowStatusResult }
  | { kind: 'delivered'; delivery: Delivery; judgedBy?: JudgedBy };

/** What a fact says, and who did it. */
export type DoneFact = FactContent & { who: Doer };

const ours = (content: FactContent): DoneFact => ({ who: orchestrator, ...content });

/** The facts of a deed. `passedOver` of a reading says that nothing follows from it if it is older than the last one: see `isOlder`. */
export function factsOfDeed(deed: Deed): DoneFact[] {
  switch (deed.kind) {
    case 'planned': {
      const { master, instance, table, sysId, expireAfter, afterCare, judgedBy } = deed.plan;
      const expires = expireAfter === undefined ? {} : { expireAfter };
      const plan = { master, instance, table, sysId, ...expires, afterCare, judgedBy };
      return [ours({ kind: 'planned', serviceCategory: deed.serviceCategory, ...plan })];
    }
    case 'created': {
      const { ticket, status, adopted, ignoredFields } = deed.result;
      const sent = adopted || deed.sent === undefined ? {} : { sent: deed.sent };
      const how = adopted ? 'adopted' : 'created';
      const { judgedBy } = status;
      const found = ours({ kind: 'ticket', how, ticket, ...sent, ignoredFields, judgedBy });
      return [found, ...readingOf(status, { passedOver: false })];
    }
    case 'looked':
    case 'polled':
      return lookedAt(deed);
    case 'updated':
      return written(deed);
    case 'delivered':
      return [ours(deliveryOf(deed))];
  }
}

function deliveryOf({ delivery, judgedBy }: Extract<Deed, { kind: 'delivered' }>): FactContent {
  const { sequence: deliverySequence, ...told } = delivery;
  const by = judgedBy === undefined ? {} : { judgedBy };
  const fact = { kind: 'delivery', deliverySequence, ...by } as const;
  if (told.kind === 'outcome') {
    return { ...fact, said: { type: 'outcome', outcome: told.outcome } };
  }
  const { at, ...progress } = told;
  return { ...fact, said: { type: 'progress', progress, at } };
}

function lookedAt(deed: Extract<Deed, { kind: 'looked' | 'polled' }>): DoneFact[] {
  const { result } = deed;
  if (result.kind === 'missing') {
    return [ours({ kind: 'ticket-missing', judgedBy: result.judgedBy })];
  }
  const { ticket, status, duplicates: messages = [] } = result;
  const { judgedBy } = status;
  const found = { kind: 'ticket' as const, how: 'found' as const, ignoredFields: [] };
  return [
    ...(deed.kind === 'looked' ? [ours({ ...found, ticket, judgedBy })] : []),
    ...(messages.length === 0 ? [] : [ours({ kind: 'notes-doubled', messages, judgedBy })]),
    ...readingOf(status, { passedOver: deed.kind === 'polled' && !deed.fresh }),
  ];
}

/** A reading, and the public comments that it brought. */
function readingOf(
  { comments, commentCursor, moreComments, cadence, ...reading }: Reading,
  { passedOver }: { passedOver: boolean },
): DoneFact[] {
  return [
    { kind: 'reading', passedOver, ...reading, who: byServiceNow(reading.evidence.updatedBy) },
    ...comments.map((comment) => ({
      kind: 'comment' as const,
      comment,
      who: byServiceNow(comment.by),
    })),
  ];
}

/** What was written to the ticket, or why not. A ticket that was ended is not asked for comments. */
function written({ write, by, result }: Extract<Deed, { kind: 'updated' }>): DoneFact[] {
  if (write.kind === 'note') return noteOf(write, result);
  if (result.kind === 'noted' || result.kind === 'unproven') return [];
  const { kind, id, reason } = write;
  const denied = kind === 'cancel' && write.denied;
  const judgedBy = 'status' in result ? result.status.judgedBy : result.judgedBy;
  return [
    { kind: 'ending', write: kind, became: result.kind, denied, id, reason, judgedBy, who: by },
    ...('status' in result
      ? readingOf({ ...result.status, comments: [] }, { passedOver: false })
      : []),
  ];
}

function noteOf(
  { note, attemptedBefore, releases }: Extract<TicketWrite, { kind: 'note' }>,
  result: UpdateServiceNowStatusResult,
): DoneFact[] {
  const message = messageNameOf(note.message);
  if (result.kind === 'unproven') {
    return [ours({ kind: 'note-unproven', message, judgedBy: result.judgedBy })];
  }
  if (result.kind !== 'noted') return [];
  const { gap, late = false } = note;
  const found = attemptedBefore && !result.rewritten;
  const place = { found, releases, late, ...(gap === undefined ? {} : { gap }) };
  return [ours({ ...result, kind: 'note', message, ...place })];
}

/** Puts the facts of a deed on record: a reading only where it says something else than the last one. */
export function recordDeed(state: State, deed: Deed, now: number): State {
  const { reading: last } = state;
  const facts = factsOfDeed(deed);
  const passedOver = facts.some(
    (fact) => fact.kind === 'reading' && fact.passedOver && isOlder(fact, last),
  );
  return facts.reduce((next, { who, ...content }) => {
    if (content.kind === 'reading') {
      return last !== undefined && judgementOf(content) === judgementOf(last)
        ? next
        : record(next, { ...content, passedOver }, now, who);
    }
    // They come again with the next reading.
    return passedOver && content.kind === 'comment' ? next : record(next, content, now, who);
  }, state);
}

/** Whether a row is older than the last one that was read. */
export const isOlder = (
  { evidence }: Pick<Reading, 'evidence'>,
  last: Pick<Reading, 'evidence'> | undefined,
): boolean => last !== undefined && evidence.modCount < last.evidence.modCount;

/** What a reading says and who judged it, without when. */
export function judgementOf({ evidence, phase, holdReason, result, ...reading }: Judged): string {
  const { unknown, closedBy, closeNotes, overwrote, judgedBy } = reading;
  const rest = { unknown, closedBy, closeNotes, overwrote, judgedBy };
  return canonicalJson({ evidence, phase, holdReason, result, ...rest });
}
