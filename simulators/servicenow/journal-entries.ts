// Reading journals: the entries of a record, and the text that ServiceNow makes of them.
import { toDisplay } from './date-formats.ts';
import { type Instance, personOf } from './instance.ts';

/** One entry of a journal. */
export interface JournalEntry {
  sysId: string;
  /** The table and sys_id of the record it belongs to. */
  table: string;
  elementId: string;
  element: string;
  text: string;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  at: string;
  by: string;
}

/** The entries of one record, or of all, oldest first. */
export function journalOf(instance: Instance, sysId?: string): JournalEntry[] {
  return instance.store
    .rows('sys_journal_field')
    .filter((row) => sysId === undefined || row['element_id'] === sysId)
    .map((row) => ({
      sysId: row['sys_id'] ?? '',
      table: row['name'] ?? '',
      elementId: row['element_id'] ?? '',
      element: row['element'] ?? '',
      text: row['value'] ?? '',
      at: row['sys_created_on'] ?? '',
      by: row['sys_created_by'] ?? '',
    }));
}

/** The display value of a journal column: every entry with its heading, newest first. */
export function journalText(instance: Instance, sysId: string, column: string): string {
  const labels: Record<string, string> = {
    comments: 'Additional comments',
    work_notes: 'Work notes',
  };
  return journalOf(instance, sysId)
    .filter(({ element }) => column === 'comments_and_work_notes' || element === column)
    .reverse()
    .map(({ at, by, element, text }) => {
      const name = personOf(instance, by)?.['name'] ?? by;
      const heading = `${toDisplay(at, instance.timeZone)} - ${name} (${labels[element] ?? element})`;
      return `${heading}\n${text}\n\n`;
    })
    .join('');
}
