// Tickets of the ServiceNow simulator: states, closing, priority, journals, agents, switches, the clock.
import { expect, test } from 'vitest';
import { ask, chosenId, create, serviceNow } from './support.ts';

test.each([
  ['1', '1', '1'],
  ['2', '2', '3'],
  ['3', '3', '5'],
  ['1', '3', '3'],
])('computes the priority of impact %s and urgency %s as %s', async (impact, urgency, priority) => {
  const simulator = await serviceNow();
  const sent = { impact, urgency, priority: '4' };
  const { result } = await ask(simulator, 'POST', 'table/incident', sent);
  expect(result['priority']).toBe(priority);
});

test('closes a task with its time and its agent, and opens it again', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'u_access_task');
  simulator.clock.set('2026-03-01T10:00:00Z');
  const closing = { done: true, notes: 'Granted in the ERP' };
  const closed = simulator.agent.close('u_access_task', sysId, 'nina.novak', closing);
  expect(closed).toMatchObject({
    state: '3',
    active: 'false',
    closed_at: '2026-03-01 10:00:00',
    close_notes: 'Granted in the ERP',
    sys_updated_by: 'nina.novak',
    sys_updated_on: '2026-03-01 10:00:00',
  });
  expect(simulator.record('sys_user', closed['closed_by'] ?? '')?.['name']).toBe('Nina Novak');
  const opened = simulator.agent.reopen('u_access_task', sysId, 'omar.haddad');
  expect(opened).toMatchObject({ state: '2', active: 'true', closed_at: '', closed_by: '' });
});

test.each([
  ['sc_task', '4', '7'],
  ['incident', '7', '8'],
  ['change_request', '3', '4'],
])('closes %s as not done with state %s and cancels with %s', async (table, notDone, cancelled) => {
  const simulator = await serviceNow();
  const [one, two] = [await create(simulator, table), await create(simulator, table)];
  const closed = simulator.agent.close(table, one, 'nina.novak', { done: false, notes: 'No' });
  expect(closed).toMatchObject({ state: notDone, active: 'false', close_notes: 'No' });
  const ended = simulator.agent.cancel(table, two, 'nina.novak', 'Not needed');
  expect(ended).toMatchObject({ state: cancelled, active: 'false' });
});

test('demands a known resolution code and notes of a closed incident', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  const close = (fields: Record<string, string>) =>
    ask(simulator, 'PATCH', `table/incident/${sysId}`, { state: '7', ...fields });
  const detail = (labels: string) => ({
    error: {
      message: 'Operation Failed',
      detail: `Data Policy Exception: \n\tThe following fields are mandatory: ${labels}`,
    },
    status: 'failure',
  });
  const bare = await close({});
  expect([bare.status, bare.body]).toEqual([403, detail('Resolution code, Close notes')]);
  const old = await close({ close_code: 'Solved (Permanently)', close_notes: 'Done' });
  expect([old.status, old.body]).toEqual([403, detail('Resolution code')]);
  expect(simulator.record('incident', sysId)?.['state']).toBe('1');
  const known = await close({ close_code: 'Solution provided', close_notes: 'Done' });
  expect(known.result).toMatchObject({ state: '7', active: 'false', incident_state: '7' });
});

test('keeps a resolved incident active, with when and who', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  simulator.clock.set('2026-03-01T10:00:00Z');
  const closing = { done: true, notes: 'Done' };
  const resolved = simulator.agent.resolve('incident', sysId, 'nina.novak', closing);
  expect(resolved).toMatchObject({
    state: '6',
    active: 'true',
    resolved_at: '2026-03-01 10:00:00',
    closed_at: '',
  });
  const reopened = simulator.agent.reopen('incident', sysId, 'nina.novak');
  expect(reopened).toMatchObject({ resolved_at: '', resolved_by: '', reopen_count: '1' });
});

test('ignores a state that the table does not have', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident', { state: '42' });
  expect(simulator.record('incident', sysId)?.['state']).toBe('1');
  simulator.addChoice('incident', 'state', { value: '42', label: 'Elsewhere' });
  simulator.agent.set('incident', sysId, 'nina.novak', { state: '42' });
  expect(simulator.record('incident', sysId)).toMatchObject({ state: '42', active: 'true' });
});

test('puts on hold with a reason of the table, and with a note where there is none', async () => {
  const simulator = await serviceNow();
  const incident = await create(simulator, 'incident');
  const task = await create(simulator, 'sc_task');
  const held = simulator.agent.hold('incident', incident, 'nina.novak', 'Awaiting Vendor');
  expect(held).toMatchObject({ state: '3', hold_reason: '4' });
  expect(simulator.agent.work('incident', incident, 'nina.novak')['hold_reason']).toBe('');
  const waiting = simulator.agent.hold('sc_task', task, 'nina.novak', 'Waits for the badge');
  expect(waiting['state']).toBe('-5');
  expect(simulator.journal(task).map(({ text }) => text)).toEqual(['Waits for the badge']);
});

