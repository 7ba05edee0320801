// PlanTicket: what the configuration makes of a request, decided once and kept by the request.
import type {
  CategoryConfiguration,
  Configuration,
  InstanceConfiguration,
} from '../config/schema.ts';
import { defaultRetryMaximum } from '../workflows/lifecycle/polling.ts';
import { type AccessRequest, checkRequest } from '../contract/access-request.ts';
import type { DeliveryTimeouts, InstanceTimeouts, Plan, RenderedTicket } from '../contract/plan.ts';
import type { Activities, PlanTicketInput } from '../contract/activities.ts';
import { type ActivityDependencies, assertEnvironment, own } from './dependencies.ts';
import { failure } from './failure.ts';
import { asActivity } from './attempt.ts';
import { ticketSysId } from './servicenow/marker.ts';
import { holdFields } from './servicenow/write-map.ts';
import { renderTicket, type TicketToRender } from './template/render-ticket.ts';

/**
 * The activity `PlanTicket`. It asks no other system. Throws `OtherEnvironment`, `RequestInvalid`,
 * `CategoryMissing`, `CategoryNotEnabled`, `InstanceMissing`, `TemplateFailed`, `TextTooLong`, or `WriteMissing` where nothing
 * says how a ticket of the table is kept on hold.
 */
export function createPlanTicket(deps: ActivityDependencies): Activities['PlanTicket'] {
  const slow = () => defaultRetryMaximum;
  return asActivity('PlanTicket', slow, (input) => Promise.resolve(plan(deps, input)));
}

function plan({ configuration, judgedBy }: ActivityDependencies, input: PlanTicketInput): Plan {
  assertEnvironment(configuration, input);
  const request = requestOf(input);
  const category = categoryOf(configuration, request);
  const instance = instanceOf(configuration, request, category);
  const { environment, ordinal } = input;
  const { interval, maximum, spacing } = category.polling;
  const { master, instance: name, table, expireAfter, closeWhen, afterCare, notes } = category;
  return {
    master,
    instance: name,
    taskQueue: `${configuration.temporal.taskQueue}.${name}`,
    table,
    sysId: ticketSysId({ environment, instance: name, requestId: request.id, ordinal }),
    ordinal,
    rendered: renderedOf({ request, environment, category, table: own(instance.tables, table) }),
    timeouts: timeoutsOf(instance),
    delivery: deliveryOf(configuration),
    cadence: { interval, maximum, spacing },
    ...(expireAfter !== undefined && { expireAfter }),
    undecided: category.undecided,
    closeWhen,
    gapWithin: notes.gapWithin,
    afterCare,
    judgedBy,
  };
}

/** The ticket as it is created; with the identity manager as master it is not to be worked on before the decision. */
function renderedOf(ticket: TicketToRender): RenderedTicket {
  const rendered = renderTicket(ticket);
  const { category, table, request } = ticket;
  if (category.master === 'servicenow') return rendered;
  const undecided =
    category.undecided === 'approval'
      ? { approval: 'requested' }
      : (holdFields(category.table, table) ?? noHold(category, request));
  // What the category says of a column stands, also where its template renders nothing.
  const added = Object.entries(undecided).filter(
    ([column]) => !Object.hasOwn(category.fields, column),
  );
  return { ...rendered, fields: { ...rendered.fields, ...Object.fromEntries(added) } };
}

function noHold({ instance, table }: CategoryConfiguration, { id }: AccessRequest): never {
  const what = `the ticket of request ${id} cannot be created on hold`;
  const why = `the configuration has no hold write for ${table}`;
  const where = `servicenow.instances.${instance}.tables.${table}.hold`;
  throw failure('WriteMissing', `${what}: ${why}; set ${where}`);
}

/** Whoever reaches Temporal can start anything, so the request is checked again. */
function requestOf({ requestId, request }: PlanTicketInput): AccessRequest {
  const checked = checkRequest(request);
  if (checked.ok && checked.request.id === requestId) return checked.request;
  const problems = checked.ok
    ? [{ path: 'id', problem: 'is of another request' }]
    : checked.problems;
  const words = problems.slice(0, 10).map(({ path, problem }) => `${path} ${problem}`.trim());
  throw failure('RequestInvalid', `request ${requestId}: ${words.join(', ')}`);
}

function categoryOf(
  { categories }: Configuration,
  { id, serviceCategory }: AccessRequest,
): CategoryConfiguration {
  const category = own(categories, serviceCategory);
  const named = `request ${id} is of the service category ${JSON.stringify(serviceCategory)}`;
  if (category === undefined) throw failure('CategoryMissing', named);
  if (!category.enabled) throw failure('CategoryNotEnabled', named);
  return category;
}

function instanceOf(
  { servicenow }: Configuration,
  { id }: AccessRequest,
  { instance: name }: CategoryConfiguration,
): InstanceConfiguration {
  const instance = own(servicenow.instances, name);
  if (instance !== undefined) return instance;
  throw failure('InstanceMissing', `request ${id} needs the instance ${name}`);
}

/** All but the limit of one call, which is that of the worker that makes it. */
function timeoutsOf({ timeouts, retry }: InstanceConfiguration): InstanceTimeouts {
  const { client, ...pinned } = timeouts;
  return { ...pinned, retryInitial: retry.initial, retryMaximum: retry.maximum };
}

/** What an attempt takes beside the call itself: reading secrets, a busy worker. In milliseconds. */
const aroundTheCall = 5_000;

function deliveryOf({ identityManager }: Configuration): DeliveryTimeouts {
  const { webhook, burst, retry } = identityManager;
  return {
    startToClose: webhook.timeout + aroundTheCall,
    burst,
    retryInitial: retry.initial,
    retryMaximum: retry.maximum,
  };
}
