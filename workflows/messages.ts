// How messages come in: all in the order of arrival; the handlers only put them into the inbox.
import {
  ApplicationFailure,
  CancellationScope,
  defineSignal,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { guardRetry } from '../contract/guards.ts';
import {
  cancelSignal,
  changeSignal,
  decisionSignal,
  hintSignal,
  retryUpdate,
  statusQuery,
} from './definitions.ts';
import type { Inbox } from './inbox.ts';
import { cancelledInTemporal, eventOfSignal } from './lifecycle/incoming.ts';
import type { State } from './lifecycle/state.ts';
import { view } from './lifecycle/view.ts';

/** What Temporal's tools say of each signal. */
const signals = [
  [hintSignal, 'ServiceNow says that the ticket changed: poll at once. Takes no input.'],
  [cancelSignal, 'End the request and cancel its ticket. Input: {"id", "by", "reason"}.'],
  [
    decisionSignal,
    'A step was decided in the identity manager: becomes a note. Input: {"id", "step", "approver", "verdict": ' +
      '"approved" or "denied", "final", and optional "sequence", "reason", "time"}.',
  ],
  [
    changeSignal,
    'The request changed in the identity manager: becomes a note. Input: {"id", one of "status", "validFrom", ' +
      '"validUntil", "comment", "recipient", and optional "sequence", "by", "time"}.',
  ],
] as const;

/**
 * Registers the handlers. Those of signals never throw, whatever was sent. The default one comes first: it takes signals that were
 * there before the first workflow task in the order of arrival, where named ones would take them by name.
 */
export function handleMessages(inbox: Inbox, state: () => State): void {
  setDefaultSignalHandler((name, input) => {
    inbox.put(eventOfSignal(name, input));
  });
  for (const [{ name }, description] of signals) {
    setHandler(
      defineSignal<[unknown?]>(name),
      (input) => {
        inbox.put(eventOfSignal(name, input));
      },
      { description },
    );
  }
  handleRetry(inbox);
  setHandler(statusQuery, () => view(state(), Date.now()), {
    description: 'Where the request stands.',
  });
  CancellationScope.current().cancelRequested.catch(() => {
    inbox.put(cancelledInTemporal);
  });
}

function handleRetry(inbox: Inbox): void {
  const onRetry = (input: unknown) => {
    const guarded = guardRetry(input);
    if (guarded.ok) inbox.put({ kind: 'retry', message: guarded.message });
    return 'accepted' as const;
  };
  const validator = (input: unknown) => {
    const guarded = guardRetry(input);
    if (!guarded.ok) throw ApplicationFailure.nonRetryable(guarded.problem, 'MessageInvalid');
  };
  setHandler(retryUpdate, onRetry, {
    description: 'Try at once what waits or was refused. Input: {"by", "reason"}.',
    validator,
  });
}
