// Shows what PlanTicket decides for a request, and every reason for which it decides nothing.
import { expect, test } from 'vitest';
import type { PlanTicketInput } from '../../contract/activities.ts';
import { createPlanTicket } from '../../activities/plan-ticket.ts';
import { ticketSysId } from '../../activities/servicenow/marker.ts';
import type { AccessRequest } from '../../contract/access-request.ts';
import type { Plan } from '../../contract/plan.ts';
import { failureOf } from '../support/activities.ts';
import { asWorker, type Configured, configured, dependencies } from '../support/configured.ts';
import { judgedBy, sampleRequest } from '../support/samples.ts';

function inputOf(change: Partial<AccessRequest> = {}): PlanTicketInput {
  const request = sampleRequest(change);
  return { requestId: request.id, environment: 'test', firstRunId: 'run-1', request, ordinal: 1 };
}

function plan(input: PlanTicketInput, change: Configured = {}): Promise<Plan> {
  return asWorker(createPlanTicket(dependencies(configured(change))), input);
}

test('a category of three lines gives a whole plan', async () => {
  const { rendered, ...rest } = await plan(inputOf());
  expect(rest).toEqual({
    master: 'servicenow',
    instance: 'main',
    taskQueue: 'access-requests.main',
    table: 'incident',
    sysId: ticketSysId({ environment: 'test', instance: 'main', requestId: 'R-1', ordinal: 1 }),
    ordinal: 1,
    timeouts: {
      startToClose: 100_000,
      burst: 900_000,
      retryInitial: 1_000,
      retryMaximum: 60_000,
      sendWithin: 15_000,
      quota: 60_000,
      margin: 5_000,
    },
    delivery: { startToClose: 20_000, burst: 900_000, retryInitial: 1_000, retryMaximum: 60_000 },
    cadence: { interval: 300_000, maximum: 14_400_000, spacing: 10_000 },
    undecided: 'approval',
    closeWhen: 'assigned',
    gapWithin: 600_000,
    afterCare: 0,
    judgedBy,
  });
  expect(rendered?.fields['short_description']).toBe('Grant "SAP role Z_FI_CLERK" for Ada Muster');
  expect(rendered?.note.column).toBe('work_notes');
});

test('what the configuration says goes into the plan', async () => {
  const change: Configured = {
    category: {
      table: 'u_access_task',
      expireAfter: '90d',
      polling: { interval: '2m', maximum: '1h', spacing: '1s' },
      note: 'comments',
    },
    tables: { u_access_task: { columns: { short_description: 40 } } },
    webhook: { timeout: '2s' },
    identityManager: { burst: '1m', retry: { initial: '2s', maximum: '9s' } },
  };
  const made = await plan({ ...inputOf(), ordinal: 2 }, change);
  expect(made).toMatchObject({
    table: 'u_access_task',
    sysId: ticketSysId({ environment: 'test', instance: 'main', requestId: 'R-1', ordinal: 2 }),
    ordinal: 2,
    expireAfter: 90 * 86_400_000,
    cadence: { interval: 120_000, maximum: 3_600_000, spacing: 1_000 },
    delivery: { startToClose: 7_000, burst: 60_000, retryInitial: 2_000, retryMaximum: 9_000 },
    rendered: { note: { column: 'comments' } },
  });
  expect(made.rendered?.fields['short_description']).toHaveLength(40);
});

test('the plan pins until when an attempt may send', async () => {
  const { servicenow, ...rest } = configured();
  const { main } = servicenow.instances;
  if (main === undefined) throw new Error('the instance is there');
  const timeouts = { ...main.timeouts, sendWithin: 7_000 };
  const instances = { main: { ...main, timeouts } };
  const activity = createPlanTicket(dependencies({ ...rest, servicenow: { instances } }));
  expect((await asWorker(activity, inputOf())).timeouts.sendWithin).toBe(7_000);
});

test('the same input gives the same plan', async () => {
  expect(await plan(inputOf())).toEqual(await plan(inputOf()));
});

