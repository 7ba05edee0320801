// What a request knows about itself between two events, and the events that change it: plain JSON, times in milliseconds since 1970.
import type { AccessRequestInput } from '../../contract/access-request.ts';
import type {
  CreateTicketResult,
  GetTicketStatusResult,
  UpdateServiceNowStatusResult,
  WatchedNote,
} from '../../contract/activities.ts';
import type { Attention } from '../../contract/attention.ts';
import type { Fact } from '../../contract/facts.ts';
import type { Failure } from '../../contract/failures.ts';
import type {
  CancelMessage,
  Decision,
  Message,
  Note,
  RetryMessage,
} from '../../contract/messages.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Progress } from '../../contract/progress.ts';
import type { CommentCursor, Phase, Reading, Ticket } from '../../contract/ticket.ts';
import { pollOffsetOf } from './polling.ts';

/** The two things that go on at the same time, each with at most one job. */
export type Lane = 'servicenow' | 'identity-manager';

/** The lanes in the order in which they are served. */
export const lanes = ['servicenow', 'identity-manager'] as const satisfies Lane[];

/** Where a cancellation came from: a message, Temporal's own cancellation, the deadline, or the final decision. */
export type Source = 'message' | 'temporal' | 'deadline' | 'decision';

/** What a lane can be busy with. */
export type Job =
  | { lane: 'servicenow'; kind: 'plan' | 'create' | 'look' }
  | { lane: 'servicenow'; kind: 'poll'; fresh: boolean }
  | { lane: 'servicenow'; kind: 'cancel'; cancellation: Cancellation }
  | { lane: 'servicenow'; kind: 'close'; ending: Pick<FinalDecision, 'id' | 'by' | 'reason'> }
  | {
      lane: 'servicenow';
      kind: 'note';
      note: Note;
      attemptedBefore: boolean;
      looksOnly: boolean;
      releases: boolean;
    }
  | { lane: 'identity-manager'; kind: 'report'; progress: Progress }
  | { lane: 'identity-manager'; kind: 'record'; outcome: Outcome; sequence: number };

/**
 * How a job ended. `pause` is what the other side asked for, in milliseconds. `unsent`: no attempt can have written
 * anything. `interrupted` is our own doing and says nothing about the other side.
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
  | { kind: 'cancel'; message: CancelMessage; source: Extract<Source, 'message' | 'temporal'> }
  | { kind: 'retry'; message: RetryMessage }
  | { kind: 'message'; message: Message }
  /** What nobody understands. `lost`: it was meant for us, and whoever sent it must know. */
  | { kind: 'rejected'; message: string; problem: string; lost?: true }
  | { kind: 'settled'; lane: Lane; settled: Settled }
  | { kind: 'time' }
  /** The run is to end, and the request to go on in a new one. */
  | { kind: 'go-on' };

/** Why and by whom a request is being ended before its ticket closed. */
export interface Cancellation {
  outcome: 'cancelled' | 'expired' | 'denied';
  source: Source;
  id: string;
  by: string;
  reason: string;
  at: number;
}

/** The job of a lane that runs. `stopping`: it was told to stop. `outdated`: a retry came after it began. */
export interface Running {
  job: Job;
  startedAt: number;
  stopping: boolean;
  outdated: boolean;
}

/** A failure that lasts since `since`; `told` once it has lasted so long that it is a fact. */
export interface Trouble {
  since: number;
  activity: Job['kind'];
  failure: Failure;
  told: boolean;
}

