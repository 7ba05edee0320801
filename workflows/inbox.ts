// How messages come in: handlers that only check and put into the inbox; they never throw, whatever was sent.
import { ApplicationFailure, CancellationScope, setHandler } from '@temporalio/workflow';
import { cancelledInTemporal, eventOfSignal } from './lifecycle/arrivals.ts';
import { guardRetry } from '../contract/guards.ts';
import {
  cancelSignal,
  changeSignal,
  decisionSignal,
  hintSignal,
  retryUpdate,
  statusQuery,
} from './definitions.ts';
import type { State } from './lifecycle/state.ts';
import { view } from './lifecycle/view.ts';
import type { Inbox } from './waiting.ts';

/** Registers the handlers. Whatever comes becomes an event of the inbox, in the order of arrival. */
export function handleMessages(inbox: Inbox, state: () => State): void {
  const taking = (name: string) => (input: unknown) => {
    const event = eventOfSignal(name, input);
    if (event !== undefined) inbox.push(event);
  };
  setHandler(hintSignal, taking(hintSignal.name), {
    description: 'ServiceNow says that the ticket changed: poll at once. Takes no input.',
  });
  setHandler(cancelSignal, taking(cancelSignal.name), {
    description: 'End the request and cancel its ticket. Input: {"id", "by", "reason"}.',
  });
  setHandler(decisionSignal, taking(decisionSignal.name), {
    description:
      'A step was decided in the identity manager: becomes a note. Input: {"id", "step", "approver", "verdict": ' +
      '"approved" or "denied", "final", and optional "sequence", "reason", "time"}.',
  });
  setHandler(changeSignal, taking(changeSignal.name), {
    description:
      'The request changed in the identity manager: becomes a note. Input: {"id", one of "status", "validFrom", ' +
      '"validUntil", "comment", "recipient", and optional "sequence", "by", "time"}.',
  });
  handleRetry(inbox);
  setHandler(statusQuery, () => view(state()), { description: 'Where the request stands.' });
  CancellationScope.current().cancelRequested.catch(() => {
    inbox.push(cancelledInTemporal);
  });
}

function handleRetry(inbox: Inbox): void {
  const onRetry = (input: unknown) => {
    const guarded = guardRetry(input);
    if (guarded.ok) inbox.push({ kind: 'retry', message: guarded.message });
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
