// What was said to a run, as the lifecycle takes it.
import { guardRetry } from '../../contract/guards.ts';
import { retryUpdate } from '../../workflows/definitions.ts';
import { cancelledInTemporal, eventOfSignal } from '../../workflows/lifecycle/incoming.ts';
import type { Event } from '../../workflows/lifecycle/state.ts';
import { type HistoryEvent, type Update, valueOf } from './recorded.ts';

/** By a signal, a cancellation in Temporal or an update. Undefined for one that is no retry: no task of ours accepts it. */
export function saidBy(event: HistoryEvent, update: Update | undefined): Event | undefined {
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal != null) return eventOfSignal(signal.signalName ?? '', valueOf(signal.input));
  if (event.workflowExecutionCancelRequestedEventAttributes != null) return cancelledInTemporal;
  const { name, args } = update?.input ?? {};
  const guarded = name === retryUpdate.name ? guardRetry(valueOf(args)) : undefined;
  return guarded?.ok === true ? { kind: 'retry', message: guarded.message } : undefined;
}
