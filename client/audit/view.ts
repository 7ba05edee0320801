// One run as the trail reads it: its events, what of them another run has told already, its activities, its retelling.
import type { RequestHistories } from '../histories.ts';
import type { Place } from './schema.ts';
import { type HistoryEvent, idOf, recordedBy, type Recorded, timeOf } from './recorded.ts';
import { retell, type Retelling } from './retelling.ts';

/** A run with all that entries are made from. */
export interface RunView extends Recorded {
  /** The first run of its chain. */
  firstRunId: string;
  /** The run that it was reset from, where that is left. */
  base?: RunView;
  /** So many events at its beginning are those of a run before it, from which it was reset. */
  shared: number;
  retelling: Retelling;
  /** Messages that came to the run that it was reset from. */
  cameBefore: ReadonlySet<string>;
}

/** All runs, each knowing what those before it have told. */
export function viewsOf({ runs, workflowId }: RequestHistories): RunView[] {
  const views: RunView[] = [];
  for (const run of runs) {
    const recorded = recordedBy(run);
    const { events } = recorded;
    const started = events[0]?.workflowExecutionStartedEventAttributes;
    const base = views.find((other) => other.run.runId === run.resetFrom);
    views.push({
      ...recorded,
      ...(base && { base }),
      firstRunId: started?.firstExecutionRunId ?? run.runId,
      shared: Math.max(0, ...views.map((other) => sharedBy(other.events, events))),
      retelling: retell(recorded, workflowId),
      cameBefore: new Set(base?.events.flatMap(arrivalIdOf)),
    });
  }
  return views;
}

/** How many events at the beginning are the same: a run begins at a moment of its own, but for one that was reset. */
function sharedBy(one: readonly HistoryEvent[], other: readonly HistoryEvent[]): number {
  const differs = one.findIndex((event, index) => {
    const twin = other[index];
    return (
      twin === undefined ||
      timeOf(twin) !== timeOf(event) ||
      String(twin.taskId) !== String(event.taskId) ||
      twin.eventType !== event.eventType
    );
  });
  return differs < 0 ? one.length : differs;
}

/** What tells a message from every other of its run, also where a reset has brought it along. */
function arrivalIdOf(event: HistoryEvent): string[] {
  if (event.workflowExecutionCancelRequestedEventAttributes != null) return ['cancel'];
  const signal = event.workflowExecutionSignaledEventAttributes?.requestId ?? '';
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.protocolInstanceId ?? '';
  return [signal, update].filter((id) => id !== '');
}

/** Whether a message was not sent to this run, but to the one that it was reset from. */
export const isBroughtAlong = ({ cameBefore }: RunView, event: HistoryEvent): boolean =>
  arrivalIdOf(event).some((id) => cameBefore.has(id));

/** Where an entry stands; it happened when it was recorded, by the name that is given. */
export function placed({ run }: RunView, event: HistoryEvent, who: Place['who']): Place {
  const at = timeOf(event);
  return { recordedAt: at, at, source: 'temporal', who, run: run.runId, event: idOf(event) };
}

/** The orchestrator as who does something, by its release where that is known. */
export const ourselves = (judgedBy?: { release: string }): Place['who'] => ({
  name: judgedBy === undefined ? 'orchestrator' : `orchestrator ${judgedBy.release}`,
  from: 'orchestrator',
});

/** Whoever Temporal recorded as its client. */
export const clientOf = (identity: string | null | undefined): Place['who'] => ({
  name: identity == null || identity === '' ? 'not said' : identity,
  from: 'temporal',
});

/** A time that somebody else says, no more exact than it is said; nothing where it is none. */
export function saidAt(
  text: string | undefined,
  source: 'servicenow' | 'identity-manager',
): Pick<Place, 'at' | 'source'> | undefined {
  if (text === undefined || Number.isNaN(Date.parse(text))) return undefined;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { at: text, source };
  const utc = new Date(text).toISOString();
  return { at: text.includes('.') ? utc : utc.replace('.000Z', 'Z'), source };
}
