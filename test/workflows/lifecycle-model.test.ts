// Shows by random sequences of events that no request ends twice, or without a cause that is allowed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome, Phase, Result, TicketStatus } from '../../workflows/model.ts';
import type { Job, Lane, Settled } from '../../workflows/state.ts';
import { sampleInput, samplePlan, sampleStatus, sampleTicket } from '../support/samples.ts';
import { startShell, type Shell } from '../support/shell.ts';

/** What really happened, told apart from what the lifecycle makes of it. */
interface World {
  /** `sys_mod_count` of the ticket; readings may be as old as zero. */
  modCount: number;
  cancelIds: Set<string>;
  /** Results of closed readings that were handed in. */
  closedAs: Set<Result>;
  lookedInVain: boolean;
  wroteCancel: boolean;
  reported: number[];
  recorded: Outcome[];
  expiresAt: number;
}

const newWorld = (): World => ({
  modCount: 0,
  cancelIds: new Set(),
  closedAs: new Set(),
  lookedInVain: false,
  wroteCancel: false,
  reported: [],
  recorded: [],
  expiresAt: Date.UTC(2026, 10, 24) + 30 * 86_400_000,
});

type Act = (shell: Shell, world: World) => void;

const phases = ['open', 'in-progress', 'on-hold', 'resolved', 'unknown'] as const;
const results = ['fulfilled', 'not-fulfilled', 'rejected', 'cancelled'] as const;
const healing = ['Unreachable', 'NoAnswer', 'Unavailable', 'RateLimited', 'CredentialsRefused'];
const refusing = ['Refused', 'TicketNotOurs', 'TextTooLong', 'CategoryNotEnabled', 'WriteIgnored'];

interface Reading {
  phase: Phase;
  result: Result;
  age: number;
  comments: number;
}

const reading: fc.Arbitrary<Reading> = fc.record({
  phase: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...phases) },
    { weight: 1, arbitrary: fc.constant('closed' as const) },
  ),
  result: fc.constantFrom(...results),
  age: fc.constantFrom(0, 0, 0, 1, 5),
  comments: fc.constantFrom(0, 0, 0, 1, 3),
});

