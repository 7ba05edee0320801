// Everything that can happen to a request, in any order: the alphabet of the model-based tests.
import fc from 'fast-check';
import { nameOf } from '../../workflows/lifecycle/note-queue.ts';
import type { Message } from '../../contract/messages.ts';
import type { Lane } from '../../workflows/lifecycle/state.ts';
import { judgedBy } from './samples.ts';
import { type Act, failing, reading, say, settleBy, succeed, vanish } from './world.ts';

const healing = ['Unreachable', 'NoAnswer', 'Unavailable', 'RateLimited', 'CredentialsRefused'];
const refusing = ['Refused', 'TicketNotOurs', 'TextTooLong', 'CategoryNotEnabled', 'WriteIgnored'];

const lane = fc.constantFrom<Lane>('servicenow', 'servicenow', 'identity-manager');

const sequence = fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined });

const decision: fc.Arbitrary<Message> = fc
  .record({
    id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
    sequence,
    verdict: fc.constantFrom('approved', 'approved', 'denied'),
    final: fc.constantFrom(false, false, false, true),
  })
  .map(({ sequence: place, ...rest }) => ({
    kind: 'decision',
    decision: {
      step: 'Manager',
      approver: 'Mary Roe',
      ...rest,
      ...(place === undefined ? {} : { sequence: place }),
    },
  }));

const change: fc.Arbitrary<Message> = fc
  .record({ id: fc.constantFrom('1', '2', '3'), status: fc.constantFrom('granted', 'assigned') })
  .map((one) => ({ kind: 'change', change: one }));

/** A decision or change of a few ids, some of them with another content under the same id. */
export const message = fc.oneof(
  { weight: 3, arbitrary: decision },
  { weight: 1, arbitrary: change },
);

const failure = fc.record({
  type: fc.constantFrom(...healing),
  retryable: fc.constant(true),
  happened: fc.boolean(),
});

const refusal = fc.record({
  type: fc.constantFrom(...refusing),
  retryable: fc.constant(false),
  happened: fc.constant(false),
});

/** The ticket is not found at several polls in a row. */
const goneForLong: Act = (shell, world) => {
  for (let polls = 0; polls < 4; polls += 1) {
    const wake = shell.wake();
    if (shell.running('servicenow') === undefined && wake !== undefined)
      shell.pass(wake - shell.now);
    settleBy(vanish, 'servicenow')(shell, world);
  }
};

/** Weighted so that most requests get far. */
export const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(lane, reading)
      .map(([which, said]) => settleBy((job, world) => succeed(job, said, world), which)),
  },
  { weight: 1, arbitrary: lane.map((which) => settleBy(vanish, which)) },
  { weight: 1, arbitrary: fc.constant<Act>(goneForLong) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(lane, failure)
      .map(([which, how]) => settleBy((job, world, now) => failing(job, world, how, now), which)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(lane, refusal)
      .map(([which, how]) => settleBy((job, world, now) => failing(job, world, how, now), which)),
  },
  {
    // Looked in vain, too early to say that it is not there.
    weight: 1,
    arbitrary: fc.constant<Act>(
      settleBy((job, world, now) => {
        if (job.kind !== 'note') return undefined;
        world.endedAt.set(nameOf(job.note.message), now);
        return { kind: 'updated', result: { kind: 'unproven', judgedBy } };
      }, 'servicenow'),
    ),
  },
  { weight: 5, arbitrary: message.map(say) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('c1', 'c2', 'temporal').map((id): Act => (shell, world) => {
      world.cancelIds.add(id);
      shell.send({ kind: 'cancel', source: 'message', message: { id, by: 'Ada', reason: 'No' } });
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
