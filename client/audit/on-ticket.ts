// What was read from and written to the ticket, as entries: each reading with its evidence, notes, endings.
import {
  activitySchemas,
  type GetTicketStatusResult,
  type TicketWrite,
  type UpdateServiceNowStatusResult,
} from '../../contract/activities.ts';
import { canonicalJson } from '../../contract/json.ts';
import type { Message, MessageName } from '../../contract/messages.ts';
import type { Reading } from '../../contract/ticket.ts';
import { type InputOf, readInput } from './inputs.ts';
import type { ActivityRecord, HistoryEvent } from './recorded.ts';
import type { Place, TrailEntry } from './schema.ts';
import {
  type Draft,
  drafts,
  ourselves,
  placed,
  type RunView,
  saidAt,
  saidByServiceNow,
} from './view.ts';

const schemas = activitySchemas();

/** The ticket with what was sent to create it, and the first reading of it. */
export function createdDrafts(
  view: RunView,
  ended: HistoryEvent,
  sent: InputOf<'CreateTicket'>['rendered'],
  result: unknown,
): Draft[] | undefined {
  const { data } = schemas.CreateTicketResult.safeParse(result);
  if (data === undefined) return undefined;
  const { ticket, status, adopted, ignoredFields } = data;
  const place = placed(view, ended, ourselves(status.judgedBy));
  const creation = adopted ? { how: 'adopted' as const } : creationOf(view, sent);
  return [
    ...drafts(view, [{ kind: 'ticket', ...place, ...creation, ticket, ignoredFields }]),
    ...readingDrafts(view, ended, status, true),
  ];
}

/**
 * A ticket that this submission has created: by this attempt or an earlier one, which sent the same. A run that was reset
 * may have been first, and with another plan.
 */
function creationOf(
  view: RunView,
  sent: InputOf<'CreateTicket'>['rendered'],
): Pick<Extract<TrailEntry, { kind: 'ticket' }>, 'how' | 'sent'> {
  const before = creationsBefore(view);
  const isDone = ({ ended }: ActivityRecord) => ended?.activityTaskCompletedEventAttributes != null;
  if (before?.some(isDone) === true) return { how: 'found' };
  const isSame = ({ type, input }: ActivityRecord) => {
    const known = readInput(type, input);
    return (
      known?.type === 'CreateTicket' && canonicalJson(known.input.rendered) === canonicalJson(sent)
    );
  };
  return { how: 'created', ...(before?.every(isSame) === true && { sent }) };
}

/** What the runs from which this one was reset did to create the ticket; undefined where one of them is gone. */
function creationsBefore({ run, base }: RunView): ActivityRecord[] | undefined {
  if (run.resetFrom === undefined) return [];
  const before = base && creationsBefore(base);
  if (base === undefined || before === undefined) return undefined;
  return [...before, ...base.activities.values()].filter(({ type }) => type === 'CreateTicket');
}

/** A poll, or the look whether there is a ticket at all. */
export function lookedDrafts(
  view: RunView,
  ended: HistoryEvent,
  { fresh, adopting }: InputOf<'GetTicketStatus'>,
  result: unknown,
): Draft[] | undefined {
  const { data } = schemas.GetTicketStatusResult.safeParse(result);
  if (data === undefined) return undefined;
  const place = placed(view, ended, ourselves(judgeOf(data)));
  if (data.kind === 'missing') return [missingDraft(view, place, data)];
  const { ticket, status, duplicates: messages = [] } = data;
  const isFound = adopting;
  return [
    ...drafts(view, [
      ...(isFound
        ? [{ kind: 'ticket' as const, ...place, how: 'found' as const, ticket, ignoredFields: [] }]
        : []),
      ...(messages.length > 0 ? [{ kind: 'notes-doubled' as const, ...place, messages }] : []),
    ]),
    ...readingDrafts(view, ended, status, fresh),
  ];
}

