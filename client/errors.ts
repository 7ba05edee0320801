// The errors of the client, in one table: each says what happened, to which request, and what to do.
import type { Outcome } from '../contract/outcome.ts';

/** What to do about each kind of error. */
const remedies = {
  /** The request is not one; `problems` says where and why. Nothing was started. */
  RequestInvalid: 'correct it and submit it again; nothing was started',
  /** A message to a request is not one. Nothing was sent. */
  MessageInvalid: 'correct it and send it again; nothing was sent',
  /** The id belongs to a request with another content. Nothing was started. */
  OtherContent: 'submit a changed request under an id of its own; nothing was started',
  NotFound: 'check the id, and the namespace and retention of Temporal',
  /** The queue of decisions and changes fills up. Nothing was sent. */
  TooManyWaiting: 'send it again later; nothing was sent',
  /** The request has ended; `outcome` says how, where our code ended it. */
  Ended: 'there is nothing left to act on',
  /** The request ended without an outcome, and not by our code. */
  Stopped: 'submit the same request again, and it goes on with its ticket',
  /** The client was closed. */
  Closed: 'connect again',
  TemporalUnreachable: 'start it, or set TEMPORAL_ADDRESS',
  NamespaceMissing: 'create it, or set TEMPORAL_NAMESPACE',
  /** The namespace does not know what requests are searched by. Nothing was started. */
  SearchAttributesMissing: 'access-request check prints the line that registers them',
  /** Temporal refuses our credentials or rights. */
  TemporalRefused: 'check TEMPORAL_API_KEY, the TLS certificates and the rights on the namespace',
  /** The environment variables or the profile of Temporal are wrong. */
  TemporalSettingsInvalid: 'correct the TEMPORAL_ variables or temporal.toml',
  /** Temporal took the message, and no worker answered in time. */
  WorkerNotAnswering: 'start a worker, or read the log of the one that runs',
  TemporalFailed: 'try again; if it lasts, read the log of the Temporal server',
} as const satisfies Record<string, string>;

export type AccessRequestErrorKind = keyof typeof remedies;

/** What an error may know beside its message. */
export interface AccessRequestErrorDetails {
  /** Which request it is about. */
  requestId?: string;
  /** Each thing that is wrong with a request or message, with its path. */
  problems?: readonly string[];
  outcome?: Outcome;
}

/** Every error that the client throws. The message holds no data of a request but its id. */
export class AccessRequestError extends Error {
  readonly kind: AccessRequestErrorKind;
  /** What happened, and what to do: the two halves of the message. */
  readonly what: string;
  readonly remedy: string;
  readonly details: AccessRequestErrorDetails;

  constructor(kind: AccessRequestErrorKind, what: string, details: AccessRequestErrorDetails = {}) {
    super(`${what}; ${remedies[kind]}`);
    this.name = 'AccessRequestError';
    this.kind = kind;
    this.what = what;
    this.remedy = remedies[kind];
    this.details = details;
  }
}
