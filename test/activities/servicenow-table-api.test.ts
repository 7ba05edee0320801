// What an answer of the Table API may look like, and what is believed of it.
import { expect, test } from 'vitest';
import { beginShared } from '../../activities/attempt.ts';
import type { ApiCall } from '../../activities/servicenow/connection.ts';
import { judge } from '../../activities/servicenow/read-map.ts';
import { resultOf } from '../../activities/servicenow/reply.ts';
import { evidenceOf, rowSchema } from '../../activities/servicenow/rows.ts';
import { createTableApi } from '../../activities/servicenow/table-api.ts';
import type { HttpReply } from '../../activities/http.ts';
import { failureOf, keyOf } from '../support/activities.ts';

const [mine, other] = [keyOf('R-1'), keyOf('R-2')];

function reply(status: number, value?: unknown, kind: 'json' | 'empty' | 'unreadable' = 'json') {
  const body = kind === 'json' ? { kind, value } : { kind };
  return { status, headers: new Headers(), body, about: 'ServiceNow' } satisfies HttpReply;
}

/** The API over a connection that answers every call alike, and the calls that it was asked. */
function apiThatAnswers(answer: HttpReply) {
  const calls: ApiCall[] = [];
  const api = createTableApi((call) => {
    calls.push(call);
    return Promise.resolve(answer);
  }, 60_000);
  return { api, calls };
}

const row = (sysId: string) => ({ sys_id: { value: sysId, display_value: sysId } });

test('asks for rows by sys_id alone, and for no column that is not needed', async () => {
  const { api, calls } = apiThatAnswers(reply(200, { result: [row(mine.sysId)] }));
  await api.find('incident', [mine.sysId, other.sysId, mine.sysId], beginShared());
  expect(calls[0]?.query).toMatchObject({
    sysparm_query: `sys_idIN${mine.sysId},${other.sysId}`,
    sysparm_display_value: 'all',
    sysparm_exclude_reference_link: 'true',
    sysparm_no_count: 'true',
    sysparm_suppress_pagination_header: 'true',
  });
  expect(calls[0]?.query['sysparm_fields']).toMatch(/^sys_id,number,.*sys_mod_count$/);
});

test.each([
  ['another record', [row(other.sysId)]],
  ['another record beside it', [row(mine.sysId), row(other.sysId)]],
  ['the record twice', [row(mine.sysId), row(mine.sysId)]],
  ['a record without a key', [{ number: { value: 'INC1', display_value: 'INC1' } }]],
])('an answer that holds %s is not believed', async (_, result) => {
  const { api } = apiThatAnswers(reply(200, { result }));
  const error = await failureOf(api.look(mine, beginShared()));
  expect(error).toMatchObject({ type: 'Unreadable', nonRetryable: false });
  expect(error.message).toContain('a record that was not asked for');
});

test.each([{ element_id: other.sysId }, { element: 'u_secret' }])(
  'a journal entry with %j, which was not asked for, is not believed',
  async (change) => {
    const entry = {
      sys_id: 'a',
      element_id: mine.sysId,
      element: 'comments',
      value: 'x',
      sys_created_on: '2026-11-24 08:00:00',
      sys_created_by: 'nina.novak',
    };
    const page = { elements: ['comments'], limit: 10 } as const;
    const good = apiThatAnswers(reply(200, { result: [entry] }));
    expect(await good.api.journal(mine, page, beginShared())).toHaveLength(1);
    const bad = apiThatAnswers(reply(200, { result: [entry, { ...entry, ...change }] }));
    const error = await failureOf(bad.api.journal(mine, page, beginShared()));
    expect(error.type).toBe('Unreadable');
  },
);

