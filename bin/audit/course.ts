// How it went, in words: what failed, what needed a person, how runs began and ended, what is missing.
import type { TrailEntry } from '../../client/audit/schema.ts';
import type { Asked } from './asked.ts';
import type { OnTicket } from './ticket.ts';
import { clock, detail, type EntryWords, only, words } from './words.ts';

type Of<Kind extends TrailEntry['kind']> = Extract<TrailEntry, { kind: Kind }>;

/** All other entries. */
type Course = Exclude<TrailEntry, Asked | OnTicket>;

/** The words of such an entry. */
export function courseWords(entry: Course): EntryWords {
  switch (entry.kind) {
    case 'failed':
      return failed(entry);
    case 'retried':
      return words(
        `needed ${entry.attempts} attempts: ${entry.about}`,
        [`since: ${clock(entry.since)}`],
        failure('the attempt before it', entry.before),
      );
    case 'attention': {
      const { code, words: said, remedy } = entry.attention;
      return words(`needs a person: ${said} (${code})`, [`to do: ${remedy}`]);
    }
    case 'attention-cleared':
      return words(`needs a person no more: ${entry.code}`);
    case 'reset':
      return words(
        `resets the run: it begins again after event ${entry.sharedEvents}`,
        detail('reason', entry.reason),
        [`instead of the run ${entry.replaced}`],
      );
    case 'paused':
    case 'unpaused':
      return words(
        entry.kind === 'paused' ? 'pauses the run' : 'has the run go on',
        detail('reason', entry.reason),
      );
    case 'went-on':
      return words(`goes on in the run ${entry.next}`);
    case 'ended':
      return ended(entry);
    case 'carried':
      return carried(entry);
    case 'missing':
      return words(`missing: ${entry.words}`);
  }
}

function failed({ how, about, attempts, since, before, ...entry }: Of<'failed'>): EntryWords {
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
    failure('failure', entry.failure),
    failure('the attempt before it', before),
    detail('attempts', attempts),
    [`since: ${clock(since)}`],
    only(entry.needsPerson, 'no waiting heals it'),
  );
}

const failure = (label: string, one: Of<'failed'>['failure']): string[] =>
  one === undefined ? [] : [`${label}: ${one.message} (${one.type})`];

function ended({ how, reason, underWay }: Of<'ended'>): EntryWords {
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
}

function carried(entry: Of<'carried'>): EntryWords {
  const { ticket, notesWritten, messagesTaken, attention, notTaken, interventions } = entry;
  return words(
    `goes on after ${entry.runsBefore} runs, with what they handed over`,
    [`submitted: ${clock(entry.submittedAt)}, by ${entry.request.requester.name}`],
    detail('ticket', ticket?.number),
    [`notes written: ${notesWritten}`],
    detail('messages taken', messagesTaken.join(', ')),
    attention.map(({ code, since }) => `needs a person since ${clock(since)}: ${code}`),
    notTaken.map(({ message, problem, at }) => `not taken, ${clock(at)}: ${message}, ${problem}`),
    interventions.map(({ by, reason, at }) => `retried by ${by}, ${clock(at)}: ${reason}`),
  );
}
