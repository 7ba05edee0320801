// Shows by random sequences of events that no request ends twice or without a cause, and no note is lost or doubled.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conclusiveLook } from '../../workflows/lifecycle/polling.ts';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Job, Settled } from '../../workflows/lifecycle/state.ts';
import { act } from '../support/acts.ts';
import { folded, told } from '../support/folding.ts';
import { sampleInput } from '../support/samples.ts';
import { startShell, type Shell } from '../support/shell.ts';
import {
  expiresAt,
  fail,
  newWorld,
  reading,
  type Reading,
  settleBy,
  succeed,
  vanish,
  type World,
} from '../support/world.ts';

/** Why the outcome may be what it is; anything else breaks a promise. */
function allowed(outcome: Outcome, shell: Shell, world: World): boolean {
  const { cause, kind } = outcome;
  const { action } = shell.state.input.request;
  const mastered = world.plan.master === 'identity-manager' && shell.state.plan !== undefined;
  const undone =
    world.wroteCancel ||
    world.lookedInVain ||
    shell.state.writes.create === undefined ||
    (mastered && world.closedAs.size > 0);
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
      return (
        !mastered && world.closedAs.has(cause.result) && kind === said[cause.result] && decided
      );
    }
    case 'decision': {
      const said = world.finals.some(
        ({ id, verdict }) => id === cause.id && verdict === cause.verdict,
      );
      if (!mastered || !said) return false;
      if (cause.verdict === 'denied') return kind === 'denied' && undone;
      const effective = world.plan.closeWhen === 'decided' || world.effective;
      const closed = world.wroteClose || world.closedAs.size > 0 || world.lookedInVain;
      return kind === 'fulfilled' && effective && closed;
    }
    case 'cancellation':
      return kind === 'cancelled' && world.cancelIds.has(cause.id) && undone;
    case 'deadline':
      return kind === 'expired' && shell.now >= expiresAt && undone;
  }
}

/** Each note once; those without a sequence as they arrived, those with one in order of it, the late ones apart. */
function checkNotes(shell: Shell, world: World, job: Job | undefined): void {
  const { journal } = world;
  expect(new Set(journal).size).toBe(journal.length);
  expect(journal.every((name) => Object.hasOwn(shell.state.notes.taken, name))).toBe(true);
  const order = sequencesOf(shell);
  const placed = journal.filter((name) => !world.late.has(name)).map((name) => order.get(name));
  const sequences = placed.filter((sequence) => sequence !== undefined);
  expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  if (job?.kind !== 'note') return;
  const endedAt = world.endedAt.get(nameOf(job.note.message));
  if (endedAt === undefined) return;
  // After an attempt of unknown outcome: a look, and not before nothing of it can appear any more.
  expect(job.attemptedBefore).toBe(true);
  const proven = conclusiveLook(world.plan.timeouts, endedAt);
  expect(shell.runningSince('servicenow')).toBeGreaterThanOrEqual(proven);
}

/** The sequence of each note that was ever begun. */
function sequencesOf({ started }: Shell): Map<string, number | undefined> {
  const notes = started.flatMap((job) => (job.kind === 'note' ? [job.note.message] : []));
  return new Map(
    notes.map((one) => [
      nameOf(one),
      (one.kind === 'decision' ? one.decision : one.change).sequence,
    ]),
  );
}

/** The facts, numbered from 1 without a gap, tell where the request stands. */
function checkFacts({ facts, state }: Shell): void {
  expect(facts.map(({ sequence }) => sequence)).toEqual(facts.map((_, index) => index + 1));
  const by = folded(facts);
  expect({ ...by, waiting: by.waiting.toSorted() }).toEqual(told(state));
}

function check(shell: Shell, world: World, before: Outcome | undefined): void {
  const { state } = shell;
  checkFacts(shell);
  if (before !== undefined) expect(state.outcome).toBe(before);
  else if (state.outcome !== undefined) {
    expect(allowed(state.outcome, shell, world), JSON.stringify(state.outcome)).toBe(true);
  }
  expect(world.reported).toEqual(world.reported.map((_, index) => index + 1));
  expect(world.recorded.length).toBeLessThanOrEqual(1);
  const job = shell.running('servicenow');
  checkNotes(shell, world, job);
  const helpless =
    (job ?? shell.running('identity-manager')) === undefined &&
    shell.wake() === undefined &&
    Object.values(state.attention).every((a) => a === undefined);
  const waits = state.plan?.master === 'identity-manager' && state.outbox.waiting.length === 0;
  if (helpless && !waits) expect(shell.over).toBe(true);
}

