// What the identity manager says on its way to the ticket: each once, in order, gaps waited for and then told.
import type { WatchedNote } from '../../contract/activities.ts';
import { iso } from '../../contract/dates.ts';
import type { Fate } from '../../contract/facts.ts';
import { failures, isFailureType, type Failure } from '../../contract/failures.ts';
import { noteLimits, type Message, type Note } from '../../contract/messages.ts';
import { raise } from './attention.ts';
import { orchestrator, record } from './facts.ts';
import { fingerprint } from './fingerprint.ts';
import type { NoteQueue, State } from './state.ts';

/** How many rejected messages and how many interventions are kept. */
export const recordBound = 20;
/** How many notes are checked for doubles at most. */
const watchBound = 20;
/** How long a message waits for those of a lower sequence while there is no plan, in milliseconds. */
const gapWithinUnplanned = 600_000;

/** Keeps a message that was rejected; those that their sender believes to be taken are kept longest. */
export function reject(
  state: State,
  message: string,
  problem: string,
  now: number,
  lost = false,
): State {
  const one = { message, problem, at: iso(now), ...(lost ? { lost: true as const } : {}) };
  const all = [...state.rejected, one];
  if (all.length <= recordBound) return { ...state, rejected: all };
  const oldest = all.findIndex((other) => other.lost !== true);
  return { ...state, rejected: all.toSpliced(Math.max(0, oldest), 1) };
}

/** Likewise, of a message that its sender believes to be taken: a person must know. */
export function notTaken(state: State, message: string, problem: string, now: number): State {
  const next = reject(state, message, problem, now, true);
  return raise(next, 'message', 'MessageNotTaken', now, `${message}: ${problem}`);
}

/** What was taken, or waits to be written, comes to nothing after all. */
function giveUp(
  state: State,
  { message, problem, lost }: { message: string; problem: string; lost: boolean },
  now: number,
): State {
  const told = record(state, { kind: 'given-up', message, problem, lost }, now);
  return (lost ? notTaken : reject)(told, message, problem, now);
}

const withNotes = (state: State, change: Partial<NoteQueue>): State => ({
  ...state,
  notes: { ...state.notes, ...change },
});

/** Which message it is, in words: `decision D-1`. */
export const nameOf = (message: Message): string => `${message.kind} ${contentOf(message).id}`;

/** Which message it is. */
export const messageNameOf = (message: Message): WatchedNote => ({
  kind: message.kind,
  id: contentOf(message).id,
});

const contentOf = (message: Message) =>
  message.kind === 'decision' ? message.decision : message.change;

const sequenceOf = ({ message }: Note): number | undefined => contentOf(message).sequence;

/** How much waits: in messages, and in UTF-16 units of their texts. */
function sizeOf({ notes: { waiting, held } }: State): { messages: number; characters: number } {
  const all = [...waiting, ...held];
  const characters = all.reduce((sum, { message }) => sum + lengthOf(contentOf(message)), 0);
  return { messages: all.length, characters };
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one: unknown) => sum + lengthOf(one), 0);
}

/** Whether the queue has reached so large a part of its limits. */
function isFull(state: State, part = 1): boolean {
  const { messages, characters } = sizeOf(state);
  return messages >= noteLimits.waiting * part || characters >= noteLimits.characters * part;
}

/** Whether senders should wait: true from half full, until less than a quarter is left. */
export const isCrowded = (state: State, before: boolean): boolean =>
  isFull(state, before ? 1 / 4 : 1 / 2);

/** Takes a message once: at its place in the order, or among those held back. */
export function takeMessage(state: State, message: Message, now: number): State {
  const name = nameOf(message);
  const mark = fingerprint(contentOf(message));
  const judged = judge(state, message, mark);
  if (judged.became !== 'taken') {
    const told = recordMessage(state, message, judged, now);
    if (!('problem' in judged)) return told;
    return (judged.became === 'rejected' ? reject : notTaken)(told, name, judged.problem, now);
  }
  const next = withNotes(state, { taken: { ...state.notes.taken, [name]: mark } });
  const note = { message, receivedAt: iso(now) };
  const becomes = (sequenceOf(note) ?? 0) > next.notes.next ? 'held-back' : 'taken';
  return place(recordMessage(next, message, { became: becomes }, now), note, now);
}

type Judgement =
  { became: 'taken' | 'duplicate' } | { became: 'rejected' | 'not-taken'; problem: string };

/** Whether a message can be taken, and why not. */
function judge(state: State, message: Message, mark: string): Judgement {
  const name = nameOf(message);
  const { taken, next } = state.notes;
  if (Object.hasOwn(taken, name)) {
    if (taken[name] === mark) return { became: 'duplicate' };
    return { became: 'not-taken', problem: 'was taken before with another content' };
  }
  if (state.outcome !== undefined && state.ticket === undefined) {
    return { became: 'rejected', problem: endedWithoutTicket };
  }
  // The message that is missing is taken even when the queue is full: all that wait for it can go on.
  if (isFull(state) && contentOf(message).sequence !== next) {
    return { became: 'not-taken', problem: 'too many wait to be written already' };
  }
  if (Object.keys(taken).length >= noteLimits.taken) {
    const problem = `${noteLimits.taken} were taken, the most of one request`;
    return { became: 'not-taken', problem };
  }
  return { became: 'taken' };
}

