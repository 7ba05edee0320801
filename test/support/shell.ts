// The shell of the workflow without Temporal: the same interpreter, with time and activities in a test's hand.
import type { AccessRequestInput } from '../../contract/access-request.ts';
import type { Fact } from '../../contract/facts.ts';
import { drive } from '../../workflows/lifecycle/drive.ts';
import { newestRules } from '../../workflows/lifecycle/rules.ts';
import {
  begin,
  type Event,
  type Job,
  type Lane,
  type Settled,
  type State,
} from '../../workflows/lifecycle/state.ts';

/** What a test sees of a request and may do to it. */
export interface Shell {
  readonly state: State;
  readonly now: number;
  readonly over: boolean;
  /** Every job ever started, in order. */
  readonly started: Job[];
  /** Every fact, in order. */
  readonly facts: Fact[];
  running(lane: Lane): Job | undefined;
  /** When the running job of a lane was started. */
  runningSince(lane: Lane): number | undefined;
  /** The next time at which something falls due by itself. */
  wake(): number | undefined;
  send(...events: Event[]): void;
  /** Ends the running job of a lane. */
  settle(lane: Lane, settled: Settled): void;
  /** Lets time pass, with a `time` event at each due time as the workflow's timer would give. */
  pass(milliseconds: number): void;
}

/**
 * A request at the start of its life, in the middle of its poll interval. `onInterrupt` says how a job that is cancelled
 * in flight ends: a write that did happen after all settles with its result.
 */
export function startShell(
  input: AccessRequestInput,
  options: { now?: number; onInterrupt?: (job: Job, now: number) => Settled } = {},
): Shell {
  const { onInterrupt = () => ({ kind: 'interrupted' as const }) } = options;
  let now = options.now ?? Date.UTC(2026, 10, 24);
  let state: State = {
    ...begin(input, { now, firstRunId: 'run-1', rules: newestRules }),
    pollOffset: 0.5,
  };
  let over = false;
  const started: Job[] = [];
  const facts: Fact[] = [];

  const take = (...events: Event[]) => {
    const driven = drive(state, events, now);
    state = driven.state;
    facts.push(...driven.facts);
    for (const command of driven.commands) {
      switch (command.kind) {
        case 'start':
          started.push(command.job);
          break;
        case 'stop':
          interrupt(command.lane);
          break;
        case 'complete':
          over = true;
          break;
        case 'timer':
        case 'continue':
      }
    }
  };
  const interrupt = (lane: Lane) => {
    const { running } = state.lanes[lane];
    if (running === undefined) throw new Error(`the lane ${lane} has nothing to stop`);
    take({ kind: 'settled', lane, settled: onInterrupt(running.job, now) });
  };
  take();

  return {
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    get over() {
      return over;
    },
    started,
    facts,
    running: (lane) => state.lanes[lane].running?.job,
    runningSince: (lane) => state.lanes[lane].running?.startedAt,
    wake: () => state.timer?.at,
    send: take,
    settle(lane, settled) {
      if (state.lanes[lane].running === undefined) throw new Error(`the lane ${lane} is not busy`);
      take({ kind: 'settled', lane, settled });
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const due = state.timer?.at;
        if (due === undefined || due > end) break;
        now = due;
        take({ kind: 'time' });
      }
      now = end;
    },
  };
}