test.each([
  ['202', reply(202, { result: [] }), 'Unavailable'],
  ['200 in HTML', reply(200, undefined, 'unreadable'), 'Unreadable'],
  ['200 without a body', reply(200, undefined, 'empty'), 'Unreadable'],
  ['200 without a result', reply(200, {}), 'Unreadable'],
  ['200 with another shape', reply(200, { result: { sys_id: 1 } }), 'Unreadable'],
  [
    '200 with an error beside it',
    reply(200, { result: [], error: { message: 'x' } }),
    'Unreadable',
  ],
  ['404 in HTML', reply(404, undefined, 'unreadable'), 'Unreadable'],
  ['403 in HTML', reply(403, undefined, 'unreadable'), 'Unreadable'],
  ['302', reply(302, undefined, 'empty'), 'Unreadable'],
  ['500', reply(500, { error: { message: 'Transaction cancelled' } }), 'Unavailable'],
  ['429 in HTML', reply(429, undefined, 'unreadable'), 'RateLimited'],
  ['401 in HTML', reply(401, undefined, 'unreadable'), 'CredentialsRefused'],
  ['405 without a body', reply(405, undefined, 'empty'), 'Refused'],
  ['404', reply(404, { error: { message: 'No Record found', detail: null } }), 'Refused'],
])('%s is a failure of its own', async (_, answer, type) => {
  const { api } = apiThatAnswers(answer);
  const error = await failureOf(api.look(mine, beginShared()));
  expect(error).toMatchObject({ type, nonRetryable: type === 'Refused' });
});

function refusal(status: number, message: string, detail: string | null): string {
  try {
    resultOf(reply(status, { error: { message, detail }, status: 'failure' }), rowSchema, 1);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}

test.each([
  [403, 'Insufficient rights', 'Insufficient rights to query records', 'lacks the right'],
  [
    403,
    'Operation Failed',
    'ACL Exception Insert Failed due to security constraints',
    'lacks the right',
  ],
  [403, 'Failed API level ACL Validation', null, 'is not allowed to use the Table API'],
  [403, 'User Not Authorized', 'Access to unscoped api is not allowed', 'securely scoped'],
  [400, 'Invalid table u_x', null, 'there is no such table'],
  [404, 'No Record found', "Record doesn't exist or ACL", 'cannot be found'],
  [400, 'Exception', 'Rejected large REST payload with content-length = 1', 'larger than'],
  [400, 'Requested URI does not represent any resource', null, 'no Table API at the URL'],
  [
    403,
    'Operation Failed',
    "aborted by Business Rule 'Check it^0a1b'. Stack",
    'business rule Check it',
  ],
  [
    403,
    'x',
    'Data Policy Exception: \n\tThe following fields are mandatory: Close notes, Straße',
    'a value for Close notes, Straße',
  ],
])('explains %i %s / %s', (status, message, detail, words) => {
  expect(refusal(status, message, detail)).toContain(words);
});

test('repeats nothing of a refusal that it does not know', () => {
  const message = refusal(
    403,
    'For ada@corp.example',
    'aborted by Business Rule for ada@corp.example',
  );
  expect(message).not.toContain('ada');
  expect(refusal(400, 'What is this', null)).toBe('ServiceNow: answered 400');
});

test('no e-mail address passes as the name of a rule or a column', () => {
  for (const detail of [
    "aborted by Business Rule 'ada@corp.example^1'",
    'The following fields are mandatory: ada@corp.example',
  ]) {
    expect(refusal(403, 'Operation Failed', detail)).not.toMatch(/ada|corp/);
  }
});

test('columns that a table lacks read as empty, also those with names of JavaScript', () => {
  const parsed = rowSchema.parse({ state: { value: '1', display_value: null } });
  expect(evidenceOf(parsed)).toEqual({
    state: '1',
    approval: '',
    active: true,
    holdReason: '',
    closeCode: '',
    closeNotes: '',
    assignedTo: '',
    closedBy: '',
    closedAt: '',
    updatedBy: '',
    updatedOn: '',
    modCount: 0,
  });
});

test.each([
  [undefined, 'in-progress'],
  ['', 'in-progress'],
  ['true', 'in-progress'],
  ['false', 'unknown'],
])('where `active` reads %j a ticket in work is %s', (active, phase) => {
  const cell = (value: string) => ({ value, display_value: value });
  const columns = { state: cell('2'), ...(active === undefined ? {} : { active: cell(active) }) };
  expect(judge('incident', undefined, evidenceOf(rowSchema.parse(columns))).phase).toBe(phase);
});
