// Which attempt may write a note: the first of its activity alone, and how a failure says that it sent nothing.
import { Context, type Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../../contract/failures.ts';

/** After these a write was certainly not committed; after any other it may have been, and only a look can tell. */
const notSent: readonly string[] = [
  'SentTooLate',
  'Unreachable',
  'RateLimited',
  'CredentialsRefused',
  'Refused',
  'RequestInvalid',
] satisfies FailureType[];

/** These pass soon: another activity, which may write, costs less than the wait after an attempt of unknown outcome. */
const passing: readonly string[] = ['SentTooLate', 'RateLimited'] satisfies FailureType[];

/** What became of the writes of an attempt: `begun` before one is sent, `acknowledged` after its answer. */
export type Sending = 'nothing' | 'begun' | 'acknowledged';

/**
 * Runs an attempt that is told whether it may write. When the one that may fails without having sent anything, its
 * failure says so (`details: [{ unsent, again }]`): as no later attempt sends anything, the next activity need not look.
 * The right is never handed on to a later attempt: what Temporal keeps between two attempts (heartbeats) outlives a reset
 * of the activity, which numbers attempts anew, so that two of them would take themselves for the heir.
 */
export async function whileEntitled<R>(
  work: (mayWrite: boolean, sending: (what: Sending) => void) => Promise<R>,
): Promise<R> {
  const mayWrite = isFirst(Context.current().info);
  let sent: Sending = 'nothing';
  try {
    return await work(mayWrite, (what) => {
      // Once a write was answered, something of this activity stands on the ticket.
      if (sent !== 'acknowledged') sent = what;
    });
  } catch (error) {
    throw mayWrite && isUnsent(error, sent) ? saying(error) : error;
  }
}

/** An operator who resets an activity has its attempts counted anew: only the real first one begins with its activity. */
const isFirst = (info: Info): boolean =>
  info.attempt === 1 && info.currentAttemptScheduledTimestampMs === info.scheduledTimestampMs;

/**
 * The same failure, which tells the workflow that nothing was sent, should it be the last one of its activity. `again`: it
 * is the last one only so that another activity begins.
 */
function saying(failed: ApplicationFailure): ApplicationFailure {
  const { type, message, nonRetryable, nextRetryDelay } = failed;
  const again = passing.includes(type ?? '');
  return ApplicationFailure.create({
    message,
    details: [{ unsent: true, again }],
    nonRetryable: nonRetryable === true || again,
    ...(type == null ? {} : { type }),
    ...(nextRetryDelay == null ? {} : { nextRetryDelay }),
  });
}

function isUnsent(error: unknown, sent: Sending): error is ApplicationFailure {
  if (!(error instanceof ApplicationFailure)) return false;
  switch (sent) {
    case 'nothing':
      return true;
    case 'begun':
      return notSent.includes(error.type ?? '');
    case 'acknowledged':
      return false;
  }
}
