// What was said to a request, as it came and what became of it: decisions, changes, cancellations, hints, interventions.
import { eventOfSignal } from '../../workflows/lifecycle/incoming.ts';
import { guardRetry } from '../../contract/guards.ts';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import type { Message } from '../../contract/messages.ts';
import type { Event } from '../../workflows/lifecycle/state.ts';
import { type HistoryEvent, idOf, valueOf } from './recorded.ts';
import type { Step } from './retelling.ts';
import type { TrailEntry } from './schema.ts';
import { clientOf, isBroughtAlong, isToldHere, placed, type RunView, saidAt } from './view.ts';

/** What became of a message, and why where it came to nothing. */
type Fate = Pick<Extract<TrailEntry, { kind: 'message' }>, 'became' | 'problem'>;

/** Every message to a run, in the order of arrival. */
export function messageEntries(view: RunView): TrailEntry[] {
  const steps = new Map(view.retelling.steps.map((step) => [idOf(step.event), step]));
  return view.events
    .filter((event) => isToldHere(view, event))
    .flatMap((event): TrailEntry[] => {
      const signal = event.workflowExecutionSignaledEventAttributes;
      if (signal != null) return [signalEntry(view, event, steps.get(idOf(event)))];
      return otherEntry(view, event, steps.get(idOf(event)));
    });
}

function signalEntry(view: RunView, event: HistoryEvent, step: Step | undefined): TrailEntry {
  const { signalName, input, identity } = event.workflowExecutionSignaledEventAttributes ?? {};
  const name = signalName ?? '';
  const value = valueOf(input);
  const said = eventOfSignal(name, value);
  const more = {
    broughtAlong: isBroughtAlong(view, event),
    identity: identity ?? '',
  };
  const client = clientOf(identity);
  switch (said.kind) {
    case 'hint':
      return {
        kind: 'hint',
        ...placed(view, event, client),
        times: 1,
        until: placed(view, event, client).at,
      };
    case 'cancel': {
      const { id, by, reason } = said.message;
      const place = placed(view, event, { name: by, from: 'message' });
      return { kind: 'cancellation', ...place, id, reason, ...fateOf(view, step), ...more };
    }
    case 'message': {
      const { message } = said;
      const { name: author, time } = authorOf(message);
      const place = placed(
        view,
        event,
        author === undefined ? client : { name: author, from: 'message' },
        saidAt(time, 'identity-manager'),
      );
      return { kind: 'message', ...place, message, ...fateOf(view, step), ...more };
    }
    default: {
      const problem = said.kind === 'rejected' ? said.problem : '';
      const wrong = { signal: name, input: jsonOf(value), problem };
      return { kind: 'not-understood', ...placed(view, event, client), ...wrong, ...more };
    }
  }
}

const jsonOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

function authorOf(message: Message): { name: string | undefined; time: string | undefined } {
  switch (message.kind) {
    case 'decision':
      return { name: message.decision.approver, time: message.decision.time };
    case 'change':
      return { name: message.change.by, time: message.change.time };
  }
}

/** Interventions, which are updates and what Temporal itself offers. */
function otherEntry(view: RunView, event: HistoryEvent, step: Step | undefined): TrailEntry[] {
  const cancel = event.workflowExecutionCancelRequestedEventAttributes;
  if (cancel != null) {
    const place = placed(view, event, clientOf(cancel.identity));
    const fate = fateOf(view, step);
    const broughtAlong = isBroughtAlong(view, event);
    return [
      {
        kind: 'temporal-cancellation',
        ...place,
        reason: cancel.cause ?? '',
        broughtAlong,
        ...fate,
      },
    ];
  }
  const paused = event.workflowExecutionPausedEventAttributes;
  const unpaused = event.workflowExecutionUnpausedEventAttributes;
  if (paused != null || unpaused != null) {
    const { identity, reason } = paused ?? unpaused ?? {};
    const place = placed(view, event, clientOf(identity));
    return [{ kind: paused == null ? 'unpaused' : 'paused', ...place, reason: reason ?? '' }];
  }
  const update = view.updates.get(idOf(event));
  if (update === undefined) return [];
  const identity = update.meta?.identity ?? '';
  const guarded = guardRetry(valueOf(update.input?.args));
  if (!guarded.ok) return [];
  const { by, reason } = guarded.message;
  const place = placed(view, event, { name: by, from: 'message' });
  return [{ kind: 'retry', ...place, reason, broughtAlong: isBroughtAlong(view, event), identity }];
}

/** What the lifecycle made of it; of what no worker has taken by the end of the history nothing is known. */
function fateOf(view: RunView, step: Step | undefined): Fate {
  if (step === undefined) {
    return { became: view.retelling.unlike === undefined ? 'waits' : 'unknown' };
  }
  for (const fact of step.facts) {
    if (fact.kind !== 'message' && fact.kind !== 'cancellation') continue;
    const { became } = fact;
    const problem = fact.problem ?? itsOwnProblem(step);
    return problem === undefined ? { became } : { became, problem };
  }
  return { became: 'unknown' };
}

/** Why a message came to nothing in the moment in which it was taken. */
const itsOwnProblem = (step: Step): string | undefined =>
  step.facts.flatMap((fact) =>
    fact.kind === 'no-effect' && fact.message === nameOfEvent(step.happened) ? [fact.problem] : [],
  )[0];

/** The name of a message, as facts have it. */
export const nameOfEvent = (said: Event): string =>
  said.kind === 'message' ? nameOf(said.message) : '';
