// How it went, in words: what failed, what needed a person, how runs began and ended, what is missing.
import { clock, detail, only, words, type Of, type WordsBy } from './words.ts';

/** The words of how it went. */
export const courseWords = {
  failed: ({ how, about, attempts, since, before, failure, needsPerson }) => {
    const did = {
      failed: 'failed',
      'timed-out': 'not done by the end of a burst',
      interrupted: 'given up',
    } as const;
    return words(
      `${did[how]}: ${about}`,
      only(
        how === 'interrupted',
        'the request itself wanted it no more; whether it happened is not said',
      ),
      because('failure', failure),
      because('the attempt before it', before),
      detail('attempts', attempts),
      [`since: ${clock(since)}`],
      only(needsPerson, 'no waiting heals it'),
    );
  },
  retried: ({ attempts, about, since, before }) =>
    words(
      `needed ${attempts} attempts: ${about}`,
      [`since: ${clock(since)}`],
      because('the attempt before it', before),
    ),
  attention: ({ attention: { code, words: said, remedy } }) =>
    words(`needs a person: ${said} (${code})`, [`to do: ${remedy}`]),
  'attention-cleared': ({ code }) => words(`needs a person no more: ${code}`),
  reset: ({ sharedEvents, reason, replaced }) =>
    words(`resets the run: it begins again after event ${sharedEvents}`, detail('reason', reason), [
      `instead of the run ${replaced}`,
    ]),
  paused: ({ reason }) => words('pauses the run', detail('reason', reason)),
  unpaused: ({ reason }) => words('has the run go on', detail('reason', reason)),
  'went-on': ({ next }) => words(`goes on in the run ${next}`),
  ended: ({ how, reason, underWay }) => {
    const did = {
      completed: 'ends the run: nothing is left to do',
      cancelled: 'ends the run as cancelled',
      failed: 'ends the run: it failed',
      terminated: 'terminates the run',
      'timed-out': 'ends the run: it timed out',
    } as const;
    return words(
      did[how],
      detail('reason', reason),
      underWay.map(
        ({ about, since }) => `under way since ${clock(since)}, its end unknown: ${about}`,
      ),
    );
  },
  carried: ({ ticket, notesWritten, messagesTaken, attention, notTaken, ...entry }) =>
    words(
      `goes on after ${entry.runsBefore} runs, with what they handed over`,
      [`submitted: ${clock(entry.submittedAt)}, by ${entry.request.requester.name}`],
      detail('ticket', ticket?.number),
      [`notes written: ${notesWritten}`],
      detail('messages taken', messagesTaken.join(', ')),
      attention.map(({ code, since }) => `needs a person since ${clock(since)}: ${code}`),
      notTaken.map(({ message, problem, at }) => `not taken, ${clock(at)}: ${message}, ${problem}`),
      entry.interventions.map(({ by, reason, at }) => `retried by ${by}, ${clock(at)}: ${reason}`),
    ),
  missing: ({ words: said }) => words(`missing: ${said}`),
} satisfies Partial<WordsBy>;

const because = (label: string, one: Of<'failed'>['failure']): string[] =>
  one === undefined ? [] : [`${label}: ${one.message} (${one.type})`];
