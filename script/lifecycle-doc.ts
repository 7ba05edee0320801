// `npm run docs`: writes the tables of the code into the documents: failures, the life of a note, what raises and clears attention.
import { readFile, writeFile } from 'node:fs/promises';
import { failures } from '../contract/failures.ts';
import { attentionTable } from '../workflows/lifecycle/attention.ts';
import { noteStates } from '../workflows/lifecycle/note-states.ts';
import { laidOut, withPart } from './made-part.ts';

/** What clears attention, in words that follow "Cleared by". */
const clearings = {
  retry: '`retry`',
  'ticket-found': 'the ticket being there',
  'cancelled-or-denied': 'a cancellation or final denial',
  reading: 'the next reading that no longer shows its cause',
  outcome: 'the outcome',
  'after-care-over': 'the end of after-care, after which the note is tried once more',
} as const;

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const parts = [
  {
    file: new URL('../docs/exactly-once.md', import.meta.url),
    name: 'life of a note',
    text: table(
      ['state', 'what it means', 'what the orchestrator does', 'what comes next'],
      Object.entries(noteStates).map(([state, { means, does, next }]) => [
        `\`${state}\``,
        means,
        does,
        next,
      ]),
    ),
  },
  {
    file: new URL('../docs/operations.md', import.meta.url),
    name: 'failures',
    text: table(
      ['code', 'what you read', 'what to do'],
      Object.entries(failures)
        .filter(([, { retryable }]) => retryable)
        .map(([code, { words, remedy }]) => [`\`${code}\``, words, remedy]),
    ),
  },
  {
    file: new URL('../docs/operations.md', import.meta.url),
    name: 'attention',
    text: table(
      ['about', 'raised when', 'cleared by'],
      Object.entries(attentionTable).map(([about, { raisedBy, clearedBy }]) => [
        `\`${about}\``,
        raisedBy,
        clearedBy.map((by) => clearings[by]).join('; '),
      ]),
    ),
  },
];

/** The documents with these parts as the code has them today. */
export async function lifecycleDocuments(): Promise<{ file: URL; today: string; made: string }[]> {
  const files = new Map(parts.map(({ file }) => [file.href, file]));
  return Promise.all(
    [...files.values()].map(async (file) => {
      const today = await readFile(file, 'utf8');
      const its = parts.filter((part) => part.file.href === file.href);
      const made = its.reduce((text, part) => withPart(text, part.name, part.text), today);
      return { file, today, made: await laidOut(made, file) };
    }),
  );
}

if (import.meta.main) {
  for (const { file, made } of await lifecycleDocuments()) await writeFile(file, made);
}
