// How a request ends.
import type { Decision } from './messages.ts';
import type { Ticket, Result } from './ticket.ts';

/** How a request ended. `denied` is a no by someone entitled; "not done" is `not-fulfilled`. */
export type OutcomeKind = 'fulfilled' | 'not-fulfilled' | 'denied' | 'cancelled' | 'expired';

/** Why a request ended: nothing else may end one. */
export type OutcomeCause =
  | { kind: 'ticket'; state: string; result: Result }
  | { kind: 'decision'; id: string; verdict: Decision['verdict'] }
  | { kind: 'cancellation'; id: string; source: 'message' | 'temporal' }
  | { kind: 'deadline' };

/** The end of a request: what, why, by whom, in whose words. `at` is ISO 8601. */
export interface Outcome {
  kind: OutcomeKind;
  cause: OutcomeCause;
  by: string;
  words: string;
  at: string;
  ticket?: Ticket;
}
