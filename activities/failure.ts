// How an activity fails: a row of the table of failures becomes a Temporal failure, with no cause attached.
import { ApplicationFailure } from '@temporalio/common';
import { failures, type FailureType } from '../contract/failures.ts';

/**
 * The failure to throw. `message` says what happened to which record: ids, host names and status codes,
 * never a body, a query, a name of a person or a credential. `nextRetryDelay` is in milliseconds.
 * No `cause`: an HTTP error holds the request's headers, and Temporal would log and store them.
 */
export function failure(
  type: FailureType,
  message: string,
  nextRetryDelay?: number,
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: !failures[type].retryable,
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  });
}
