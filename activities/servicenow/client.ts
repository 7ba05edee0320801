// The ServiceNow instances of the configuration: one client each, made once, shared by all activities of the worker.
import type {
  CategoryConfiguration,
  InstanceConfiguration,
  TableConfiguration,
} from '../../config/schema.ts';
import type { Cadence, JudgedBy } from '../../contract/ticket.ts';
import { beginShared } from '../attempt.ts';
import type { RequestKey, TicketKey } from '../../contract/activities.ts';
import { type ActivityDependencies, assertEnvironment, own } from '../dependencies.ts';
import { failure } from '../failure.ts';
import { createConnection } from './connection.ts';
import { createReadAhead, type ReadAhead } from './read-ahead.ts';
import { createTableApi, type TableApi } from './table-api.ts';

/** One instance as the activities use it. */
export interface InstanceClient {
  name: string;
  configuration: InstanceConfiguration;
  api: TableApi;
  polls: ReadAhead;
}

/** How the tickets of a category are polled. `freshness` in milliseconds. */
export interface Polling {
  cadence: Cadence;
  freshness: number;
}

/** How decisions and changes of a category are written to its tickets. Templates where the category has its own. */
export interface Notes {
  column: CategoryConfiguration['note'];
  decision?: string | undefined;
  change?: string | undefined;
}

/** What the three ticket activities share. */
export interface ServiceNow {
  judgedBy: JudgedBy;
  /** Throws `OtherEnvironment` or `InstanceMissing`. */
  instanceOf(input: RequestKey & TicketKey): InstanceClient;
  tableOf(instance: InstanceClient, table: string): TableConfiguration | undefined;
  pollingOf(serviceCategory: string): Polling;
  /** Where creation notes of the category go. */
  noteOf(serviceCategory: string): CategoryConfiguration['note'];
  notesOf(serviceCategory: string): Notes;
  /** The longest interval between attempts, in milliseconds, also for an instance that is not there. */
  slowOf: (input: TicketKey) => number;
}

/** The clients of all instances; a worker makes this once. */
export function createServiceNow(deps: ActivityDependencies): ServiceNow {
  const { configuration, judgedBy } = deps;
  const { instances } = configuration.servicenow;
  const clients = new Map(
    Object.entries(instances).map(([name, instance]) => [
      name,
      createInstanceClient(name, instance, deps),
    ]),
  );
  return {
    judgedBy,
    instanceOf(input) {
      assertEnvironment(configuration, input);
      const client = clients.get(input.instance);
      if (client !== undefined) return client;
      const message = `request ${input.requestId} needs the instance ${input.instance}`;
      throw failure('InstanceMissing', message);
    },
    tableOf: ({ configuration: { tables } }, table) => own(tables, table),
    pollingOf: (category) => pollingOf(own(configuration.categories, category)),
    noteOf: (category) => own(configuration.categories, category)?.note ?? 'work_notes',
    notesOf(category) {
      const { note = 'work_notes', notes } = own(configuration.categories, category) ?? {};
      return { column: notes?.column ?? note, decision: notes?.decision, change: notes?.change };
    },
    slowOf: ({ instance }) => own(instances, instance)?.retry.maximum ?? 60_000,
  };
}

function createInstanceClient(
  name: string,
  configuration: InstanceConfiguration,
  { readSecret, lanes }: ActivityDependencies,
): InstanceClient {
  const connection = createConnection(name, configuration, readSecret, lanes);
  const api = createTableApi(connection, configuration.retry.maximum);
  const polls = createReadAhead((table, sysIds) => api.find(table, sysIds, beginShared()));
  return { name, configuration, api, polls };
}

/** A category that is gone from the configuration leaves its requests with the defaults. */
function pollingOf(category: CategoryConfiguration | undefined): Polling {
  const polling = category?.polling ?? { interval: 300_000, maximum: 14_400_000, spacing: 10_000 };
  const { interval, maximum, spacing, freshness = (interval * 2) / 3 } = polling;
  return { cadence: { interval, maximum, spacing }, freshness };
}