const plans = fc.record({
  master: fc.constantFrom<Plan['master']>('servicenow', 'identity-manager'),
  closeWhen: fc.constantFrom<Plan['closeWhen']>('assigned', 'decided'),
  afterCare: fc.constantFrom(0, 0, 86_400_000),
});

test.each(['grant', 'renewal', 'removal'] as const)(
  'no sequence of events ends a %s twice, without a cause, out of order, loses or doubles a note, or leaves it deaf',
  (action) => {
    fc.assert(
      fc.property(
        plans,
        fc.array(act, { minLength: 5, maxLength: 120 }),
        fc.array(reading, { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (plan, acts, late, happened) => {
          const world = newWorld(plan);
          // A write in flight that is cancelled settles with its result, or as interrupted.
          const shell = startShell(sampleInput({ action }), {
            onInterrupt: (job, now) => {
              const said = late[world.modCount % late.length];
              const write = job.kind !== 'poll' && job.kind !== 'look' && job.kind !== 'plan';
              if (happened && write && said !== undefined) return succeed(job, said, world);
              if (job.kind === 'note') world.endedAt.set(nameOf(job.note.message), now);
              return { kind: 'interrupted' };
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

test('whatever happened before, a request comes to its end once all answer, every note written', () => {
  fc.assert(
    fc.property(plans, fc.array(act, { maxLength: 60 }), (plan, acts) => {
      const world = newWorld(plan);
      const shell = startShell(sampleInput());
      for (const one of acts) one(shell, world);
      const good: Reading = { phase: 'closed', result: 'fulfilled', age: 0, comments: 0 };
      shell.send({ kind: 'retry', message: { by: 'Olga', reason: 'All is well' } });
      shell.send({
        kind: 'cancel',
        source: 'message',
        message: { id: 'last', by: 'Ada', reason: 'No' },
      });
      world.cancelIds.add('last');
      for (let turn = 0; turn < 1_000 && !shell.over; turn += 1) {
        settleBy((job) => succeed(job, good, world), 'servicenow')(shell, world);
        settleBy((job) => succeed(job, good, world), 'identity-manager')(shell, world);
        shell.pass(86_400_000);
      }
      expect(shell.over).toBe(true);
      expect(world.recorded).toEqual([shell.state.outcome]);
      const { rejected, ticket, notes } = shell.state;
      const given = rejected.filter(({ problem }) =>
        problem.startsWith('was given up after the outcome'),
      );
      const owed = ticket === undefined ? [] : Object.keys(notes.taken);
      const missing = owed.filter((name) => !world.journal.includes(name));
      expect(missing).toEqual(missing.filter((name) => given.some((one) => one.message === name)));
    }),
    { numRuns: 300 },
  );
});

test('without time passing no request keeps ServiceNow busy: whatever it answers, it comes to rest', () => {
  fc.assert(
    fc.property(
      plans,
      fc.array(act, { maxLength: 60 }),
      reading,
      fc.constantFrom('answered', 'missing', 'refused', 'failed'),
      (plan, acts, said, how) => {
        const world = newWorld(plan);
        const shell = startShell(sampleInput());
        for (const one of acts) one(shell, world);
        const answer = (job: Job): Settled | undefined => {
          if (how === 'refused') return fail('Refused', false);
          if (how === 'failed') return fail('Unavailable', true);
          const gone = how === 'missing' ? vanish(job, world) : undefined;
          return gone ?? succeed(job, { ...said, comments: 0 }, world);
        };
        // Plan, create, notes, an ending that was left alone, and the reading after it: no more than that.
        const { waiting, held } = shell.state.notes;
        const turns = 8 + 2 * (waiting.length + held.length);
        for (let turn = 0; turn < turns; turn += 1) settleBy(answer, 'servicenow')(shell, world);
        expect(shell.running('servicenow')).toBeUndefined();
      },
    ),
    { numRuns: 1_000 },
  );
});
