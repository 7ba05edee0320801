// How a run began and how it ended, as entries: submitted, carried on, reset, gone on, stopped.
import { iso } from '../../contract/dates.ts';
import { schemas } from '../../contract/schemas.ts';
import { attentionsOf } from '../../workflows/lifecycle/attention.ts';
import { type HistoryEvent, idOf, timeOf, valueOf } from './recorded.ts';
import type { Place, TrailEntry } from './schema.ts';
import { clientOf, ourselves, placed, type RunView } from './view.ts';
import { outcomeEntries } from './work.ts';

const { AccessRequestInput } = schemas();

/** The beginning and the end of a run. `isKnown`: whether a run's history is there. */
export function runEntries(view: RunView, isKnown: (runId: string) => boolean): TrailEntry[] {
  return view.events.flatMap((event): TrailEntry[] => [
    ...beginning(view, event, isKnown),
    ...reset(view, event),
    ...ending(view, event),
  ]);
}

function beginning(
  view: RunView,
  event: HistoryEvent,
  isKnown: (runId: string) => boolean,
): TrailEntry[] {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started == null) return [];
  const before = started.continuedExecutionRunId ?? '';
  if (before !== '') return isKnown(before) ? [] : carried(view, event);
  const { data } = AccessRequestInput.safeParse(valueOf(started.input));
  const identity = started.identity ?? '';
  if (data === undefined) {
    const place = placed(view, event, clientOf(identity));
    const words = 'What this run was started with is no access request that this release knows.';
    return [{ kind: 'missing', ...place, what: 'event', words }];
  }
  const { request, environment, former: again = false } = data;
  const place = placed(view, event, { name: request.requester.name, from: 'message' });
  return [{ kind: 'submitted', ...place, request, environment, again, identity }];
}

/** What is left of the runs before a run: what it carried on. */
function carried(view: RunView, event: HistoryEvent): TrailEntry[] {
  const { start } = view.retelling;
  const { data } = AccessRequestInput.safeParse(start?.input);
  if (start === undefined || data === undefined) return [];
  const { request, environment } = data;
  return [
    {
      kind: 'carried',
      ...placed(view, event, ourselves()),
      request,
      environment,
      submittedAt: iso(start.submittedAt),
      runsBefore: start.continued,
      ...(start.ticket && { ticket: start.ticket }),
      notesWritten: start.notes.written,
      messagesTaken: Object.keys(start.notes.taken),
      attention: attentionsOf(start),
      notTaken: start.rejected.map(({ message, problem, at }) => ({ message, problem, at })),
      interventions: start.interventions.map(({ by, reason, at }) => ({ by, reason, at })),
    },
  ];
}

/** WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW stands where the events of the old run end. */
function reset(view: RunView, event: HistoryEvent): TrailEntry[] {
  const failed = event.workflowTaskFailedEventAttributes;
  const replaced = failed?.baseRunId ?? '';
  if (replaced === '') return [];
  const place = placed(view, event, clientOf(failed?.identity));
  const reason = failed?.failure?.message ?? '';
  return [{ kind: 'reset', ...place, reason, replaced, sharedEvents: idOf(event) - 1 }];
}

function ending(view: RunView, event: HistoryEvent): TrailEntry[] {
  const goneOn = event.workflowExecutionContinuedAsNewEventAttributes;
  if (goneOn != null) {
    const place = placed(view, event, ourselves());
    return [{ kind: 'went-on', ...place, next: goneOn.newExecutionRunId ?? '' }];
  }
  const end = endOf(event);
  if (end === undefined) return [];
  const { who, ...how } = end;
  const place = placed(view, event, who);
  const result = valueOf(event.workflowExecutionCompletedEventAttributes?.result);
  return [
    ...outcomeEntries(view, event, result),
    { kind: 'ended', ...place, ...how, underWay: underWay(view) },
  ];
}

type End = Pick<Extract<TrailEntry, { kind: 'ended' }>, 'how' | 'reason'> & Pick<Place, 'who'>;

function endOf(event: HistoryEvent): End | undefined {
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  const failed = event.workflowExecutionFailedEventAttributes;
  const byOurselves = { reason: '', who: ourselves() };
  if (event.workflowExecutionCompletedEventAttributes != null)
    return { how: 'completed', ...byOurselves };
  if (terminated != null) {
    const { reason, identity } = terminated;
    return { how: 'terminated', reason: reason ?? '', who: clientOf(identity) };
  }
  if (failed != null)
    return { how: 'failed', ...byOurselves, reason: failed.failure?.message ?? '' };
  if (event.workflowExecutionTimedOutEventAttributes != null)
    return { how: 'timed-out', reason: '', who: clientOf('Temporal') };
  return event.workflowExecutionCanceledEventAttributes == null
    ? undefined
    : { how: 'cancelled', ...byOurselves };
}

/** What the run had begun, and nobody waited for. */
const underWay = ({ activities }: RunView) =>
  [...activities.values()]
    .filter(({ ended }) => ended === undefined)
    .map(({ type: activity, about, scheduled }) => ({
      activity,
      about,
      since: timeOf(scheduled),
    }));
