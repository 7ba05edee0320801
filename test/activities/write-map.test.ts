// Shows what cancels a ticket, closes it or keeps it on hold, and that the words of people stand in it as they are.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingFields, holdFields } from '../../activities/servicenow/write-map.ts';
import type { TableConfiguration } from '../../config/schema.ts';

function cancelledBy(cancel: Record<string, string>): TableConfiguration {
  return { read: {}, columns: {}, holdReasons: {}, cancel };
}

test('an incident is cancelled with a close code and the words in its close notes', () => {
  expect(endingFields('cancel', 'incident', undefined, 'Not needed')).toEqual({
    state: '8',
    close_code: 'No resolution provided',
    close_notes: 'Not needed',
  });
});

test('any other task is skipped', () => {
  for (const table of ['task', 'sc_task', 'u_access_task', 'constructor']) {
    expect(endingFields('cancel', table, undefined, 'Not needed')).toEqual({
      state: '7',
      close_notes: 'Not needed',
    });
  }
});

test('what closes as done: an incident and a change with a close code, any other task by its state', () => {
  const close = (table: string) => endingFields('close', table, undefined, 'Done');
  expect(close('incident')).toEqual({
    state: '7',
    close_code: 'Solution provided',
    close_notes: 'Done',
  });
  expect(close('change_request')).toEqual({
    state: '3',
    close_code: 'successful',
    close_notes: 'Done',
  });
  for (const table of ['sc_req_item', 'sc_task', 'u_access_task']) {
    expect(close(table)).toEqual({ state: '3', close_notes: 'Done' });
  }
  expect(close('problem')).toBeUndefined();
});

test('a change is cancelled by a state of its own', () => {
  expect(endingFields('cancel', 'change_request', undefined, 'Not needed')).toEqual({
    state: '4',
    close_notes: 'Not needed',
  });
});

test('what keeps a ticket on hold is its state, or the column that a change has for it', () => {
  expect(holdFields('incident', undefined)).toEqual({ state: '3' });
  for (const table of ['sc_req_item', 'sc_task', 'u_access_task']) {
    expect(holdFields(table, undefined)).toEqual({ state: '-5' });
  }
  expect(holdFields('change_request', undefined)).toEqual({
    on_hold: 'true',
    on_hold_reason: 'Awaiting the decision',
  });
  expect(holdFields('problem', undefined)).toBeUndefined();
  const configured = { read: {}, columns: {}, holdReasons: {}, hold: { state: '101' } };
  expect(holdFields('problem', configured)).toEqual({ state: '101' });
});

test('where neither a default nor the configuration says how, nothing does', () => {
  for (const table of ['change_task', 'problem', 'problem_task', 'sc_request']) {
    expect(endingFields('cancel', table, undefined, 'Not needed')).toBeUndefined();
    expect(endingFields('cancel', table, cancelledBy({ state: '4' }), 'Not needed')).toEqual({
      state: '4',
      close_notes: 'Not needed',
    });
  }
});

test('the configuration replaces all of it, and says where the words go', () => {
  const cancel = { state: '9', u_reason: 'Cancelled: {{ words }}', work_notes: '{{ words }}' };
  expect(endingFields('cancel', 'incident', cancelledBy(cancel), 'Not needed')).toEqual({
    state: '9',
    u_reason: 'Cancelled: Not needed',
    work_notes: 'Not needed',
  });
});

test('words that the configuration gives no place stand in the close notes', () => {
  expect(endingFields('cancel', 'incident', cancelledBy({ state: '9' }), 'Not needed')).toEqual({
    state: '9',
    close_notes: 'Not needed',
  });
});

test('whatever the words are, they are taken as they are', () => {
  const parts = fc.constantFrom(
    '{{ words }}',
    '{{',
    '$&',
    '$1',
    "$'",
    '{% raw %}',
    '\n',
    '\\',
    '🎫',
  );
  const words = fc.array(fc.oneof(parts, fc.string({ unit: 'binary' })), { maxLength: 8 });
  fc.assert(
    fc.property(words, (some) => {
      const said = some.join('');
      expect(endingFields('cancel', 'incident', undefined, said)).toMatchObject({
        close_notes: said,
      });
      const twice = cancelledBy({ u_a: '<{{ words }}|{{ words }}>' });
      expect(endingFields('cancel', 'incident', twice, said)).toEqual({ u_a: `<${said}|${said}>` });
    }),
  );
});
