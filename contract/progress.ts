// What the identity manager is told while a request is open.
import type { Ticket, Phase, TicketComment } from './ticket.ts';

/** What the identity manager is told while the request is open. */
export type ProgressStep =
  | { kind: 'ticket-created'; ticket: Ticket }
  | { kind: 'phase'; phase: Exclude<Phase, 'unknown'>; holdReason?: string; assignedTo?: string }
  | { kind: 'comment'; comment: TicketComment };

/** One progress message; `sequence` counts from 1 in each chain of runs. */
export type Progress = ProgressStep & { sequence: number; at: string };
