// The ticket of a request as it will be sent: columns by template, the creation note with what they cannot hold.
import type { CategoryConfiguration, TableConfiguration } from '../../config/schema.ts';
import type { AccessRequest } from '../../contract/access-request.ts';
import type { RenderedTicket } from '../../contract/plan.ts';
import { failure } from '../failure.ts';
import { quoted } from '../servicenow/marker.ts';
import { columnLimit } from '../servicenow/read-map.ts';
import { cut } from '../servicenow/text.ts';
import { templateContext } from './context.ts';
import { defaultFields } from './default-fields.ts';
import { renderTemplate, TemplateProblem } from './engine.ts';

/** What a ticket is rendered for. */
export interface TicketToRender {
  request: AccessRequest;
  environment: string;
  category: CategoryConfiguration;
  /** The configuration of the category's table, if there is one. */
  table: TableConfiguration | undefined;
}

/** `CreateTicket` puts its marker before the note; this much is left for it. */
export const roomForMarker = 60;

/** Renders the ticket. Throws `TemplateFailed` or `TextTooLong`. A column that renders empty is not sent. */
export function renderTicket(ticket: TicketToRender): RenderedTicket {
  const { request, category, table } = ticket;
  const fields: Record<string, string> = {};
  const opening = [`Access request: ${request.reference.url}`];
  const overflows: string[] = [];
  for (const [column, text] of Object.entries(renderColumns(ticket))) {
    if (column === category.note) {
      opening.push(text);
      continue;
    }
    const limit = columnLimit(table, column);
    const { column: value, overflow } = fit(text, limit, column === 'short_description');
    fields[column] = value;
    if (overflow) overflows.push(notePart(overflows.length + 1, column, overflow));
  }
  const text = [...opening, ...overflows].join('\n\n');
  const room = columnLimit(table, category.note) - roomForMarker;
  if (text.length > room) {
    const sizes = `the creation note would have ${text.length} characters and ${category.note} takes ${room}`;
    throw failure('TextTooLong', `request ${request.id}: ${sizes}`);
  }
  return { fields, note: { column: category.note, text } };
}

function renderColumns(ticket: TicketToRender): Record<string, string> {
  const { request, environment, category } = ticket;
  const context = templateContext(request, environment);
  const templates = Object.entries({ ...defaultFields, ...category.fields });
  const texts = templates.map(([column, template]): [string, string] => {
    try {
      return [column, quoted(renderTemplate(template, context))];
    } catch (error) {
      throw error instanceof TemplateProblem
        ? templateFailure(ticket, column, error.message)
        : error;
    }
  });
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

function templateFailure({ request }: TicketToRender, column: string, problem: string): Error {
  const where = `categories.${request.serviceCategory}.fields.${column}`;
  return failure('TemplateFailed', `${where} fails for request ${request.id}: ${problem}`);
}

/** A text in its column, and how the creation note goes on with it if it did not fit. */
interface Fitted {
  column: string;
  /** `whole`: the column shows a beginning that ends with an ellipsis, the note has the whole text. */
  overflow?: { kind: 'continued' | 'whole'; text: string };
}

/**
 * Fits a text into `limit` UTF-16 units, a pair of surrogates never broken. A title is shortened for the eye and told
 * whole in the note; of any other column, column and note together are the text as it was written.
 */
function fit(text: string, limit: number, title: boolean): Fitted {
  if (text.length <= limit) return { column: text };
  if (title) return { column: cut(text, limit), overflow: { kind: 'whole', text } };
  const column = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
  return { column, overflow: { kind: 'continued', text: text.slice(column.length) } };
}

/** One numbered part of the creation note. The length, in UTF-16 units, says where it ends. */
function notePart(
  number: number,
  column: string,
  { kind, text }: Exclude<Fitted['overflow'], undefined>,
): string {
  return `${number}) ${column}, ${kind} (${text.length} characters):\n${text}`;
}
