// The table of failures: every way an activity can fail, whether waiting heals it, what the operator reads.

import { z } from 'zod';

const Failure = z.object({ type: z.string(), message: z.string() });

/** The schemas by the names of their types. */
export const failureSchemas = () => ({ Failure });

/** A failure as the workflow keeps it: one row of the table of failures, and what was said. */
export type Failure = z.infer<typeof Failure>;

/** One row. `words` and `remedy` never hold data of a request; the failure's message adds which record. */
export interface FailureRow {
  /** False: no waiting heals it, so the request asks for attention. */
  retryable: boolean;
  words: string;
  remedy: string;
}

const wait = 'Nothing: it goes on by itself as soon as the system answers.';

const waits = (words: string, remedy = wait) =>
  ({ retryable: true, words, remedy }) as const satisfies FailureRow;

const stops = (words: string, remedy: string) =>
  ({ retryable: false, words, remedy }) as const satisfies FailureRow;

/** Every type of failure that the workflow keeps: those that our activities throw, and `NoAnswer` where no attempt ended in time. */
export const failures = {
  // Heal by waiting. After these a write may or may not have happened: look, then write.
  Unreachable: waits('The system cannot be reached.'),
  NoAnswer: waits('The system did not answer in time.'),
  Unavailable: waits('The system answers that it is unavailable.'),
  Unreadable: waits(
    'The answer is not the API: a hibernating instance, a login page or a cut-off reply.',
    'If it lasts: wake the instance, or correct its URL in the configuration.',
  ),
  AnswerTooLarge: waits(
    'The answer is larger than the worker reads.',
    'Find out what answers at the URL of the instance. If it is ServiceNow: raise `largestAnswer` of the instance, restart the workers.',
  ),
  RateLimited: waits('The system limits the rate of calls.'),
  CredentialsRefused: waits(
    'The credentials are refused.',
    'Renew the credential where the configuration points to; it is read again at the next attempt.',
  ),
  SentTooLate: waits('The attempt was held up so long that sending it would be unsafe.'),
  Unexpected: waits(
    'The worker met an error that it does not know.',
    'Read the log of the worker; this is a fault of the orchestrator or of its configuration.',
  ),

  // Need a person.
  RequestInvalid: stops(
    'The request is not one that this release understands.',
    'Cancel it and submit it again through the client, which says what is wrong.',
  ),
  OtherEnvironment: stops(
    'The request belongs to another environment than the worker.',
    'Start the worker with the configuration of the environment of the request, then retry.',
  ),
  CategoryMissing: stops(
    'The configuration does not name the service category.',
    'Add it to `categories`, restart the workers, then retry.',
  ),
  CategoryNotEnabled: stops(
    'The service category is not enabled for ServiceNow.',
    'Set `enabled: true` for it, restart the workers, then retry; or cancel the request.',
  ),
  InstanceMissing: stops(
    'The configuration does not name the ServiceNow instance of the request.',
    'Add it to `servicenow.instances`, restart the workers, then retry.',
  ),
  TemplateFailed: stops(
    'A template of the category, for a column or a note, fails for this request.',
    'Correct the template, restart the workers, then retry.',
  ),
  TextTooLong: stops(
    'The texts of the request fit neither the columns nor the notes of the ticket.',
    'Raise the limits in the configuration if the instance allows it, then retry; or cancel the request.',
  ),
  Refused: stops(
    'The system refuses the call for good.',
    'Correct what the message names (rights, mandatory fields, a business rule), then retry.',
  ),
  TicketNotOurs: stops(
    'The record under the key of the request is not the ticket of this request.',
    'Find out who changed or created it; correct it in ServiceNow, then retry.',
  ),
  TicketClosedBefore: stops(
    'A ticket of this request exists that was closed before this submission.',
    'Reopen it if the work is still to be done, then retry; or cancel the request.',
  ),
  CreationNoteUnreadable: stops(
    'A closed ticket of this request exists, and its creation note cannot be read: whose it is, is not known.',
    'Give the account the right to read the journal of the table, then retry; or reopen the ticket, then retry.',
  ),
  WriteMissing: stops(
    'The configuration does not say how a ticket of the table is cancelled, closed or kept on hold.',
    'Set what the message names, restart the workers, then retry.',
  ),
  JournalUnreadable: stops(
    'A note may or may not stand on the ticket, and the journal cannot be read: writing it again might double it.',
    'Give the account the right to read the journal of the table, then retry.',
  ),
  WriteIgnored: stops(
    'ServiceNow took the write and did not keep it.',
    'Give the account the rights on the fields that the message names, then retry.',
  ),
  DeliveryRefused: stops(
    'The identity manager refuses the message for good.',
    'Correct what the message names at the receiver, then retry.',
  ),
} as const satisfies Record<string, FailureRow>;

/** A failure type of the table. */
export type FailureType = keyof typeof failures;

/** Whether the type is in the table; the workflow treats one that is not as `Unexpected`. */
export function isFailureType(type: string): type is FailureType {
  return Object.hasOwn(failures, type);
}
