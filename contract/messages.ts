// What is said to a request: decisions, changes, cancellations, and what operators ask for; with their limits.

/**
 * One approval step decided in the identity manager. Only a `final` one, with the identity manager as master, ends a
 * request. `id` counts once; `sequence` counts the decisions and changes of one request together, from 1. `time` is ISO
 * 8601; where it is missing the time of arrival stands for it.
 */
export interface Decision {
  id: string;
  sequence?: number;
  step: string;
  approver: string;
  verdict: 'approved' | 'denied';
  reason?: string;
  time?: string;
  final: boolean;
}

/**
 * Anything else about the request that changed in the identity manager; `id`, `sequence` and `time` as of a decision. At
 * least one of what may change is there. The status `assigned` says that the access is effective.
 */
export interface Change {
  id: string;
  sequence?: number;
  by?: string;
  time?: string;
  status?: string;
  validFrom?: string;
  validUntil?: string;
  comment?: string;
  /** Data of the recipient by the names that the identity manager gives them. */
  recipient?: Record<string, string>;
}

/** What is mirrored to the ticket. */
export type Message = { kind: 'decision'; decision: Decision } | { kind: 'change'; change: Change };

/** A message on its way to becoming one note. `receivedAt` is ISO 8601. */
export interface Note {
  message: Message;
  receivedAt: string;
  /** The sequences before it that had not arrived in time. */
  gap?: { from: number; to: number };
  /** It came after one of its sequence, or a later one. */
  late?: true;
}

/** Ids of requests and messages. No slash: a proxy that decodes `%2F` would hide the workflow in the UI. */
export const idPattern = /^[A-Za-z0-9._:-]{1,100}$/;

/** The longest `by` and `reason` of a cancellation or an intervention, in UTF-16 units: both fit into `close_notes`. */
export const messageLimits = { by: 200, reason: 2000 } as const;

/**
 * The most of decisions and changes. In UTF-16 units: one `line` (a step, a name, a status), one `text` (a reason, a
 * comment, all data of a recipient together), `characters` of all that wait, so that the state fits into one payload of
 * Temporal. `waiting`: messages not yet on the ticket; `taken`: of one request, for ever.
 */
export const mirrorLimits = {
  line: 200,
  text: 10_000,
  entries: 50,
  waiting: 200,
  characters: 120_000,
  taken: 2_000,
} as const;

/** Ends a request; its ticket is cancelled. The same id counts once. */
export interface CancelMessage {
  id: string;
  by: string;
  reason: string;
}

/** An operator's wish to try again at once. */
export interface RetryMessage {
  by: string;
  reason: string;
}
