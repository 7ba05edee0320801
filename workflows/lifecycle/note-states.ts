// The life of a note: its states, in one table, and in which of them the first of those that wait is.
import { conclusiveLook } from './polling.ts';
import type { State } from './state.ts';

/** The states of a note: what each means, what the orchestrator does in it, and what ends it. docs/exactly-once.md shows this table. */
export const noteStates = {
  queued: {
    means: 'Nothing of it was sent.',
    does: 'When its turn comes: write it.',
    next: 'sending',
  },
  sending: {
    means: 'An activity writes it, or looks for it.',
    does: 'Wait for the activity.',
    next: 'noted; queued where nothing was sent; unknown where nobody can say what became of it; given up where ServiceNow refuses it for good and after-care is over (before that it waits for a person)',
  },
  unknown: {
    means: 'An attempt may have written it, and may still do so; or another run may be at it.',
    does: 'Wait until a look proves something; where another run may be at it, look and do not write.',
    next: 'noted where a look finds it; absent when nothing of the attempt can appear any more',
  },
  absent: {
    means: 'Either it stands on the ticket, or it never will.',
    does: 'Look for it, and write it where it is not there.',
    next: 'sending',
  },
  noted: { means: 'It stands on the ticket.', does: 'Nothing.', next: '' },
  'given-up': {
    means: 'ServiceNow refused it for good after after-care.',
    does: 'Ask for a person: its sender believes it to be taken.',
    next: '',
  },
} as const satisfies Record<string, { means: string; does: string; next: string }>;

/** A state of the table. */
export type NoteState = keyof typeof noteStates;

/** Where the first of the notes is that wait, and until when it is there if only time ends that. */
export interface FirstNote {
  state: Extract<NoteState, 'queued' | 'unknown' | 'absent'>;
  until?: number;
}

/** The state of the first of the notes that wait, while no activity is at it; undefined when there is none, or no ticket yet. */
export function firstNote(
  { plan, ticket, notes, writes }: State,
  now: number,
): FirstNote | undefined {
  if (plan === undefined || ticket === undefined || notes.waiting.length === 0) return undefined;
  const { looksFirst } = notes;
  if (writes.note !== undefined) {
    const until = conclusiveLook(plan.timeouts, writes.note.endedAt ?? 0);
    return until > now ? { state: 'unknown', until } : { state: 'absent' };
  }
  if (looksFirst === undefined) return { state: 'queued' };
  // Another run may be at it at this moment: then a look may find it, and proves nothing where it does not.
  const proves = !looksFirst.reset && now >= conclusiveLook(plan.timeouts, looksFirst.since);
  return { state: proves ? 'absent' : 'unknown' };
}
