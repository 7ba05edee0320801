// Shows what cancels a ticket, and that the words of people stand in it as they are.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cancelFields } from '../../activities/servicenow/write-map.ts';
import type { TableConfiguration } from '../../config/schema.ts';

function cancelledBy(cancel: Record<string, string>): TableConfiguration {
  return { read: {}, columns: {}, holdReasons: {}, cancel };
}

test('an incident is cancelled with a close code and the words in its close notes', () => {
  expect(cancelFields('incident', undefined, 'Not needed')).toEqual({
    state: '8',
    close_code: 'No resolution provided',
    close_notes: 'Not needed',
  });
});

test('any other task is skipped', () => {
  for (const table of ['task', 'sc_task', 'u_access_task', 'constructor']) {
    expect(cancelFields(table, undefined, 'Not needed')).toEqual({
      state: '7',
      close_notes: 'Not needed',
    });
  }
});

test('where neither a default nor the configuration says how, nothing does', () => {
  for (const table of ['change_request', 'change_task', 'problem', 'problem_task', 'sc_request']) {
    expect(cancelFields(table, undefined, 'Not needed')).toBeUndefined();
    expect(cancelFields(table, cancelledBy({ state: '4' }), 'Not needed')).toEqual({
      state: '4',
      close_notes: 'Not needed',
    });
  }
});

test('the configuration replaces all of it, and says where the words go', () => {
  const cancel = { state: '9', u_reason: 'Cancelled: {{ words }}', work_notes: '{{ words }}' };
  expect(cancelFields('incident', cancelledBy(cancel), 'Not needed')).toEqual({
    state: '9',
    u_reason: 'Cancelled: Not needed',
    work_notes: 'Not needed',
  });
});

test('words that the configuration gives no place stand in the close notes', () => {
  expect(cancelFields('incident', cancelledBy({ state: '9' }), 'Not needed')).toEqual({
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
      expect(cancelFields('incident', undefined, said)).toMatchObject({ close_notes: said });
      const twice = cancelledBy({ u_a: '<{{ words }}|{{ words }}>' });
      expect(cancelFields('incident', twice, said)).toEqual({ u_a: `<${said}|${said}>` });
    }),
  );
});
