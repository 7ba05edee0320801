// The rows of the bench, in their order.
import { commands } from './commands.ts';
import { cpu } from './cpu.ts';
import { heap } from './heap.ts';
import { hint } from './hint.ts';
import { poll } from './poll.ts';
import { replay } from './replay.ts';
import type { Row } from './row.ts';
import { sweep } from './sweep.ts';
import { throughput } from './throughput.ts';

/** The one that leaves Temporal the most to do comes last. */
export const rows: readonly Row[] = [poll, heap, cpu, throughput, replay, hint, commands, sweep];
