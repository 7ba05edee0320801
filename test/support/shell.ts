// The shell of the workflow without Temporal: the same loop, with time and activities in a test's hand.
import { step } from '../../workflows/lifecycle/drive.ts';
import type { AccessRequestInput } from '../../contract/access-request.ts';
import {
  begin,
  type Event,
  type Job,
  type Lane,
  type Settled,
  type State,
} from '../../workflows/lifecycle/state.ts';
import { isOver, isUnwanted, next, nextWake } from '../../workflows/lifecycle/wants.ts';

const lanes = ['servicenow', 'identity-manager'] as const satisfies Lane[];

/** What a test sees of a request and may do to it. */
export interface Shell {
  readonly state: State;
  readonly now: number;
  readonly over: boolean;
  /** Every job ever started, in order. */
  readonly started: Job[];
  running(lane: Lane): Job | undefined;
  /** When the running job of a lane was started. */
  runningSince(lane: Lane): number | undefined;
  /** The next time at which something falls due by itself. */
  wake(): number | undefined;
  send(event: Event): void;
  /** Ends the running job of a lane. */
  settle(lane: Lane, settled: Settled): void;
  /** Lets time pass, with a `time` event at each due time as the workflow's timer would give. */
  pass(milliseconds: number): void;
}

/**
 * A request at the start of its life. `onInterrupt` says how a job that is cancelled in flight ends:
 * a write that did happen after all settles with its result.
 */
export function startShell(
  input: AccessRequestInput,
  options: { now?: number; phase?: number; onInterrupt?: (job: Job, now: number) => Settled } = {},
): Shell {
  const { phase = 0.5, onInterrupt = () => ({ kind: 'interrupted' as const }) } = options;
  let now = options.now ?? Date.UTC(2026, 10, 24);
  let state = begin(input, { now, firstRunId: 'chain-1', phase });
  const jobs = new Map<Lane, { job: Job; startedAt: number }>();
  const started: Job[] = [];

  const take = (event: Event) => {
    state = step(state, event, now);
    serve();
  };
  const serve = () => {
    for (const lane of lanes) {
      const busy = jobs.get(lane);
      if (busy !== undefined) {
        if (!isUnwanted(state, busy.job, now)) continue;
        jobs.delete(lane);
        const settled = onInterrupt(busy.job, now);
        take({ kind: 'settled', ...busy, settled });
        return;
      }
      const job = next(state, lane, now);
      if (job === undefined) continue;
      jobs.set(lane, { job, startedAt: now });
      started.push(job);
      state = step(state, { kind: 'started', job }, now);
    }
  };
  serve();

  return {
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    get over() {
      return jobs.size === 0 && isOver(state, now);
    },
    started,
    running: (lane) => jobs.get(lane)?.job,
    runningSince: (lane) => jobs.get(lane)?.startedAt,
    wake: () => nextWake(state, jobs.has('servicenow'), now)?.at,
    send: take,
    settle(lane, settled) {
      const busy = jobs.get(lane);
      if (busy === undefined) throw new Error(`the lane ${lane} is not busy`);
      jobs.delete(lane);
      take({ kind: 'settled', ...busy, settled });
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const due = nextWake(state, jobs.has('servicenow'), now)?.at;
        if (due === undefined || due > end) break;
        now = due;
        take({ kind: 'time' });
      }
      now = end;
    },
  };
}
