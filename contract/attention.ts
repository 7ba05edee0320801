// The table of attentions: what needs a person beside failures of an activity, with the remedy.

import { z } from 'zod';
import { time } from './kinds.ts';

const Attention = z.object({
  code: z.string(),
  words: z.string(),
  remedy: z.string(),
  since: time(),
});

/** The schemas by the names of their types. */
export const attentionSchemas = () => ({ Attention });

/** Something that needs a person. `words` says what it is, `remedy` what to do. `since` is ISO 8601. */
export type Attention = z.infer<typeof Attention>;

/** What a reading can say that no failure does, and that needs a person; polls go on meanwhile. */
export const readingAttentions = {
  TicketStateUnknown: {
    words: 'ServiceNow reports a state that the status map does not know.',
    remedy:
      'Add it to the status map of the table and restart the workers: the next reading takes it.',
  },
  TicketMissing: {
    words: 'The ticket cannot be found: it was deleted, or it is hidden from the account.',
    remedy:
      'Restore it or give the account the right to read it. If it is gone for good: cancel the request; ' +
      'where it is being cancelled or closed already, retry.',
  },
  TicketClosedEarly: {
    words:
      'The ticket is closed, and the identity manager, which is the master, has not decided to end the request.',
    remedy:
      'Have it decided, or have the ticket reopened: the request ends by the final decision, whatever the ticket says.',
  },
  TicketReopened: {
    words: 'The ticket was reopened after the request had its outcome, which stands.',
    remedy:
      'Find out why. If the work is to be done again: submit a new request; else close the ticket.',
  },
  RemovalNotDone: {
    words: 'The ticket is closed and does not plainly say that the access was removed.',
    remedy:
      'Find out whether the access is still there. Reopen the ticket and close it as done, or cancel ' +
      'the request: it then ends as the ticket says.',
  },
} as const satisfies Record<string, { words: string; remedy: string }>;

/** What decisions and changes can need a person for, beside a note that is refused; a retry clears it. */
export const messageAttentions = {
  MessageNotTaken: {
    words: 'A decision or change of the identity manager was not taken.',
    remedy:
      'Find out what became of it at the sender; where it can be taken (shortened, under an id of its own, once fewer wait), have it sent again. Then retry, which clears this.',
  },
  NoteDoubled: {
    words:
      'A note stands on the ticket twice: most likely ServiceNow committed a write later than its transaction quota.',
    remedy:
      'Where it did, raise `timeouts.quota` of the instance and restart the workers: requests planned from then on wait longer. Then retry, which clears this.',
  },
} as const satisfies Record<string, { words: string; remedy: string }>;

/** Every code of attention that is no failure of an activity. */
export const attentionCodes = { ...readingAttentions, ...messageAttentions } as const;

/** A code of that table. */
export type AttentionCode = keyof typeof attentionCodes;
