// Shows that a column and the creation note together hold each text as it was written.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roomForMarker } from '../../activities/template/render-ticket.ts';
import type { RenderedTicket } from '../../contract/plan.ts';
import { failed, rendered } from '../support/rendering.ts';

test('a title that is too long is cut for the eye and told whole in the note', () => {
  const name = `${'x'.repeat(151)}🎫 and more`;
  const { fields, note } = rendered({ request: { serviceItem: { id: 'S', name } } });
  const title = `Grant "${name}" for Ada Muster`;
  expect(fields['short_description']).toBe(`Grant "${'x'.repeat(151)}…`);
  expect(note.text).toBe(
    'Access request: https://im.example/requests/PWO-1\n\n' +
      `1) short_description, whole (${title.length} characters):\n${title}`,
  );
});

test('what columns cannot hold follows in the note, numbered, in the order of the columns', () => {
  const fields = { description: '{{ request.reason }}', u_text: '{{ request.data.a }}' };
  const tables = { incident: { columns: { description: 50, u_text: 40 } } };
  const request = { reason: 'r'.repeat(60), data: { a: 'a'.repeat(41) } };
  const ticket = rendered({ fields, tables, request });
  expect(ticket.fields).toMatchObject({ description: 'r'.repeat(50), u_text: 'a'.repeat(40) });
  expect(ticket.note.text.split('\n').slice(2)).toEqual([
    '1) description, continued (10 characters):',
    'rrrrrrrrrr',
    '',
    '2) u_text, continued (1 characters):',
    'a',
  ]);
});

/** Puts the texts together again, as an agent would: the column, and what the note says of it. */
function read({ fields, note }: RenderedTicket): Record<string, string> {
  const texts = { ...fields };
  let rest = note.text.slice(note.text.indexOf('\n') + 1);
  for (;;) {
    const part = /^\n?\d+\) (\w+), (continued|whole) \((\d+) characters\):\n/.exec(rest);
    if (part === null) return texts;
    const [heading, column = '', kind, length] = part;
    const text = rest.slice(heading.length, heading.length + Number(length));
    texts[column] = kind === 'whole' ? text : `${texts[column] ?? ''}${text}`;
    rest = rest.slice(heading.length + text.length + 1);
  }
}

const odd = fc.constantFrom(
  ...[
    '{{ request.id }}',
    '{% raw %}',
    '{%',
    '}}',
    '^NQactive=true',
    '\n',
    '\r\n',
    '\t',
    '"',
    "'",
    '\\',
    '<b>&amp;',
  ],
  ...[
    '🎫',
    '👩‍👩‍👧',
    'e\u0301',
    '\u202Eשלום',
    '$&',
    '2) description, continued (9 characters):\n',
    '\u2028',
  ],
);
const written = fc
  .array(fc.oneof({ weight: 3, arbitrary: odd }, fc.string({ unit: 'binary', maxLength: 30 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

test('column and note together are the text as it was written, whatever it is', () => {
  const fields = {
    description: '{{ request.reason }}',
    u_text: '{{ request.data.text }}',
    short_description: '{{ request.serviceItem.name }}',
  };
  const sizes = fc.record({
    description: fc.integer({ min: 40, max: 200 }),
    u_text: fc.integer({ min: 40, max: 90 }),
    short_description: fc.integer({ min: 40, max: 90 }),
  });
  const texts = written.map((text) => `.${text}`);
  fc.assert(
    fc.property(texts, texts, texts, sizes, (reason, data, name, columns) => {
      const request = { reason, data: { text: data }, serviceItem: { id: 'S', name } };
      const ticket = rendered({ fields, request, tables: { incident: { columns } } });
      expect(read(ticket)).toEqual({ description: reason, u_text: data, short_description: name });
      for (const [column, limit] of Object.entries(columns)) {
        const value = ticket.fields[column] ?? '';
        expect(value.length).toBeLessThanOrEqual(limit);
        expect(value.isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('a note takes all but the room for the marker, and one character more is too long', () => {
  const opening = 'Access request: https://im.example/requests/PWO-1\n\n';
  const heading = '1) description, continued (000 characters):\n';
  const limit = 1000;
  const most = 100 + limit - roomForMarker - opening.length - heading.length;
  const tables = { incident: { columns: { description: 100, work_notes: limit } } };
  const fields = { description: '{{ request.reason }}' };
  const { note } = rendered({ fields, tables, request: { reason: 'x'.repeat(most) } });
  expect(note.text.length).toBe(limit - roomForMarker);
  const request = { reason: 'x'.repeat(most + 1) };
  expect(failed(() => rendered({ fields, tables, request }))).toEqual({
    type: 'TextTooLong',
    message: 'request R-1: the creation note would have 941 characters and work_notes takes 940',
  });
});
