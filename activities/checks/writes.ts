// Whether the configuration says how the tickets of a table are written: cancelled, closed, kept on hold, noted.
import type {
  CategoryConfiguration,
  Configuration,
  TableConfiguration,
} from '../../config/schema.ts';
import { endingFields, holdFields } from '../servicenow/write-map.ts';
import { type Finding, warning } from './finding.ts';

/** A table of an instance, and the categories whose tickets it holds. */
export interface TableInUse {
  instance: string;
  table: string;
  configured: TableConfiguration | undefined;
  categories: Configuration['categories'];
}

/** What will be missing. `subject` is that of the instance. */
export function checkWrites(subject: string, use: TableInUse): Finding[] {
  const { table, configured } = use;
  const at = (what: string): string => `${subject}, ${what} of ${table}`;
  const path = `servicenow.instances.${use.instance}.tables.${table}`;
  const mirrored = mirroredIn(use);
  const held = mirrored.some(({ undecided }) => undecided === 'on-hold');
  const findings: Finding[] = [];
  if (endingFields('cancel', table, configured, '') === undefined) {
    const remedy = `Say at ${path}.cancel which columns cancel one; until then a cancellation asks for attention.`;
    findings.push(warning(at('cancellation'), 'nothing says how', remedy));
  }
  if (mirrored.length > 0 && endingFields('close', table, configured, '') === undefined) {
    const remedy = `Say at ${path}.close which columns close one as done; until then a final approval asks for attention.`;
    findings.push(warning(at('closing'), 'nothing says how', remedy));
  }
  if (held && holdFields(table, configured) === undefined) {
    const remedy = `Say at ${path}.hold which columns keep one on hold; until then every new request waits for a person.`;
    findings.push({ verdict: 'wrong', subject: at('holding'), words: 'nothing says how', remedy });
  }
  // What orders, requests and tasks come from is the catalogue (ServiceNow docs, "State roll-up").
  if (table === 'sc_req_item') {
    const words = 'each is a bare item: no catalogue order, no request, no tasks';
    const remedy =
      'See that its agents work such items, for no state rolls up from tasks or to a request; or use a table of tasks.';
    findings.push(warning(at('tickets'), words, remedy));
  }
  // A change is closed out of its review, step by step (ServiceNow docs, "Change state model").
  if (table === 'change_request' && mirrored.length > 0) {
    const words = 'a change can be closed only from where its state model lets it';
    const remedy =
      'Unless yours lets it from every state: a final approval asks for attention until an agent has brought the change there.';
    findings.push(warning(at('closing'), words, remedy));
  }
  return findings;
}

/** The enabled categories on this table that decide their outcome in the identity manager. */
function mirroredIn({ instance, table, categories }: TableInUse): CategoryConfiguration[] {
  return Object.values(categories).filter(
    (one) =>
      one.enabled &&
      one.master === 'identity-manager' &&
      one.instance === instance &&
      one.table === table,
  );
}
