// What was said to a request, as it came and what became of it: decisions, changes, cancellations, hints, interventions.
import type { Fact } from '../../contract/facts.ts';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import { type HistoryEvent, idOf, valueOf } from './recorded.ts';
import type { Step } from './retelling.ts';
import { saidBy } from './said.ts';
import type { TrailEntry } from './schema.ts';
import { clientOf, isBroughtAlong, placed, type RunView, saidAt } from './view.ts';

/** What became of a message, and why where it came to nothing. */
type Fate = Pick<Extract<TrailEntry, { kind: 'message' }>, 'became' | 'problem'>;

/** Every message to a run, in the order of arrival, and what Temporal itself offers. */
export function messageEntries(view: RunView): TrailEntry[] {
  const steps = new Map(view.retelling.steps.map((step) => [idOf(step.event), step]));
  return view.events.flatMap((event) => [
    ...saidEntries(view, event, steps.get(idOf(event))),
    ...pauseEntries(view, event),
  ]);
}

function saidEntries(view: RunView, event: HistoryEvent, step: Step | undefined): TrailEntry[] {
  const signal = event.workflowExecutionSignaledEventAttributes;
  const cancel = event.workflowExecutionCancelRequestedEventAttributes;
  const update = view.updates.get(idOf(event));
  const identity = (signal ?? cancel ?? update?.meta)?.identity ?? '';
  const broughtAlong = isBroughtAlong(view, event);
  const place = placed(view, event, clientOf(identity));
  const by = (name: string) => ({ ...place, who: { name, from: 'message' as const } });
  const said = saidBy(event, update);
  switch (said?.kind) {
    case 'hint':
      return [{ kind: 'hint', ...place, times: 1, until: place.at }];
    case 'cancel': {
      const { id, by: name, reason } = said.message;
      const fate = { ...fateOf(view, step), broughtAlong };
      return said.source === 'message'
        ? [{ kind: 'cancellation', ...by(name), id, reason, ...fate, identity }]
        : [{ kind: 'temporal-cancellation', ...place, reason: cancel?.cause ?? '', ...fate }];
    }
    case 'message': {
      const { message } = said;
      const [name, time] =
        message.kind === 'decision'
          ? [message.decision.approver, message.decision.time]
          : [message.change.by, message.change.time];
      const spoken = {
        ...(name === undefined ? place : by(name)),
        ...saidAt(time, 'identity-manager'),
      };
      const fate = { ...fateOf(view, step), broughtAlong, identity };
      return [{ kind: 'message', ...spoken, message, ...fate }];
    }
    case 'retry': {
      const { by: name, reason } = said.message;
      return [{ kind: 'retry', ...by(name), reason, broughtAlong, identity }];
    }
    case 'rejected': {
      const value = valueOf(signal?.input);
      const input = value === undefined ? '' : JSON.stringify(value);
      const wrong = { signal: signal?.signalName ?? '', input, problem: said.problem };
      return [{ kind: 'not-understood', ...place, ...wrong, broughtAlong, identity }];
    }
    default:
      return [];
  }
}

function pauseEntries(view: RunView, event: HistoryEvent): TrailEntry[] {
  const paused = event.workflowExecutionPausedEventAttributes;
  const one = paused ?? event.workflowExecutionUnpausedEventAttributes;
  if (one == null) return [];
  const place = placed(view, event, clientOf(one.identity));
  return [{ kind: paused == null ? 'unpaused' : 'paused', ...place, reason: one.reason ?? '' }];
}

/** What the lifecycle made of it; of what no worker has taken by the end of the history nothing is known. */
function fateOf({ retelling }: RunView, step: Step | undefined): Fate {
  if (step === undefined) return { became: retelling.unlike === undefined ? 'waits' : 'unknown' };
  const fate = step.facts.find(({ kind }) => kind === 'message' || kind === 'cancellation');
  if (fate?.kind !== 'message' && fate?.kind !== 'cancellation') return { became: 'unknown' };
  const { became, problem } = fate;
  const [own] = step.facts.flatMap((fact) => (isOwn(step, fact) ? fact.problem : []));
  const why = problem ?? own;
  return why === undefined ? { became } : { became, problem: why };
}

/** Why a message came to nothing in the moment in which it was taken: that stands with the message. */
export const isOwn = (
  { happened }: Step,
  fact: Fact,
): fact is Extract<Fact, { kind: 'no-effect' }> =>
  fact.kind === 'no-effect' &&
  happened.kind === 'message' &&
  fact.message === nameOf(happened.message);
