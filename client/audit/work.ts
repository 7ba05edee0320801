// What activities did, as entries: each by what it was given and what came back.
import { activitySchemas } from '../../contract/activities.ts';
import { planned } from './entries.ts';
import { type KnownInput, readInput } from './inputs.ts';
import { createdDrafts, lookedDrafts, updatedDrafts } from './on-ticket.ts';
import { outcomeEntry } from './outcome.ts';
import { type ActivityRecord, type HistoryEvent, valueOf } from './recorded.ts';
import type { TrailEntry } from './schema.ts';
import { troubleEntries } from './trouble.ts';
import { type Draft, drafts, isToldHere, ourselves, placed, type RunView } from './view.ts';

/** Everything that the activities of a run did or failed to do. */
export function workDrafts(view: RunView): Draft[] {
  return [...view.activities.values()].flatMap((activity) => {
    const { scheduled, ended } = activity;
    const input = readInput(activity.type, activity.input);
    const begun = isToldHere(view, scheduled) ? begunEntries(view, scheduled, input) : [];
    if (ended === undefined || !isToldHere(view, ended)) return drafts(view, begun);
    return [
      ...drafts(view, [...begun, ...troubleEntries(view, activity)]),
      ...doneDrafts(view, activity, ended, input),
    ];
  });
}

/** The outcome is on record from when the identity manager is first to be told of it. */
const begunEntries = (view: RunView, scheduled: HistoryEvent, input: KnownInput | undefined) =>
  input?.type === 'RecordOutcome' ? [outcomeEntry(view, scheduled, input.input.outcome)] : [];

function doneDrafts(
  view: RunView,
  { type }: ActivityRecord,
  ended: HistoryEvent,
  input: KnownInput | undefined,
): Draft[] {
  const completed = ended.activityTaskCompletedEventAttributes;
  if (completed == null) return [];
  const done = input && readDone(view, ended, input, valueOf(completed.result));
  if (done !== undefined) return done;
  const words = `What ${type} did cannot be read by this release.`;
  const place = placed(view, ended, ourselves());
  return drafts(view, [{ kind: 'missing', ...place, what: 'event', words }]);
}

/** What the end of an activity says; undefined where it cannot be read. */
function readDone(
  view: RunView,
  ended: HistoryEvent,
  input: KnownInput,
  result: unknown,
): Draft[] | undefined {
  switch (input.type) {
    case 'PlanTicket':
      return plannedDrafts(view, ended, input.input.request.serviceCategory, result);
    case 'CreateTicket':
      return createdDrafts(view, ended, input.input.rendered, result);
    case 'GetTicketStatus':
      return lookedDrafts(view, ended, input.input, result);
    case 'UpdateServiceNowStatus':
      return updatedDrafts(view, ended, input.input.write, result);
    case 'ReportProgress': {
      const { sequence, at, ...progress } = input.input.progress;
      return deliveryDrafts(
        view,
        ended,
        { sequence, said: { type: 'progress', progress, at } },
        result,
      );
    }
    case 'RecordOutcome': {
      const { outcome, sequence } = input.input;
      return deliveryDrafts(view, ended, { sequence, said: { type: 'outcome', outcome } }, result);
    }
  }
}

function plannedDrafts(
  view: RunView,
  ended: HistoryEvent,
  serviceCategory: string,
  result: unknown,
): Draft[] | undefined {
  const plan = planned.safeParse(result).data;
  if (plan === undefined) return undefined;
  const place = placed(view, ended, ourselves(plan.judgedBy));
  return drafts(view, [{ kind: 'planned', ...place, serviceCategory, ...plan }]);
}

function deliveryDrafts(
  view: RunView,
  ended: HistoryEvent,
  what: Pick<Extract<TrailEntry, { kind: 'delivery' }>, 'sequence' | 'said'>,
  result: unknown,
): Draft[] | undefined {
  const judgedBy = activitySchemas().DeliveryResult.safeParse(result).data?.judgedBy;
  if (judgedBy === undefined) return undefined;
  const place = placed(view, ended, ourselves(judgedBy));
  return drafts(view, [{ kind: 'delivery', ...place, ...what, judgedBy }]);
}
