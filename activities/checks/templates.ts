// Whether the templates of the categories, for ticket fields and notes, can be read, before any request needs them.
import type { CategoryConfiguration, Configuration } from '../../config/schema.ts';
import { parseTemplate, TemplateProblem } from '../template/engine.ts';
import { fine, type Finding } from './finding.ts';

/** Reads each template of each enabled category; what it makes of a request only the request can show. */
export function checkTemplates({ categories }: Configuration): Finding[] {
  return Object.entries(categories).flatMap(([name, category]) =>
    category.enabled ? checkCategory(name, category) : [],
  );
}

/** One template. `short` names it among those of its category, `path` from there. */
interface Named {
  short: string;
  path: string;
  template: string;
}

function checkCategory(name: string, category: CategoryConfiguration): Finding[] {
  const templates = templatesOf(category);
  if (templates.length === 0) return [];
  const wrong = templates.flatMap((one) => problemOf(name, one));
  const names = templates.map(({ short }) => short).join(', ');
  return wrong.length > 0 ? wrong : [fine(`templates of ${name}`, `can be read (${names})`)];
}

function templatesOf({ fields, notes: { decision, change } }: CategoryConfiguration): Named[] {
  const columns = Object.entries(fields);
  return [
    ...columns.map(([column, template]) => ({ short: column, path: `fields.${column}`, template })),
    ...Object.entries({ decision, change }).flatMap(([kind, template]) => {
      const path = `notes.${kind}`;
      return template === undefined ? [] : [{ short: path, path, template }];
    }),
  ];
}

function problemOf(name: string, { short, path, template }: Named): Finding[] {
  try {
    parseTemplate(template);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const subject = `template of ${name} for ${short}`;
    const remedy = `Correct it at categories.${name}.${path}: until then every request of the category that needs it waits for a person.`;
    return [{ verdict: 'wrong', subject, words: error.message, remedy }];
  }
}