test('refuses acts of nobody and on nothing', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'sc_task');
  expect(() => simulator.agent.take('sc_task', sysId, 'no.body')).toThrow('no.body');
  expect(() => simulator.agent.take('sc_task', chosenId, 'nina.novak')).toThrow('No Record found');
  const closing = { done: true, notes: 'Done' };
  expect(() => simulator.agent.resolve('sc_task', sysId, 'nina.novak', closing)).toThrow(
    'no resolved state',
  );
});

test('adds a journal entry for every write, reads it as empty, and keeps it apart', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident', { work_notes: 'First' });
  simulator.clock.set('2026-01-15T20:00:00Z');
  await ask(simulator, 'PATCH', `table/incident/${sysId}`, { work_notes: 'Second' });
  await ask(simulator, 'PATCH', `table/incident/${sysId}`, { work_notes: 'Second' });
  simulator.agent.note('incident', sysId, 'nina.novak', 'To the caller', 'comments');
  const { result } = await ask(simulator, 'GET', `table/incident/${sysId}`);
  expect(result).toMatchObject({ work_notes: '', comments: '', sys_mod_count: '3' });
  const query = encodeURIComponent(`element_id=${sysId}^element=work_notes^name=incident`);
  const { list } = await ask(simulator, 'GET', `table/sys_journal_field?sysparm_query=${query}`);
  expect(list.map((row) => row['value'])).toEqual(['First', 'Second', 'Second']);
  expect(list[1]).toEqual({
    sys_id: simulator.journal(sysId)[1]?.sysId,
    sys_created_on: '2026-01-15 20:00:00',
    sys_created_by: 'orchestrator',
    sys_tags: '',
    name: 'incident',
    element_id: sysId,
    element: 'work_notes',
    value: 'Second',
  });
});

test('shows the journal as one text, newest first, in the zone of the reader', async () => {
  const simulator = await serviceNow();
  simulator.clock.set('2026-01-15T20:00:00Z');
  const sysId = await create(simulator, 'incident', { comments: 'First' });
  simulator.agent.note('incident', sysId, 'nina.novak', 'Second', 'comments');
  const path = `table/incident/${sysId}?sysparm_display_value=all&sysparm_fields=comments`;
  const { result } = await ask(simulator, 'GET', path);
  expect(result['comments']).toEqual({
    value: '',
    display_value:
      '2026-01-15 12:00:00 - Nina Novak (Additional comments)\nSecond\n\n' +
      '2026-01-15 12:00:00 - orchestrator (Additional comments)\nFirst\n\n',
  });
});

test('hides journal rows, and the text too when told so', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident', { work_notes: 'Hidden' });
  const path = `table/incident/${sysId}?sysparm_display_value=true&sysparm_fields=work_notes`;
  simulator.switches.hideJournal('rows');
  expect((await ask(simulator, 'GET', 'table/sys_journal_field')).list).toEqual([]);
  expect(JSON.stringify((await ask(simulator, 'GET', path)).result)).toContain('Hidden');
  simulator.switches.hideJournal();
  expect((await ask(simulator, 'GET', path)).result).toEqual({ work_notes: '' });
  simulator.switches.hideJournal('nothing');
  expect((await ask(simulator, 'GET', 'table/sys_journal_field')).list).toHaveLength(1);
});

test('hides a record as if it were not there', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  simulator.switches.hide(sysId);
  expect((await ask(simulator, 'GET', `table/incident/${sysId}`)).status).toBe(404);
  expect((await ask(simulator, 'PATCH', `table/incident/${sysId}`, {})).status).toBe(404);
  simulator.switches.hide(sysId, false);
  expect((await ask(simulator, 'GET', `table/incident/${sysId}`)).status).toBe(200);
});

test('ignores a protected field and says nothing', async () => {
  const simulator = await serviceNow();
  simulator.switches.ignoreField('incident', 'correlation_id');
  const { status, result } = await ask(simulator, 'POST', 'table/incident', {
    correlation_id: 'A',
  });
  expect([status, result['correlation_id']]).toEqual([201, '']);
});

test('denies reads, inserts and updates of a table', async () => {
  const simulator = await serviceNow();
  const sysId = await create(simulator, 'incident');
  simulator.switches.denyInsert('incident');
  simulator.switches.denyUpdate('incident');
  simulator.switches.denyRead('incident');
  const inserted = await ask(simulator, 'POST', 'table/incident', {});
  const updated = await ask(simulator, 'PATCH', `table/incident/${sysId}`, {});
  const read = await ask(simulator, 'GET', 'table/incident');
  expect([inserted.status, updated.status, read.status]).toEqual([403, 403, 403]);
  expect(inserted.body).toMatchObject({
    error: { detail: 'ACL Exception Insert Failed due to security constraints' },
  });
  expect(read.body).toMatchObject({ error: { message: 'Insufficient rights' } });
  expect((await ask(simulator, 'POST', 'table/sys_journal_field', {})).status).toBe(403);
});
