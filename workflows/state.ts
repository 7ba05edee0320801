// What a request knows about itself between two events, and the events that change it.
import type {
  CreateTicketResult,
  GetTicketStatusResult,
  UpdateServiceNowStatusResult,
} from '../activities/index.ts';
import type { CancelMessage, RetryMessage } from './messages.ts';
import type {
  AccessRequestInput,
  Attention,
  CommentCursor,
  Failure,
  Outcome,
  Phase,
  Plan,
  Progress,
  Ticket,
  TicketStatus,
} from './model.ts';

/** The two things that go on at the same time, each with at most one activity. */
export type Lane = 'servicenow' | 'identity-manager';

/** What a lane can be busy with. `epoch` tells a job of before a `retry` from one of after it. */
export type Job = { epoch: number } & (
  | { lane: 'servicenow'; kind: 'plan' | 'create' | 'look' }
  | { lane: 'servicenow'; kind: 'poll'; fresh: boolean }
  | { lane: 'servicenow'; kind: 'cancel'; cancellation: Cancellation }
  | { lane: 'identity-manager'; kind: 'report'; progress: Progress }
  | { lane: 'identity-manager'; kind: 'record'; outcome: Outcome; sequence: number }
);

/**
 * How a job ended. `pause` is what the other side asked for, in milliseconds. `interrupted` is our own
 * doing and says nothing about the other side.
 */
export type Settled =
  | { kind: 'planned'; plan: Plan }
  | { kind: 'created'; result: CreateTicketResult }
  | { kind: 'looked'; result: GetTicketStatusResult }
  | { kind: 'polled'; result: GetTicketStatusResult }
  | { kind: 'cancelled'; result: UpdateServiceNowStatusResult }
  | { kind: 'reported' }
  | { kind: 'recorded' }
  | { kind: 'failed'; failure: Failure; retryable: boolean; pause?: number }
  | { kind: 'interrupted' };

/** Everything that can happen to a request. */
export type Event =
  | { kind: 'hint' }
  | { kind: 'cancel'; message: CancelMessage }
  | { kind: 'retry'; message: RetryMessage }
  | { kind: 'rejected'; message: string; problem: string }
  | { kind: 'started'; job: Job }
  | { kind: 'settled'; job: Job; startedAt: number; settled: Settled }
  | { kind: 'time' };

/** Why and by whom a request is being ended before its ticket closed. */
export interface Cancellation {
  outcome: 'cancelled' | 'expired';
  id: string;
  by: string;
  reason: string;
  at: number;
}

/** How a lane does: not at all while a failure lasts that began at `since`. */
export interface LaneState {
  epoch: number;
  trouble?: { since: number; activity: Job['kind']; failure: Failure } | undefined;
  /** Not before this time, the failure having ended a burst. */
  resumeAt?: number | undefined;
}

/** The whole of a request: plain JSON, all times in milliseconds since 1970. */
export interface State {
  version: 1;
  input: AccessRequestInput;
  /** The first run id of the chain: whose ticket and whose messages these are. */
  chain: string;
  /** The place of the request within its poll interval, 0 to below 1. */
  phase: number;
  submittedAt: number;
  plan?: Plan;
  ticket?: Ticket;
  ignoredFields?: string[];
  /** Whether a creation was ever begun, and when the last one ended. */
  creation: { begun: boolean; endedAt: number };
  reading?: Omit<TicketStatus, 'comments' | 'commentCursor' | 'moreComments'>;
  commentCursor?: CommentCursor;
  /** More comments wait than the last reading carried: ask for them though the row did not change. */
  moreComments: boolean;
  changedAt: number;
  polledAt: number;
  /** When to poll, or that it is time: then `poll` says which row will do. */
  pollAt?: number | undefined;
  hinted: boolean;
  poll: 'not-due' | 'due' | 'due-fresh';
  /** Readings in a row that did not find the ticket. */
  missing: number;
  /** A person ended or retried the request knowing that the ticket is missing. */
  goneConfirmed: boolean;
  cancellation?: Cancellation;
  /** The ticket was left alone: no further attempt to cancel it before a reading says that it is open. */
  cancelWaits: boolean;
  lanes: Record<Lane, LaneState>;
  /** `write`: plan, create, look, cancel. Each is kept until what it waits for happens. */
  attention: Partial<Record<'write' | 'reading' | 'delivery', Attention | undefined>>;
  progress: Progress[];
  sequence: number;
  reported: { phase: Phase; holdReason: string };
  outcome?: Outcome;
  recorded: boolean;
  rejected: { message: string; problem: string; at: string }[];
  interventions: { kind: 'retry'; by: string; reason: string; at: string }[];
}

/** A request that was just submitted. */
export function begin(
  input: AccessRequestInput,
  at: { now: number; chain: string; phase: number },
): State {
  return {
    version: 1,
    input,
    chain: at.chain,
    phase: at.phase,
    submittedAt: at.now,
    // A run that was stopped from outside may have created the ticket until a moment ago.
    creation: { begun: input.former === true, endedAt: input.former === true ? at.now : 0 },
    changedAt: at.now,
    polledAt: 0,
    hinted: false,
    poll: 'not-due',
    missing: 0,
    goneConfirmed: false,
    cancelWaits: false,
    moreComments: false,
    lanes: { servicenow: { epoch: 0 }, 'identity-manager': { epoch: 0 } },
    attention: {},
    progress: [],
    sequence: 0,
    reported: { phase: 'open', holdReason: '' },
    recorded: false,
    rejected: [],
    interventions: [],
  };
}
