// What a request knows about itself between two events, and the events that change it.
import type {
  CreateTicketResult,
  Ending,
  GetTicketStatusResult,
  UpdateServiceNowStatusResult,
  WatchedNote,
} from '../../contract/activities.ts';
import type {
  CancelMessage,
  RetryMessage,
  Decision,
  Message,
  Note,
} from '../../contract/messages.ts';
import type { AccessRequestInput } from '../../contract/access-request.ts';
import type { Attention } from '../../contract/attention.ts';
import type { CommentCursor, Phase, Ticket, Reading } from '../../contract/ticket.ts';
import type { Failure } from '../../contract/failures.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Progress } from '../../contract/progress.ts';

/** The two things that go on at the same time, each with at most one activity. */
export type Lane = 'servicenow' | 'identity-manager';

/** The lanes in the order in which they are served. */
export const lanes = ['servicenow', 'identity-manager'] as const satisfies Lane[];

/** What a lane can be busy with. `epoch` tells a job of before a `retry` from one of after it. */
export type Job = { epoch: number } & (
  | { lane: 'servicenow'; kind: 'plan' | 'create' | 'look' }
  | { lane: 'servicenow'; kind: 'poll'; fresh: boolean }
  | { lane: 'servicenow'; kind: 'cancel'; cancellation: Cancellation }
  | { lane: 'servicenow'; kind: 'close'; ending: Ending }
  | {
      lane: 'servicenow';
      kind: 'note';
      note: Note;
      attemptedBefore: boolean;
      looksOnly: boolean;
      releases: boolean;
    }
  | { lane: 'identity-manager'; kind: 'report'; progress: Progress }
  | { lane: 'identity-manager'; kind: 'record'; outcome: Outcome; sequence: number }
);

/**
 * How a job ended. `pause` is what the other side asked for, in milliseconds. `unsent`: no attempt can have written
 * anything. `interrupted` is our own
 * doing and says nothing about the other side.
 */
export type Settled =
  | { kind: 'planned'; plan: Plan }
  | { kind: 'created'; result: CreateTicketResult }
  | { kind: 'looked'; result: GetTicketStatusResult }
  | { kind: 'polled'; result: GetTicketStatusResult }
  | { kind: 'updated'; result: UpdateServiceNowStatusResult }
  | { kind: 'reported' }
  | { kind: 'recorded' }
  | { kind: 'failed'; failure: Failure; retryable: boolean; pause?: number; unsent?: true }
  | { kind: 'interrupted' };

/** Everything that can happen to a request. */
export type Event =
  | { kind: 'hint' }
  | { kind: 'cancel'; message: CancelMessage }
  | { kind: 'retry'; message: RetryMessage }
  | { kind: 'message'; message: Message }
  /** `lost`: it was meant for us, and whoever sent it must know. */
  | { kind: 'rejected'; message: string; problem: string; lost?: true }
  | { kind: 'started'; job: Job }
  | { kind: 'settled'; job: Job; startedAt: number; settled: Settled }
  | { kind: 'time' };

/** Why and by whom a request is being ended before its ticket closed. */
export interface Cancellation {
  outcome: 'cancelled' | 'expired' | 'denied';
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

/** The final decision of the identity manager. */
export interface FinalDecision {
  id: string;
  verdict: Decision['verdict'];
  by: string;
  reason: string;
  at: number;
}

/** What the identity manager said, on its way to the ticket. */
export interface Mirror {
  /** Taken and not yet noted, in the order in which they become notes. */
  waiting: Note[];
  /** Held back for a lower sequence that has not arrived; in order of sequence. */
  held: Note[];
  /** The sequence that comes next. */
  next: number;
  /** Every message ever taken, by kind and id, with the fingerprint of its content. */
  taken: Record<string, string>;
  written: number;
  /** Given up after the outcome: ServiceNow refused them for good. */
  givenUp: number;
  /**
   * Another run may have written notes of ours: one that was stopped, last at `since`, or the one of which this is a
   * `reset`, at a time that nobody knows. Then each is looked for first.
   */
  looksFirst?: { since: number; reset: boolean };
  /** Whether an activity may have written the first of those that wait, and when it ended; 0 while it is under way. */
  writing: { begun: boolean; endedAt: number };
  /** Written after an attempt of unknown outcome: whether they stand twice is worth a look. */
  watched: WatchedNote[];
}

/** The whole of a request: plain JSON, all times in milliseconds since 1970. */
export interface State {
  version: 2;
  /** How often it went on in a new run. */
  continued: number;
  input: AccessRequestInput;
  /** The first run id of the chain: whose ticket and whose messages these are. */
  firstRunId: string;
  /** The place of the request within its poll interval, 0 to below 1. */
  phase: number;
  submittedAt: number;
  plan?: Plan;
  ticket?: Ticket;
  ignoredFields?: string[];
  /** Whether a creation was ever begun, and when the last one ended. */
  creation: { begun: boolean; endedAt: number };
  reading?: Omit<Reading, 'comments' | 'commentCursor' | 'moreComments'>;
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
  /** The ticket was left alone: no further attempt to cancel or close it before a reading says that it is open. */
  endingWaits: boolean;
  lanes: Record<Lane, LaneState>;
  mirror: Mirror;
  decided?: FinalDecision;
  /** Since when the identity manager says that the access is effective. */
  effective?: { id: string; at: number };
  /** `write`: plan, create, look, cancel, close. Each is kept until what it waits for happens. */
  attention: Partial<
    Record<'write' | 'note' | 'doubled' | 'reading' | 'delivery' | 'message', Attention | undefined>
  >;
  progress: Progress[];
  sequence: number;
  reported: { phase: Phase; holdReason: string };
  outcome?: Outcome;
  /** When it was taken, and its place among what the identity manager is told. */
  ended?: { at: number; sequence: number };
  recorded: boolean;
  /** `lost`: its sender believes it to be taken. */
  rejected: { message: string; problem: string; at: string; lost?: true }[];
  interventions: { kind: 'retry'; by: string; reason: string; at: string }[];
}

/** What a plan of before decisions and changes does not say. */
export const planDefaults = {
  undecided: 'approval',
  closeWhen: 'assigned',
  gapWithin: 600_000,
  afterCare: 0,
} as const;

/** A request that was just submitted. */
export function begin(
  input: AccessRequestInput,
  at: { now: number; firstRunId: string; phase: number },
): State {
  return {
    version: 2,
    continued: 0,
    input,
    firstRunId: at.firstRunId,
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
    endingWaits: false,
    moreComments: false,
    lanes: { servicenow: { epoch: 0 }, 'identity-manager': { epoch: 0 } },
    mirror: {
      waiting: [],
      held: [],
      next: 1,
      taken: {},
      written: 0,
      givenUp: 0,
      ...(input.former === true ? { looksFirst: { since: at.now, reset: false } } : {}),
      writing: { begun: false, endedAt: 0 },
      watched: [],
    },
    attention: {},
    progress: [],
    sequence: 0,
    reported: { phase: 'open', holdReason: '' },
    recorded: false,
    rejected: [],
    interventions: [],
  };
}
