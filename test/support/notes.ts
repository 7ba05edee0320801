// A ticket with its creation note, and the note of a decision on it: what the tests of notes begin with.
import { noteKey, noteMarker } from '../../activities/servicenow/marker.ts';
import type { ServiceNowSimulator } from '../../simulators/servicenow/servicenow-simulator.ts';
import { type BenchOptions, createInput, noteInput, startBench } from './activities.ts';
import { judgedBy } from './samples.ts';

/** The note of the decision `D-1`: by a first activity, and by one after an attempt of unknown outcome. */
export const input = noteInput('R-1');
export const again = noteInput('R-1', { attemptedBefore: true });
export const { sysId } = input;
export const key = noteKey('R-1', { kind: 'decision', id: 'D-1' });
export const marker = noteMarker({ key, number: 1, total: 1 });

/** What becomes of it. */
export const written = { kind: 'noted', parts: 1, copies: 1, rewritten: false, judgedBy };
export const rewritten = { ...written, rewritten: true };
export const unproven = { kind: 'unproven', judgedBy };
/** The details of a failure before which nothing was sent. */
export const nothingSent = [{ unsent: true, again: false }];

/** A bench with the ticket of `R-1`; calls are counted from then on. */
export async function withTicket(options: BenchOptions = {}) {
  const bench = await startBench(options);
  await bench.create(createInput('R-1'));
  bench.simulator.resetCalls();
  return bench;
}

/** The entries of notes in the journal of its ticket. */
export const notesIn = (simulator: ServiceNowSimulator) =>
  simulator.journal(sysId).filter(({ text }) => text.startsWith('[access-request:note '));