/** What a lane runs, what fails since when, and when it may start again. */
export interface LaneState {
  running?: Running | undefined;
  trouble?: Trouble | undefined;
  /** The earliest next start after a failed burst. */
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

/** An activity may have written. Without `endedAt` it is under way, or so long over that a look proves what it did. */
export interface LastWrite {
  endedAt?: number;
}

/** What the identity manager said, on its way to the ticket. */
export interface NoteQueue {
  /** Taken and not yet noted, in the order in which they become notes. */
  waiting: Note[];
  /** Held back for a lower sequence that has not arrived; in order of sequence. */
  held: Note[];
  /** The sequence that comes next. */
  next: number;
  /** Every message ever taken, by kind and id, with the fingerprint of its content. */
  taken: Record<string, string>;
  written: number;
  /** Given up after after-care: ServiceNow refused them for good. */
  givenUp: number;
  /**
   * Another run may have written notes of ours: one that was stopped, last at `since`, or the one of which this is a
   * `reset`, at a time that nobody knows. Then each is looked for first.
   */
  looksFirst?: { since: number; reset: boolean };
  /** Written after an attempt of unknown outcome: whether they stand twice is worth a look. */
  watched: WatchedNote[];
}

/** One thing to be told to the identity manager; `sequence` counts from 1 in each submission, over all of its runs. */
export type Delivery = Progress | { kind: 'outcome'; sequence: number; outcome: Outcome };

/** Why a request wakes by itself. */
export type WakeReason =
  | 'identity-manager-again'
  | 'servicenow-again'
  | 'note'
  | 'gap'
  | 'poll'
  | 'look'
  | 'deadline'
  | 'after-care';

/** When a request wakes by itself, and why. */
export interface Wake {
  at: number;
  why: WakeReason;
}

/** A kind of attention, of which a request has at most one each: see attention.ts. */
export type AttentionSlot = 'write' | 'note' | 'doubled' | 'reading' | 'delivery' | 'message';

/** The whole of a request. */
export interface State {
  /** By which version of the rules it is judged: see rules.ts. */
  rules: number;
  /** How often it went on in a new run. */
  continued: number;
  input: AccessRequestInput;
  /** The first run of the request since it was submitted: whose ticket and whose messages these are. */
  firstRunId: string;
  /** The place of the request within its poll interval, 0 to below 1. */
  pollOffset: number;
  submittedAt: number;
  plan?: Plan;
  ticket?: Ticket;
  ignoredFields?: string[];
  /** Whether a creation was begun, and whether the first waiting note may have been written; none where neither was. */
  writes: { create?: LastWrite | undefined; note?: LastWrite | undefined };
  reading?: Omit<Reading, 'comments' | 'commentCursor' | 'moreComments'>;
  commentCursor?: CommentCursor;
  /** More comments wait than the last reading carried: ask for them though the row did not change. */
  moreComments: boolean;
  changedAt: number;
  polledAt: number;
  /** When to poll. `fresh`: only a row that is asked for after this poll began counts, and none of another request's poll. */
  nextPoll?: { at: number; fresh: boolean } | undefined;
  /** Readings in a row that did not find the ticket. */
  missing: number;
  /** A person ended or retried the request knowing that the ticket is missing. */
  goneConfirmed: boolean;
  cancellation?: Cancellation;
  /** Wait for a reading that says that the ticket is open before the next attempt to cancel or close it. */
  endingWaits: boolean;
  lanes: Record<Lane, LaneState>;
  notes: NoteQueue;
  decided?: FinalDecision;
  /** Since when the identity manager says that the access is effective. */
  effective?: { id: string; at: number };
  attention: Partial<Record<AttentionSlot, Attention | undefined>>;
  /** What waits to be told to the identity manager, in order, and how much of it was taken. */
  outbox: { waiting: Delivery[]; taken: number };
  /** What it was told of the ticket last. */
  reported: { phase: Phase; holdReason: string };
  outcome?: Outcome;
  /** `lost`: its sender believes it to be taken. */
  rejected: { message: string; problem: string; at: string; lost?: true }[];
  interventions: { kind: 'retry'; by: string; reason: string; at: string }[];
  /** The one timer that runs. */
  timer?: Wake | undefined;
  /** The run is to end: nothing new begins. */
  goingOn: boolean;
  /** Facts of the event that is being taken, and how many there were before it. */
  facts: { untold: Fact[]; told: number };
}

/** What a request begins with, beside its input. */
export interface Beginning {
  now: number;
  firstRunId: string;
  rules: number;
}

/** A request that was just submitted. */
export function begin(input: AccessRequestInput, { now, firstRunId, rules }: Beginning): State {
  const former = input.former === true;
  return {
    rules,
    continued: 0,
    input,
    firstRunId,
    pollOffset: pollOffsetOf(firstRunId),
    submittedAt: now,
    // A run that was stopped from outside may have created the ticket until a moment ago.
    writes: former ? { create: { endedAt: now } } : {},
    changedAt: now,
    polledAt: 0,
    missing: 0,
    goneConfirmed: false,
    endingWaits: false,
    moreComments: false,
    lanes: { servicenow: {}, 'identity-manager': {} },
    notes: {
      waiting: [],
      held: [],
      next: 1,
      taken: {},
      written: 0,
      givenUp: 0,
      ...(former ? { looksFirst: { since: now, reset: false } } : {}),
      watched: [],
    },
    attention: {},
    outbox: { waiting: [], taken: 0 },
    reported: { phase: 'open', holdReason: '' },
    rejected: [],
    interventions: [],
    goingOn: false,
    facts: { untold: [], told: 0 },
  };
}