function recordMessage(
  state: State,
  message: Message,
  fate: { became: Fate; problem?: string },
  now: number,
): State {
  const name = message.kind === 'decision' ? message.decision.approver : message.change.by;
  const who = name === undefined ? orchestrator : ({ name, from: 'message' } as const);
  return record(state, { kind: 'message', message, ...fate }, now, who);
}

function place(state: State, note: Note, now: number): State {
  const { next, held } = state.notes;
  const sequence = sequenceOf(note);
  if (sequence === undefined) return enqueue(state, note, now);
  if (sequence < next) return enqueue(state, { ...note, late: true }, now);
  if (sequence === next) {
    return release(withNotes(enqueue(state, note, now), { next: next + 1 }), now);
  }
  const at = held.findIndex((other) => (sequenceOf(other) ?? 0) > sequence);
  return withNotes(state, { held: held.toSpliced(at < 0 ? held.length : at, 0, note) });
}

/** Lets go of those held back whose turn has come. */
function release(state: State, now: number): State {
  const [first, ...held] = state.notes.held;
  const sequence = first === undefined ? undefined : sequenceOf(first);
  if (first === undefined || sequence === undefined || sequence > state.notes.next) return state;
  return release(place(withNotes(state, { held }), first, now), now);
}

/** When the gap before the first one held back is given up; undefined when none is waited for. */
export function gapUntil({ notes: { held }, plan }: State): number | undefined {
  if (held.length === 0) return undefined;
  const since = Math.min(...held.map(({ receivedAt }) => Date.parse(receivedAt)));
  return since + (plan?.gapWithin ?? gapWithinUnplanned);
}

/** Goes on without the sequences that are missing; the next note says which. */
export function giveUpGap(state: State, now: number): State {
  const [first, ...held] = state.notes.held;
  const sequence = first === undefined ? undefined : sequenceOf(first);
  if (first === undefined || sequence === undefined) return state;
  const gap = { from: state.notes.next, to: sequence - 1 };
  const next = withNotes(state, { held, next: sequence });
  return place(next, { ...first, gap }, now);
}

/** The message becomes a note in its turn; what it decides holds from now on. */
function enqueue(state: State, note: Note, now: number): State {
  const next = withNotes(state, { waiting: [...state.notes.waiting, note] });
  const { message } = note;
  switch (message.kind) {
    case 'decision': {
      const { id, final, verdict, approver: by, reason = '' } = message.decision;
      if (!final) return next;
      if (next.decided === undefined) {
        return { ...next, decided: { id, verdict, by, reason, at: now } };
      }
      const problem = `is noted and decides nothing: decision ${next.decided.id} was final`;
      const name = nameOf(message);
      const told = record(next, { kind: 'no-effect', message: name, problem }, now);
      return reject(told, name, problem, now);
    }
    case 'change': {
      const { id, status = '' } = message.change;
      const isEffective = status.trim().toLowerCase() === 'assigned';
      if (!isEffective || next.effective !== undefined) return next;
      return { ...next, effective: { id, at: now } };
    }
  }
}

/** The first waiting note is now on the ticket. */
export function noted(
  state: State,
  { copies, rewritten }: { copies: number; rewritten: boolean },
  now: number,
): State {
  const [first] = state.notes.waiting;
  if (first === undefined) return state;
  const { written, watched } = state.notes;
  const known = messageNameOf(first.message);
  const next = withNotes(withoutFirst(state), {
    written: written + 1,
    watched: rewritten ? [...watched, known].slice(-watchBound) : watched,
  });
  return copies > 1 ? raise(next, 'doubled', 'NoteDoubled', now, nameOf(first.message)) : next;
}

/** A note that was refused for good when nothing is left to wait for: it is given up, on record. */
export function giveUpNote(state: State, { type, message }: Failure, now: number): State {
  const [first] = state.notes.waiting;
  if (first === undefined) return state;
  const words = isFailureType(type) ? failures[type].words : type;
  const problem = `was given up after the outcome: ${words} It says: ${message}`;
  const next = withNotes(withoutFirst(state), { givenUp: state.notes.givenUp + 1 });
  return giveUp(next, { message: nameOf(first.message), problem, lost: true }, now);
}

const endedWithoutTicket = 'the request has ended without a ticket';

/** Nothing can be written where the request ended without a ticket: what waits is on record. */
export function endWithoutTicket(state: State, now: number): State {
  const { waiting, held } = state.notes;
  return [...waiting, ...held].reduce(
    (next, { message }) =>
      giveUp(next, { message: nameOf(message), problem: endedWithoutTicket, lost: false }, now),
    withNotes(state, { waiting: [], held: [] }),
  );
}

function withoutFirst(state: State): State {
  const { note, ...writes } = state.writes;
  return withNotes({ ...state, writes }, { waiting: state.notes.waiting.slice(1) });
}

/** Some of what was looked after stands twice: told once. */
export function takeDuplicates(state: State, duplicates: WatchedNote[], now: number): State {
  if (duplicates.length === 0) return state;
  const isOne = ({ kind, id }: WatchedNote) =>
    duplicates.some((one) => one.kind === kind && one.id === id);
  const next = withNotes(state, { watched: state.notes.watched.filter((one) => !isOne(one)) });
  const names = duplicates.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  return raise(next, 'doubled', 'NoteDoubled', now, names);
}
