// What the identity manager says on its way to the ticket: each once, in order, gaps waited for and then told.
import { failures, isFailureType, type Failure } from '../../contract/failures.ts';
import { messageAttentions } from '../../contract/attention.ts';
import { fingerprint } from './fingerprint.ts';
import { mirrorLimits, type Message, type Note } from '../../contract/messages.ts';
import { iso } from '../../contract/dates.ts';
import { planDefaults, type Mirror, type State } from './state.ts';

/** How much of what was said and done in vain is kept. */
export const recordBound = 20;
/** How many notes are looked after at once whether they stand twice. */
const watchBound = 20;

/** Records what was said to the request and came to nothing. What is lost outlives what is only wrong. */
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
  return needAttention(next, 'MessageNotTaken', `${message}: ${problem}`, now);
}

const slots = { MessageNotTaken: 'message', NoteDoubled: 'doubled' } as const satisfies Record<
  keyof typeof messageAttentions,
  keyof State['attention']
>;

function needAttention(
  state: State,
  code: keyof typeof messageAttentions,
  detail: string,
  now: number,
): State {
  const { words, remedy } = messageAttentions[code];
  const attention = { code, words: `${words} It says: ${detail}.`, remedy, since: iso(now) };
  return { ...state, attention: { ...state.attention, [slots[code]]: attention } };
}

const withMirror = (state: State, change: Partial<Mirror>): State => ({
  ...state,
  mirror: { ...state.mirror, ...change },
});

/** Which message it is, in words: `decision D-1`. */
export const nameOf = (message: Message): string => `${message.kind} ${idOf(message)}`;

const contentOf = (message: Message) =>
  message.kind === 'decision' ? message.decision : message.change;

const idOf = (message: Message): string => contentOf(message).id;
const sequenceOf = ({ message }: Note): number | undefined => contentOf(message).sequence;

/** How much waits: in messages, and in UTF-16 units of their texts. */
function sizeOf({ mirror: { waiting, held } }: State): { messages: number; characters: number } {
  const all = [...waiting, ...held];
  const characters = all.reduce((sum, { message }) => sum + lengthOf(contentOf(message)), 0);
  return { messages: all.length, characters };
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one: unknown) => sum + lengthOf(one), 0);
}

/** Whether so large a part of what may wait does. */
function isFull(state: State, part = 1): boolean {
  const { messages, characters } = sizeOf(state);
  return messages >= mirrorLimits.waiting * part || characters >= mirrorLimits.characters * part;
}

/**
 * Whether senders should wait: from when half of what may wait does, for some more are on their way by then, until half
 * of that is written.
 */
export const isCrowded = (state: State, before: boolean): boolean =>
  isFull(state, before ? 1 / 4 : 1 / 2);

/** Takes a message once: at its place in the order, or among those held back. */
export function takeMessage(state: State, message: Message, now: number): State {
  const name = nameOf(message);
  const { taken } = state.mirror;
  const mark = fingerprint(contentOf(message));
  if (Object.hasOwn(taken, name)) {
    if (taken[name] === mark) return state;
    return notTaken(state, name, 'was taken before with another content', now);
  }
  if (state.outcome !== undefined && state.ticket === undefined) {
    return reject(state, name, 'the request has ended without a ticket', now);
  }
  // The one that fills the gap lets go of all that wait for it.
  const fills = contentOf(message).sequence === state.mirror.next;
  if (isFull(state) && !fills) {
    return notTaken(state, name, 'too many wait to be written already', now);
  }
  if (Object.keys(taken).length >= mirrorLimits.taken) {
    return notTaken(state, name, `${mirrorLimits.taken} were taken, the most of one request`, now);
  }
  const next = withMirror(state, { taken: { ...taken, [name]: mark } });
  return place(next, { message, receivedAt: iso(now) }, now);
}

function place(state: State, note: Note, now: number): State {
  const { next, held } = state.mirror;
  const sequence = sequenceOf(note);
  if (sequence === undefined) return enqueue(state, note, now);
  if (sequence < next) return enqueue(state, { ...note, late: true }, now);
  if (sequence === next) {
    return release(withMirror(enqueue(state, note, now), { next: next + 1 }), now);
  }
  const at = held.findIndex((other) => (sequenceOf(other) ?? 0) > sequence);
  return withMirror(state, { held: held.toSpliced(at < 0 ? held.length : at, 0, note) });
}

