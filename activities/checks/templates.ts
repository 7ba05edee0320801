// Whether the ticket field templates of the categories can be read, before any request needs them.
import type { CategoryConfiguration, Configuration } from '../../config/schema.ts';
import { parseTemplate, TemplateProblem } from '../template/engine.ts';
import { fine, type Finding } from './finding.ts';

/** Reads each template of each enabled category; what it makes of a request only the request can show. */
export function checkTemplates({ categories }: Configuration): Finding[] {
  return Object.entries(categories).flatMap(([name, category]) =>
    category.enabled ? checkCategory(name, category) : [],
  );
}

function checkCategory(name: string, { fields }: CategoryConfiguration): Finding[] {
  const columns = Object.keys(fields);
  if (columns.length === 0) return [];
  const wrong = columns.flatMap((column) => problemOf(name, column, fields[column] ?? ''));
  return wrong.length > 0
    ? wrong
    : [fine(`templates of ${name}`, `can be read (${columns.join(', ')})`)];
}

function problemOf(name: string, column: string, template: string): Finding[] {
  try {
    parseTemplate(template);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const subject = `template of ${name} for ${column}`;
    const remedy = `Correct it at categories.${name}.fields.${column}: until then every request of the category waits for a person.`;
    return [{ verdict: 'wrong', subject, words: error.message, remedy }];
  }
}