function statusOf({ phase, result, age, comments }: Reading, world: World): TicketStatus {
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
function succeed(job: Job, said: Reading, world: World): Settled {
  const ticket = sampleTicket;
  const found = (): { kind: 'read'; ticket: typeof ticket; status: TicketStatus } => {
    const status = statusOf(said, world);
    if (status.result !== undefined) world.closedAs.add(status.result);
    return { kind: 'read', ticket, status };
  };
  switch (job.kind) {
    case 'plan':
      return { kind: 'planned', plan: samplePlan({ expireAfter: 30 * 86_400_000 }) };
    case 'create': {
      const { status } = found();
      return { kind: 'created', result: { ticket, status, adopted: false, ignoredFields: [] } };
    }
    case 'look':
      return { kind: 'looked', result: found() };
    case 'poll':
      return { kind: 'polled', result: found() };
    case 'cancel': {
      if (said.phase === 'closed' || said.phase === 'unknown' || said.phase === 'resolved') {
        return {
          kind: 'cancelled',
          result: { kind: 'left-alone', judgedBy: samplePlan().judgedBy },
        };
      }
      world.wroteCancel = true;
      const status = statusOf({ ...said, phase: 'closed', result: 'cancelled' }, world);
      return { kind: 'cancelled', result: { kind: 'cancelled', status } };
    }
    case 'report':
      world.reported.push(job.progress.sequence);
      return { kind: 'reported' };
    case 'record':
      world.recorded.push(job.outcome);
      return { kind: 'recorded' };
  }
}

function vanish(job: Job, world: World): Settled | undefined {
  const result = { kind: 'missing' as const, readAt: '', judgedBy: samplePlan().judgedBy };
  if (job.kind === 'poll') return { kind: 'polled', result };
  if (job.kind === 'cancel') {
    world.lookedInVain = true;
    return { kind: 'cancelled', result: { kind: 'missing', judgedBy: result.judgedBy } };
  }
  if (job.kind !== 'look') return undefined;
  world.lookedInVain = true;
  return { kind: 'looked', result };
}

const lane = fc.constantFrom<Lane>('servicenow', 'servicenow', 'identity-manager');
const settleBy =
  (end: (job: Job, world: World) => Settled | undefined, which: Lane): Act =>
  (shell, world) => {
    const job = shell.running(which);
    const settled = job === undefined ? undefined : end(job, world);
    if (settled !== undefined) shell.settle(which, settled);
  };

const fail = (type: string, retryable: boolean): Settled => ({
  kind: 'failed',
  failure: { type, message: 'again' },
  retryable,
});

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(lane, reading)
      .map(([which, said]) => settleBy((job, world) => succeed(job, said, world), which)),
  },
  { weight: 1, arbitrary: lane.map((which) => settleBy(vanish, which)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(lane, fc.constantFrom(...healing))
      .map(([which, type]) => settleBy(() => fail(type, true), which)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(lane, fc.constantFrom(...refusing))
      .map(([which, type]) => settleBy(() => fail(type, false), which)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('c1', 'c2', 'temporal').map((id): Act => (shell, world) => {
      world.cancelIds.add(id);
      shell.send({ kind: 'cancel', message: { id, by: 'Ada', reason: 'No' } });
    }),
  },
  { weight: 2, arbitrary: fc.constant<Act>((shell) => shell.send({ kind: 'hint' })) },
  {
    weight: 2,
    arbitrary: fc.constant<Act>((shell) =>
      shell.send({ kind: 'retry', message: { by: 'Olga', reason: 'Now' } }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(1_000, 70_000, 600_000, 86_400_000, 20 * 86_400_000).map(
      (time): Act =>
        (shell) =>
          shell.pass(time),
    ),
  },
);

/** Why the outcome may be what it is; anything else breaks a promise. */
function allowed(outcome: Outcome, shell: Shell, world: World): boolean {
  const { cause, kind } = outcome;
  const { action } = shell.state.input.request;
  switch (cause.kind) {
    case 'ticket': {
      const said = {
        fulfilled: 'fulfilled',
        'not-fulfilled': 'not-fulfilled',
        rejected: 'denied',
        cancelled: 'cancelled',
      } as const;
      const doubtful = kind === 'not-fulfilled' || kind === 'cancelled';
      const decided = action !== 'removal' || !doubtful || shell.state.cancellation !== undefined;
      return world.closedAs.has(cause.result) && kind === said[cause.result] && decided;
    }
    case 'cancellation':
    case 'deadline': {
      const asked =
        cause.kind === 'deadline'
          ? kind === 'expired' && shell.now >= world.expiresAt
          : kind === 'cancelled' && world.cancelIds.has(cause.id);
      const undone = world.wroteCancel || world.lookedInVain || !shell.state.creation.begun;
      return asked && undone;
    }
  }
}

function check(shell: Shell, world: World, before: Outcome | undefined): void {
  const { state } = shell;
  if (before !== undefined) expect(state.outcome).toBe(before);
  else if (state.outcome !== undefined) {
    expect(allowed(state.outcome, shell, world), JSON.stringify(state.outcome)).toBe(true);
  }
  expect(world.reported).toEqual(world.reported.map((_, index) => index + 1));
  expect(world.recorded.length).toBeLessThanOrEqual(1);
  if (world.recorded.length === 1) expect(world.reported).toHaveLength(state.sequence);
  const busy = shell.running('servicenow') ?? shell.running('identity-manager');
  const helpless =
    busy === undefined &&
    shell.wake() === undefined &&
    Object.values(state.attention).every((a) => a === undefined);
  if (helpless) expect(shell.over).toBe(true);
}

test.each(['grant', 'renewal', 'removal'] as const)(
  'no sequence of events ends a %s twice, without a cause, out of order, or leaves it deaf',
  (action) => {
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 5, maxLength: 120 }),
        fc.array(reading, { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (acts, late, happened) => {
          const world = newWorld();
          // A write in flight that is cancelled settles with its result, or as interrupted.
          const shell = startShell(sampleInput({ action }), {
            onInterrupt: (job) => {
              const said = late[world.modCount % late.length];
              const write = job.kind !== 'poll' && job.kind !== 'look' && job.kind !== 'plan';
              return happened && write && said !== undefined
                ? succeed(job, said, world)
                : { kind: 'interrupted' };
            },
          });
          for (const one of acts) {
            const before = shell.state.outcome;
            one(shell, world);
            check(shell, world, before);
          }
          const creations = shell.started.filter(({ kind }) => kind === 'create').length;
          if (shell.state.cancellation !== undefined) {
            shell.pass(86_400_000);
            expect(shell.started.filter(({ kind }) => kind === 'create')).toHaveLength(creations);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  },
);

test('whatever happened before, a request comes to its end once both systems answer', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const world = newWorld();
      const shell = startShell(sampleInput());
      for (const one of acts) one(shell, world);
      const good: Reading = { phase: 'closed', result: 'fulfilled', age: 0, comments: 0 };
      shell.send({ kind: 'retry', message: { by: 'Olga', reason: 'All is well' } });
      for (let turn = 0; turn < 1_000 && !shell.over; turn += 1) {
        settleBy((job) => succeed(job, good, world), 'servicenow')(shell, world);
        settleBy((job) => succeed(job, good, world), 'identity-manager')(shell, world);
        shell.pass(86_400_000);
      }
      expect(shell.over).toBe(true);
      expect(world.recorded).toEqual([shell.state.outcome]);
    }),
    { numRuns: 300 },
  );
});

test('without time passing no request keeps ServiceNow busy: whatever it answers, it comes to rest', () => {
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 60 }),
      reading,
      fc.constantFrom('answered', 'missing', 'refused', 'failed'),
      (acts, said, how) => {
        const world = newWorld();
        const shell = startShell(sampleInput());
        for (const one of acts) one(shell, world);
        const answer = (job: Job): Settled | undefined => {
          if (how === 'refused') return fail('Refused', false);
          if (how === 'failed') return fail('Unavailable', true);
          const gone = how === 'missing' ? vanish(job, world) : undefined;
          return gone ?? succeed(job, { ...said, comments: 0 }, world);
        };
        // Plan, create, a cancellation that was left alone, and the reading after it: no more than that.
        for (let turn = 0; turn < 8; turn += 1) settleBy(answer, 'servicenow')(shell, world);
        expect(shell.running('servicenow')).toBeUndefined();
      },
    ),
    { numRuns: 1_000 },
  );
});