/** Lets go of those held back whose turn has come. */
function release(state: State, now: number): State {
  const [first, ...held] = state.mirror.held;
  const sequence = first === undefined ? undefined : sequenceOf(first);
  if (first === undefined || sequence === undefined || sequence > state.mirror.next) return state;
  return release(place(withMirror(state, { held }), first, now), now);
}

/** When the gap before the first one held back is given up; undefined when none is waited for. */
export function gapUntil({ mirror: { held }, plan }: State): number | undefined {
  if (held.length === 0) return undefined;
  const since = Math.min(...held.map(({ receivedAt }) => Date.parse(receivedAt)));
  return since + (plan?.gapWithin ?? planDefaults.gapWithin);
}

/** Goes on without the sequences that are missing; the next note says which. */
export function giveUpGap(state: State, now: number): State {
  const [first, ...held] = state.mirror.held;
  const sequence = first === undefined ? undefined : sequenceOf(first);
  if (first === undefined || sequence === undefined) return state;
  const gap = { from: state.mirror.next, to: sequence - 1 };
  const next = withMirror(state, { held, next: sequence });
  return place(next, { ...first, gap }, now);
}

/** The message becomes a note in its turn; what it decides holds from now on. */
function enqueue(state: State, note: Note, now: number): State {
  const next = withMirror(state, { waiting: [...state.mirror.waiting, note] });
  const { message } = note;
  switch (message.kind) {
    case 'decision': {
      const { id, final, verdict, approver: by, reason = '' } = message.decision;
      if (!final) return next;
      if (next.decided === undefined) {
        return { ...next, decided: { id, verdict, by, reason, at: now } };
      }
      const problem = `is noted and decides nothing: decision ${next.decided.id} was final`;
      return reject(next, nameOf(message), problem, now);
    }
    case 'change': {
      const { id, status = '' } = message.change;
      const isEffective = status.trim().toLowerCase() === 'assigned';
      if (!isEffective || next.effective !== undefined) return next;
      return { ...next, effective: { id, at: now } };
    }
  }
}

/** The first of those that wait stands on the ticket. */
export function noted(
  state: State,
  { copies, rewritten }: { copies: number; rewritten: boolean },
  now: number,
): State {
  const [first] = state.mirror.waiting;
  if (first === undefined) return state;
  const { written, watched } = state.mirror;
  const known = { kind: first.message.kind, id: idOf(first.message) };
  const next = withMirror(withoutFirst(state), {
    written: written + 1,
    watched: rewritten ? [...watched, known].slice(-watchBound) : watched,
  });
  return copies > 1 ? doubled(next, nameOf(first.message), now) : next;
}

/** A note stands on the ticket twice: nothing can be done about it but to say so. */
export function doubled(state: State, names: string, now: number): State {
  return needAttention(state, 'NoteDoubled', names, now);
}

/** A note that was refused for good when nothing is left to wait for: it is given up, on record. */
export function giveUpNote(state: State, { type, message }: Failure, now: number): State {
  const [first] = state.mirror.waiting;
  if (first === undefined) return state;
  const words = isFailureType(type) ? failures[type].words : type;
  const problem = `was given up after the outcome: ${words} It says: ${message}`;
  const next = withMirror(withoutFirst(state), { givenUp: state.mirror.givenUp + 1 });
  return notTaken(next, nameOf(first.message), problem, now);
}

/** Nothing can be written where the request ended without a ticket: what waits is on record. */
export function endWithoutTicket(state: State, now: number): State {
  const { waiting, held } = state.mirror;
  const problem = 'the request has ended without a ticket';
  return [...waiting, ...held].reduce(
    (next, { message }) => reject(next, nameOf(message), problem, now),
    withMirror(state, { waiting: [], held: [] }),
  );
}

function withoutFirst(state: State): State {
  const waiting = state.mirror.waiting.slice(1);
  return withMirror(state, { waiting, writing: { begun: false, endedAt: 0 } });
}

/** Some of what was looked after stands twice: told once. */
export function takeDuplicates(state: State, duplicates: Mirror['watched'], now: number): State {
  if (duplicates.length === 0) return state;
  const isOne = ({ kind, id }: Mirror['watched'][number]) =>
    duplicates.some((one) => one.kind === kind && one.id === id);
  const next = withMirror(state, { watched: state.mirror.watched.filter((one) => !isOne(one)) });
  return doubled(next, duplicates.map(({ kind, id }) => `${kind} ${id}`).join(', '), now);
}
