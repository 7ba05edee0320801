// Lists of the Table API: filter, order, page, and the headers that tell of the rest.
import { columnAt, valueAt } from './conditions.ts';
import type { Instance } from './instance.ts';
import { matchesQuery, ordered, parseQuery } from './query.ts';
import { render } from './render.ts';
import type { TableRequest } from './table-request.ts';
import type { Row } from './table-schema.ts';

/** One page of a list, with its headers. */
export interface Page {
  rows: Row[];
  headers: Record<string, string>;
}

/** The page that a request asks for. Limits and counts come before ACLs, as on an instance. */
export function listRecords(instance: Instance, request: TableRequest, url: string): Page {
  const { parameters } = request;
  const found = findRecords(instance, request);
  const limit = wholeNumber(parameters.get('sysparm_limit'), 10_000);
  const offset = wholeNumber(parameters.get('sysparm_offset'), 0);
  const rows = found
    .slice(offset, offset + limit)
    .filter((row) => isVisible(instance, request, row));
  const counted = parameters.get('sysparm_no_count') !== 'true';
  const linked =
    found.length > limit && parameters.get('sysparm_suppress_pagination_header') !== 'true';
  return {
    rows,
    headers: {
      ...(counted && { 'x-total-count': String(found.length) }),
      ...(linked && { link: links(request, url, { limit, offset, total: found.length }) }),
    },
  };
}

function findRecords(instance: Instance, { table, parameters }: TableRequest): Row[] {
  const rows = instance.store.rows(table);
  const encoded = parameters.get('sysparm_query');
  if (encoded === null) return rows.filter((row) => matchesPairs(instance, table, parameters, row));
  const query = parseQuery(instance, table, encoded);
  if (query.invalid && instance.switches.returnsNoRows()) return [];
  const found = rows.filter((row) => matchesQuery(instance, table, query, row));
  return ordered(instance, table, query, found);
}

/** The `field=value` pairs of an address; display values are allowed, unknown fields are dropped. */
function matchesPairs(
  instance: Instance,
  table: string,
  parameters: URLSearchParams,
  row: Row,
): boolean {
  return [...parameters].every(([name, wanted]) => {
    if (name.startsWith('sysparm_') || columnAt(instance, table, name) === undefined) return true;
    const shown = render(instance, table, row, {
      fields: [name],
      display: 'true',
      excludeLinks: true,
      url: '',
    });
    return valueAt(instance, table, name, row) === wanted || shown[name] === wanted;
  });
}

function isVisible(instance: Instance, { table }: TableRequest, row: Row): boolean {
  const hiding = instance.switches.journal();
  if (table === 'sys_journal_field' && hiding !== 'nothing') return false;
  return !instance.switches.isHidden(row['sys_id'] ?? '');
}

/** The `Link` header as live instances write it: no spaces after commas, limit and offset last. */
function links(
  request: TableRequest,
  url: string,
  { limit, offset, total }: { limit: number; offset: number; total: number },
): string {
  const asked = new URL(request.url);
  asked.searchParams.delete('sysparm_limit');
  asked.searchParams.delete('sysparm_offset');
  const rest = asked.searchParams.size === 0 ? '' : `${asked.searchParams.toString()}&`;
  const at = (rel: string, from: number) =>
    `<${url}${asked.pathname}?${rest}sysparm_limit=${limit}&sysparm_offset=${from}>;rel="${rel}"`;
  const last = Math.max(0, Math.floor((total - 1) / limit) * limit);
  return [
    at('first', 0),
    ...(offset + limit < total ? [at('next', offset + limit)] : []),
    ...(offset > 0 ? [at('prev', Math.max(0, offset - limit))] : []),
    at('last', last),
  ].join(',');
}

function wholeNumber(text: string | null, otherwise: number): number {
  return text !== null && /^\d+$/.test(text) ? Number(text) : otherwise;
}
