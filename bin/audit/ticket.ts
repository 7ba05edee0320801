// What was read from and written to the ticket and told the identity manager, in words.
import type { OutcomeCause } from '../../contract/outcome.ts';
import { clock, detail, judge, only, words, type Of, type WordsBy } from './words.ts';

/** The words of what was done at ServiceNow and at the identity manager. */
export const ticketWords = {
  ticket: ({ how, ticket: one, sent, ignoredFields }) => {
    const did = { created: 'creates', adopted: 'adopts', found: 'finds' } as const;
    return words(
      `${did[how]} the ticket ${one.number}`,
      [`record: ${one.table} ${one.sysId} at ${one.instance}`, `link: ${one.url}`],
      Object.entries(sent?.fields ?? {}).map(([column, text]) => `sent ${column}: ${text}`),
      sent === undefined ? [] : [`sent as ${sent.note.column}: ${sent.note.text}`],
      detail('not kept', ignoredFields.join(', ')),
    );
  },
  reading: (entry) => {
    const { phase, holdReason, result, unknown, closedBy, closeNotes } = entry;
    const meaning = [phase, result ?? holdReason ?? unknown].filter((one) => one !== undefined);
    return words(
      `leaves the ticket ${meaning.join(', ')}${counted(entry)}`,
      [columnsOf(entry)],
      detail('closed by', closedBy),
      detail('close notes', closeNotes),
      only(entry.overwrote === true, 'somebody else may have written in between'),
      only(entry.passedOver, 'older than what was read before: nothing followed from it'),
      [`read: ${clock(entry.readAt)}`, judged(entry)],
    );
  },
  'ticket-missing': (entry) => words(`does not find the ticket${counted(entry)}`, [judged(entry)]),
  comment: ({ text }) => words('comments on the ticket', [text]),
  note: ({ message, parts, copies, gap, unproven, ...entry }) =>
    words(
      `${entry.found ? 'finds' : 'writes'} the note of ${nameOf(message)}`,
      only(parts > 1, `in ${parts} parts`),
      only(copies > 1, `it stands ${copies} times`),
      only(entry.rewritten, 'after an attempt of unknown outcome, which a look did not find'),
      only(unproven > 0, `after ${unproven} looks that proved nothing`),
      gap === undefined
        ? []
        : [`without the sequences ${gap.from} to ${gap.to}, which had not come`],
      only(entry.late, 'it came after one of its sequence, or a later one'),
      only(entry.releases, 'with the approval shown as given'),
      [judged(entry)],
    ),
  'note-unproven': (entry) =>
    words(
      `looks for the note of ${nameOf(entry.message)}: too early to know whether it was written`,
      [judged(entry)],
    ),
  'notes-doubled': ({ messages }) =>
    words(`finds notes that stand twice: ${messages.map(nameOf).join(', ')}`),
  ending: ({ write, became, denied, id, reason, ...entry }) => {
    const did = {
      cancelled: denied ? 'has the ticket cancelled as denied' : 'has the ticket cancelled',
      closed: 'has the ticket closed as done',
      'left-alone': `wants to ${write} the ticket, which is left alone`,
      missing: `wants to ${write} the ticket, which is not found`,
    } as const;
    return words(did[became], [`asked by: message ${id}`], detail('reason', reason), [
      judged(entry),
    ]);
  },
  delivery: ({ sequence, said, ...entry }) =>
    words(
      `tells the identity manager, which takes it: ${told(said)}`,
      [`message ${sequence}, of ${clock(said.type === 'outcome' ? said.outcome.at : said.at)}`],
      [judged(entry)],
    ),
  outcome: ({ outcome: { kind, words: said, cause } }) =>
    words(`ends the request: ${kind}`, detail('words', said), [`cause: ${causeWords(cause)}`]),
} satisfies Partial<WordsBy>;

function columnsOf({ evidence }: Of<'reading'>): string {
  return [
    ...detail('state', evidence.state),
    ...detail('approval', evidence.approval),
    ...detail('hold reason', evidence.holdReason),
    ...detail('close code', evidence.closeCode),
    ...detail('assigned to', evidence.assignedTo),
    ...detail('closed at', evidence.closedAt),
    `${evidence.active ? 'active' : 'not active'}, update ${evidence.modCount}`,
  ].join('; ');
}

const judged = ({ judgedBy }: Pick<Of<'reading'>, 'judgedBy'>): string =>
  `judged by: ${judge(judgedBy)}`;

const counted = ({ reads, until }: Pick<Of<'reading'>, 'reads' | 'until'>): string =>
  reads === 1 ? '' : `, read ${reads} times until ${clock(until)}`;

const nameOf = ({ kind, id }: Of<'note'>['message']): string => `${kind} ${id}`;

function told(said: Of<'delivery'>['said']): string {
  if (said.type === 'outcome') return `the outcome, ${said.outcome.kind}`;
  const { progress } = said;
  switch (progress.kind) {
    case 'ticket-created':
      return `ticket ${progress.ticket.number}`;
    case 'phase':
      return [progress.phase, progress.holdReason].filter((one) => one !== undefined).join(', ');
    case 'comment':
      return `the comment of ${progress.comment.by}`;
  }
}

function causeWords(why: OutcomeCause): string {
  switch (why.kind) {
    case 'ticket':
      return `the ticket, state ${why.state}, ${why.result}`;
    case 'decision':
      return `decision ${why.id}, ${why.verdict}`;
    case 'cancellation':
      return `cancellation ${why.id}`;
    case 'deadline':
      return 'the deadline of its category';
  }
}