test.each<[string, PlanTicketInput, Configured, string, string]>([
  [
    'of another environment',
    { ...inputOf(), environment: 'production' },
    {},
    'OtherEnvironment',
    'request R-1 is of environment "production"; this worker serves test',
  ],
  [
    'of no category of ours',
    inputOf({ serviceCategory: 'badges' }),
    {},
    'CategoryMissing',
    'request R-1 is of the service category "badges"',
  ],
  [
    'of a category named like a method',
    inputOf({ serviceCategory: 'constructor' }),
    {},
    'CategoryMissing',
    'request R-1 is of the service category "constructor"',
  ],
  [
    'of a category that takes no part',
    inputOf(),
    { category: { enabled: false } },
    'CategoryNotEnabled',
    'request R-1 is of the service category "sap-roles"',
  ],
  [
    'that a template does not fit',
    inputOf(),
    { category: { fields: { u_room: '{{ request.data.room }}' } } },
    'TemplateFailed',
    'categories.sap-roles.fields.u_room fails for request R-1: undefined variable: request.data.room, line:1, col:4',
  ],
  [
    'whose texts fit nowhere',
    inputOf({
      data: Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, 'x'.repeat(10_000)])),
    }),
    {},
    'TextTooLong',
    'request R-1: the creation note would have 36',
  ],
  [
    'that is not the one asked about',
    { ...inputOf(), requestId: 'R-2' },
    {},
    'RequestInvalid',
    'request R-2: id is of another request',
  ],
])('a request %s waits for a person', async (_, input, change, type, message) => {
  const failure = await failureOf(plan(input, change));
  expect(failure).toMatchObject({ type, nonRetryable: true, cause: undefined });
  expect(failure.message).toContain(message);
});

test('an instance that was taken out of the configuration is named', async () => {
  const configuration = configured();
  const servicenow = { instances: {} };
  const activity = createPlanTicket(dependencies({ ...configuration, servicenow }));
  const failure = await failureOf(asWorker(activity, inputOf()));
  expect(failure).toMatchObject({ type: 'InstanceMissing', nonRetryable: true });
  expect(failure.message).toBe('request R-1 needs the instance main');
});

test('a request that no client checked is checked here, and its values are not repeated', async () => {
  const broken = {
    ...inputOf(),
    request: JSON.parse(
      '{"id":"R-1","action":"Zebra","recipient":{"id":"Zebra","name":"Zebra\\u0000"},"validFrom":"Zebra"}',
    ) as AccessRequest,
  };
  const failure = await failureOf(plan(broken));
  expect(failure).toMatchObject({ type: 'RequestInvalid', nonRetryable: true });
  expect(failure.message).toBe(
    'request R-1: action must be one of grant, renewal, removal, reference is missing, ' +
      'serviceItem is missing, serviceCategory is missing, ' +
      'recipient.name holds a line break or control character, requester is missing, ' +
      'validFrom must be a date such as 2026-12-31 or a time such as 2026-12-31T08:00:00Z',
  );
});

const mirrored = { master: 'identity-manager' } as const;
const fieldsOf = async (change: Configured) => (await plan(inputOf(), change)).rendered?.fields;

test('with the identity manager as master a ticket is created with its approval requested', async () => {
  expect(await fieldsOf({ category: mirrored })).toMatchObject({ approval: 'requested' });
  expect(await fieldsOf({})).not.toHaveProperty('approval');
});

test('what the category says of a column of the hold stands, also where its template renders nothing', async () => {
  const held = { ...mirrored, undecided: 'on-hold', table: 'change_request' } as const;
  const fieldsWith = (reason: string) =>
    fieldsOf({ category: { ...held, fields: { on_hold_reason: reason } } });
  expect(await fieldsWith('Not decided')).toMatchObject({
    on_hold: 'true',
    on_hold_reason: 'Not decided',
  });
  const none = await fieldsWith('{% if request.validUntil %}x{% endif %}');
  expect(none).toMatchObject({ on_hold: 'true' });
  expect(none).not.toHaveProperty('on_hold_reason');
});

test('or on hold, by the states of its table', async () => {
  const held = { ...mirrored, undecided: 'on-hold' } as const;
  const onHold = (table: string, change: Configured = {}) =>
    fieldsOf({ ...change, category: { ...held, table } });
  expect(await onHold('incident')).toMatchObject({ state: '3' });
  expect(await onHold('incident')).not.toHaveProperty('approval');
  expect(await onHold('sc_task')).toMatchObject({ state: '-5' });
  expect(await onHold('change_request')).toMatchObject({
    on_hold: 'true',
    on_hold_reason: 'Awaiting the decision',
  });
  const tables = { problem: { hold: { state: '101', u_waits: 'true' } } };
  expect(await onHold('problem', { tables })).toMatchObject({ state: '101', u_waits: 'true' });
});

test('a table that nothing says how to keep on hold is named, with where to set it', async () => {
  const category = { ...mirrored, undecided: 'on-hold', table: 'problem' } as const;
  const failure = await failureOf(plan(inputOf(), { category }));
  expect(failure).toMatchObject({ type: 'WriteMissing', nonRetryable: true });
  expect(failure.message).toBe(
    'the ticket of request R-1 cannot be created on hold: the configuration has no hold write for ' +
      'problem; set servicenow.instances.main.tables.problem.hold',
  );
});
