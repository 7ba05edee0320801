// Facts: what happened to a request, as the audit trail tells it; immutable, numbered in the order in which they came about.
import type { AccessRequest, Master } from './access-request.ts';
import type { WatchedNote } from './activities.ts';
import type { Attention } from './attention.ts';
import type { Failure } from './failures.ts';
import type { Message } from './messages.ts';
import type { Outcome } from './outcome.ts';
import type { RenderedTicket } from './plan.ts';
import type { Progress } from './progress.ts';
import type { JudgedBy, Reading, Ticket, TicketComment } from './ticket.ts';

/** Who did it, and whose word that is: a message to us (unproven), ServiceNow, Temporal, or the orchestrator itself. */
export interface Doer {
  name: string;
  from: 'message' | 'servicenow' | 'temporal' | 'orchestrator';
}

/** What became of a message. `held-back`: it waits for a lower sequence. `not-taken`: its sender believes it to be taken. */
export type Fate = 'taken' | 'held-back' | 'duplicate' | 'rejected' | 'not-taken';

/** What a fact says, by its kind. */
export type FactContent =
  | { kind: 'submitted'; request: AccessRequest; environment: string; again: boolean }
  /** The run begins anew from an earlier event of the run that it replaces. */
  | { kind: 'reset'; replaced: string }
  | { kind: 'message'; message: Message; became: Fate; problem?: string }
  | { kind: 'cancellation'; id: string; reason: string; became: Fate; problem?: string }
  | { kind: 'not-understood'; message: string; problem: string; lost: boolean }
  /** A final decision after another one: it is noted and decides nothing. */
  | { kind: 'no-effect'; message: string; problem: string }
  /** A message that was taken never stands on the ticket. */
  | { kind: 'given-up'; message: string; problem: string; lost: boolean }
  | { kind: 'intervention'; intervention: 'retry'; reason: string }
  | {
      kind: 'planned';
      serviceCategory: string;
      master: Master;
      instance: string;
      table: string;
      sysId: string;
      expireAfter?: number;
      afterCare: number;
      judgedBy: JudgedBy;
    }
  | {
      kind: 'ticket';
      how: 'created' | 'adopted' | 'found';
      ticket: Ticket;
      sent?: RenderedTicket;
      ignoredFields: string[];
    }
  /** `passedOver`: a row older than one read before; nothing followed from it. */
  | ({ kind: 'reading'; passedOver: boolean } & Omit<
      Reading,
      'comments' | 'commentCursor' | 'moreComments' | 'cadence'
    >)
  | { kind: 'ticket-missing'; judgedBy: JudgedBy }
  | { kind: 'comment'; comment: TicketComment }
  | {
      kind: 'note';
      message: WatchedNote;
      parts: number;
      copies: number;
      rewritten: boolean;
      /** It stood there already, and nothing was written. */
      found: boolean;
      /** It shows the approval of the ticket as given. */
      releases: boolean;
      gap?: { from: number; to: number };
      late: boolean;
      judgedBy: JudgedBy;
    }
  | { kind: 'note-unproven'; message: WatchedNote; judgedBy: JudgedBy }
  | { kind: 'notes-doubled'; messages: WatchedNote[] }
  | {
      kind: 'ending';
      write: 'cancel' | 'close';
      became: 'cancelled' | 'closed' | 'left-alone' | 'missing';
      denied: boolean;
      id: string;
      reason: string;
    }
  | {
      kind: 'delivery';
      deliverySequence: number;
      said: { progress: Progress } | { outcome: Outcome };
    }
  | { kind: 'outcome'; outcome: Outcome }
  /** A failure lasts for longer than a minute; and its end. */
  | { kind: 'trouble'; activity: string; failure: Failure; since: string }
  | { kind: 'trouble-over'; activity: string; since: string }
  /** `about` says what the attention is about: there is one at a time. */
  | { kind: 'attention'; about: string; attention: Attention }
  | { kind: 'attention-cleared'; about: string; code: string };

/** One fact. `sequence` counts from 1 in each run; `at` is ISO 8601, the clock of the workflow. */
export type Fact = { sequence: number; at: string; who: Doer } & FactContent;