const judgeOf = (data: GetTicketStatusResult) =>
  data.kind === 'missing' ? data.judgedBy : data.status.judgedBy;

function missingDraft(
  { firstRunId }: RunView,
  place: Place,
  { judgedBy }: { judgedBy: Reading['judgedBy'] },
): Draft {
  const until = place.recordedAt;
  return { firstRunId, entry: { kind: 'ticket-missing', ...place, reads: 1, until, judgedBy } };
}

/** What was written to the ticket, or why not. */
export function updatedDrafts(
  view: RunView,
  ended: HistoryEvent,
  write: TicketWrite,
  result: unknown,
): Draft[] | undefined {
  const { data } = schemas.UpdateServiceNowStatusResult.safeParse(result);
  if (data === undefined) return undefined;
  const judgedBy = 'status' in data ? data.status.judgedBy : data.judgedBy;
  if (write.kind === 'note') {
    const place = placed(view, ended, ourselves(judgedBy));
    return drafts(view, noteEntries(place, write, data));
  }
  if (data.kind === 'noted' || data.kind === 'unproven') return undefined;
  const { kind, id, by: name, reason } = write;
  const place = placed(view, ended, { name, from: askedFrom(id) });
  const denied = write.kind === 'cancel' && write.denied;
  const became = { write: kind, became: data.kind, denied, id, reason, judgedBy };
  return [
    ...drafts(view, [{ kind: 'ending', ...place, ...became }]),
    ...('status' in data ? readingDrafts(view, ended, { ...data.status, comments: [] }, true) : []),
  ];
}

/** A deadline and a cancellation by the means of Temporal have ids of their own. */
function askedFrom(id: string): Place['who']['from'] {
  switch (id) {
    case 'expireAfter':
      return 'orchestrator';
    case 'temporal':
      return 'temporal';
    default:
      return 'message';
  }
}

function noteEntries(
  place: Place,
  { note, attemptedBefore, releases }: Extract<TicketWrite, { kind: 'note' }>,
  done: UpdateServiceNowStatusResult,
): TrailEntry[] {
  const message = nameOfMessage(note.message);
  if (done.kind === 'unproven') {
    return [{ kind: 'note-unproven', ...place, message, judgedBy: done.judgedBy }];
  }
  if (done.kind !== 'noted') return [];
  const { parts, copies, rewritten, judgedBy } = done;
  const { gap, late = false } = note;
  const found = attemptedBefore && !rewritten;
  return [
    {
      kind: 'note',
      ...place,
      message,
      ...{ parts, copies, rewritten, found, unproven: 0, releases, late },
      ...(gap && { gap }),
      judgedBy,
    },
  ];
}

function nameOfMessage(message: Message): MessageName {
  switch (message.kind) {
    case 'decision':
      return { kind: message.kind, id: message.decision.id };
    case 'change':
      return { kind: message.kind, id: message.change.id };
  }
}

/** A reading, and the public comments that it brought. */
function readingDrafts(
  view: RunView,
  ended: HistoryEvent,
  { comments, commentCursor, moreComments, cadence, ...status }: Reading,
  fresh: boolean,
): Draft[] {
  const { firstRunId } = view;
  const { updatedBy, updatedOn } = status.evidence;
  const who = byServiceNow(updatedBy);
  const place = placed(view, ended, who, saidByServiceNow(updatedOn));
  const counted = { reads: 1, until: place.recordedAt, passedOver: false };
  return [
    { firstRunId, fresh, entry: { kind: 'reading', ...place, ...status, ...counted } },
    ...comments.map(({ by, at, text }): Draft => {
      const said = placed(view, ended, byServiceNow(by), saidAt(at, 'servicenow'));
      return { firstRunId, entry: { kind: 'comment', ...said, text } };
    }),
  ];
}

const byServiceNow = (name: string): Place['who'] => ({
  name: name === '' ? 'not said' : name,
  from: 'servicenow',
});
