// How messages come in: handlers that only check and put into the inbox; they never throw, whatever was sent.
import { ApplicationFailure, CancellationScope, setHandler } from '@temporalio/workflow';
import { guardCancel, guardRetry } from './guards.ts';
import { guardChange, guardDecision, type GuardedMessage } from './message-guards.ts';
import {
  cancelSignal,
  changeSignal,
  decisionSignal,
  hintSignal,
  retryUpdate,
  statusQuery,
} from './messages.ts';
import type { Event, State } from './state.ts';
import { view } from './view.ts';

/** Registers the handlers. Whatever comes becomes an event of the inbox, in the order of arrival. */
export function handleMessages(inbox: Event[], state: () => State): void {
  setHandler(hintSignal, () => void inbox.push({ kind: 'hint' }), {
    description: 'ServiceNow says that the ticket changed: poll at once. Takes no input.',
  });
  const onCancel = (input: unknown) =>
    void inbox.push(
      eventOf('cancel', guardCancel(input), (message) => ({ kind: 'cancel', message })),
    );
  setHandler(cancelSignal, onCancel, {
    description: 'End the request and cancel its ticket. Input: {"id", "by", "reason"}.',
  });
  const onDecision = (input: unknown) =>
    void inbox.push(
      eventOf('decision', guardDecision(input), (decision) => ({
        kind: 'message',
        message: { kind: 'decision', decision },
      })),
    );
  setHandler(decisionSignal, onDecision, {
    description:
      'A step was decided in the identity manager: becomes a note. Input: {"id", "step", "approver", "verdict": ' +
      '"approved" or "denied", "final", and optional "sequence", "reason", "time"}.',
  });
  const onChange = (input: unknown) =>
    void inbox.push(
      eventOf('change', guardChange(input), (change) => ({
        kind: 'message',
        message: { kind: 'change', change },
      })),
    );
  setHandler(changeSignal, onChange, {
    description:
      'The request changed in the identity manager: becomes a note. Input: {"id", one of "status", "validFrom", ' +
      '"validUntil", "comment", "recipient", and optional "sequence", "by", "time"}.',
  });
  handleRetry(inbox);
  setHandler(statusQuery, () => view(state()), { description: 'Where the request stands.' });
  CancellationScope.current().cancelRequested.catch(() => {
    const by = 'operator (Temporal)';
    const reason = 'Cancellation was requested in Temporal.';
    inbox.push({ kind: 'cancel', message: { id: 'temporal', by, reason } });
  });
}

function handleRetry(inbox: Event[]): void {
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

/** What is no such message is on record; one that is only too large is missed by whoever sent it. */
function eventOf<Message>(
  name: string,
  guarded: GuardedMessage<Message>,
  event: (message: Message) => Event,
): Event {
  if (guarded.ok) return event(guarded.message);
  const { problem } = guarded;
  if (!('tooLarge' in guarded)) return { kind: 'rejected', message: name, problem };
  return { kind: 'rejected', message: `${name} ${guarded.tooLarge.id}`, problem, lost: true };
}
