// What really happens around a request in model-based tests, told apart from what the lifecycle makes of it.
import fc from 'fast-check';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import type { Decision, Message } from '../../contract/messages.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Phase, Result, Reading as TicketReading } from '../../contract/ticket.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Job, Lane, Settled } from '../../workflows/lifecycle/state.ts';
import { judgedBy, samplePlan, sampleStatus, sampleTicket } from './samples.ts';
import type { Shell } from './shell.ts';

/** The facts that outcomes and notes are measured against. */
export interface World {
  plan: Plan;
  /** `sys_mod_count` of the ticket; readings may be as old as zero. */
  modCount: number;
  cancelIds: Set<string>;
  finals: Decision[];
  effective: boolean;
  /** Results of closed readings that were handed in. */
  closedAs: Set<Result>;
  lookedInVain: boolean;
  wroteCancel: boolean;
  wroteClose: boolean;
  /** The notes on the ticket, by name, in the order in which they were committed. */
  journal: string[];
  /** Those that came after their gap was given up. */
  late: Set<string>;
  /** When the last attempt to write a note ended without a word on whether it was committed, by name. */
  endedAt: Map<string, number>;
  reported: number[];
  recorded: Outcome[];
}

/** The deadline of every plan here. */
export const expiresAt = Date.UTC(2026, 10, 24) + 30 * 86_400_000;

export const newWorld = (plan: Partial<Plan> = {}): World => ({
  plan: samplePlan({ expireAfter: 30 * 86_400_000, ...plan }),
  modCount: 0,
  cancelIds: new Set(),
  finals: [],
  effective: false,
  closedAs: new Set(),
  lookedInVain: false,
  wroteCancel: false,
  wroteClose: false,
  journal: [],
  late: new Set(),
  endedAt: new Map(),
  reported: [],
  recorded: [],
});

/** What a reading says, if one is asked for. */
export interface Reading {
  phase: Phase;
  result: Result;
  age: number;
  comments: number;
}

const phases = ['open', 'in-progress', 'on-hold', 'resolved', 'unknown'] as const;
const results = ['fulfilled', 'not-fulfilled', 'rejected', 'cancelled'] as const;

export const reading: fc.Arbitrary<Reading> = fc.record({
  phase: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...phases) },
    { weight: 1, arbitrary: fc.constant('closed' as const) },
  ),
  result: fc.constantFrom(...results),
  age: fc.constantFrom(0, 0, 0, 1, 5),
  comments: fc.constantFrom(0, 0, 0, 1, 3),
});

function statusOf({ phase, result, age, comments }: Reading, world: World): TicketReading {
  world.modCount += 1;
  const modCount = Math.max(0, world.modCount - age);
  return sampleStatus({
    phase,
    ...(phase === 'closed' ? { result, closedBy: 'Nina Novak' } : {}),
    ...(phase === 'unknown' ? { unknown: 'state "42"' } : {}),
    comments: Array.from({ length: comments }, () => ({ by: 'n', at: '', text: 't' })),
    evidence: { modCount, state: phase },
  });
}

/** How a job ends when the other side does what was asked. */
export function succeed(job: Job, said: Reading, world: World): Settled {
  const ticket = sampleTicket;
  const found = (): { kind: 'read'; ticket: typeof ticket; status: TicketReading } => {
    const status = statusOf(said, world);
    if (status.result !== undefined) world.closedAs.add(status.result);
    return { kind: 'read', ticket, status };
  };
  switch (job.kind) {
    case 'plan':
      return { kind: 'planned', plan: world.plan };
    case 'create': {
      const { status } = found();
      return { kind: 'created', result: { ticket, status, adopted: false, ignoredFields: [] } };
    }
    case 'look':
      return { kind: 'looked', result: found() };
    case 'poll':
      return { kind: 'polled', result: found() };
    case 'cancel':
    case 'close':
      return { kind: 'updated', result: ended(job.kind, said, world) };
    case 'note':
      return write(job, world);
    case 'report':
      world.reported.push(job.progress.sequence);
      return { kind: 'reported' };
    case 'record':
      world.reported.push(job.sequence);
      world.recorded.push(job.outcome);
      return { kind: 'recorded' };
  }
}

/** Resolved work is closed, and not cancelled; what is closed or in a state that nobody knows is left alone. */
function ended(
  kind: 'cancel' | 'close',
  said: Reading,
  world: World,
): Extract<Settled, { kind: 'updated' }>['result'] {
  const left = kind === 'cancel' ? ['closed', 'unknown', 'resolved'] : ['closed', 'unknown'];
  if (left.includes(said.phase)) return { kind: 'left-alone', judgedBy };
  if (kind === 'cancel') world.wroteCancel = true;
  else world.wroteClose = true;
  const result = kind === 'cancel' ? 'cancelled' : 'fulfilled';
  const status = statusOf({ ...said, phase: 'closed', result }, world);
  return { kind: kind === 'cancel' ? 'cancelled' : 'closed', status };
}

type NoteJob = Extract<Job, { kind: 'note' }>;

/** The activity: looks where an attempt was before it, and writes what is not there. */
function write({ note, attemptedBefore }: NoteJob, world: World): Settled {
  const there = commit(note, world);
  const rewritten = attemptedBefore && !there;
  return { kind: 'updated', result: { kind: 'noted', parts: 1, copies: 1, rewritten, judgedBy } };
}

/** Whether it was there already; then the activity finds it by its marker. */
function commit({ message, late }: NoteJob['note'], world: World): boolean {
  const name = nameOf(message);
  if (late === true) world.late.add(name);
  if (world.journal.includes(name)) return true;
  world.journal.push(name);
  return false;
}

/** How a job ends that finds nothing. */
export function vanish(job: Job, world: World): Settled | undefined {
  const result = { kind: 'missing' as const, readAt: '', judgedBy };
  switch (job.kind) {
    case 'poll':
      world.lookedInVain = true;
      return { kind: 'polled', result };
    case 'cancel':
    case 'close':
      world.lookedInVain = true;
      return { kind: 'updated', result: { kind: 'missing', judgedBy } };
    case 'look':
      world.lookedInVain = true;
      return { kind: 'looked', result };
    default:
      return undefined;
  }
}

export const fail = (type: string, retryable: boolean): Settled => ({
  kind: 'failed',
  failure: { type, message: 'again' },
  retryable,
});

/** A job fails; a note may have been committed all the same, and nobody knows. */
export function failing(
  job: Job,
  world: World,
  { type, retryable, happened }: { type: string; retryable: boolean; happened: boolean },
  now: number,
): Settled {
  if (job.kind === 'note') {
    world.endedAt.set(nameOf(job.note.message), now);
    // Only what was not tried before is written by a first attempt; the others look.
    if (happened && retryable) commit(job.note, world);
  }
  return fail(type, retryable);
}

/** Something that happens to a request. */
export type Act = (shell: Shell, world: World) => void;

export const settleBy =
  (end: (job: Job, world: World, now: number) => Settled | undefined, which: Lane): Act =>
  (shell, world) => {
    const job = shell.running(which);
    const settled = job === undefined ? undefined : end(job, world, shell.now);
    if (settled !== undefined) shell.settle(which, settled);
  };

/** Sends a message and remembers what it could decide. */
export const say =
  (message: Message): Act =>
  (shell, world) => {
    if (message.kind === 'decision' && message.decision.final) world.finals.push(message.decision);
    if (message.kind === 'change' && message.change.status === 'assigned') world.effective = true;
    shell.send({ kind: 'message', message });
  };
