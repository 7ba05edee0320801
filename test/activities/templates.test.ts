// Shows what templates make of a request, and that attacks are failures without values.
import { expect, test } from 'vitest';
import type { AccessRequest } from '../../contract/access-request.ts';
import { failed, rendered } from '../support/rendering.ts';

/** The text of one template for the column `u_text`. */
function text(template: string, request: Partial<AccessRequest> = {}): string | undefined {
  return rendered({ fields: { u_text: template }, request }).fields['u_text'];
}

test('a category without templates gets a ticket that an agent can work', () => {
  const request = {
    validFrom: '2026-12-01',
    validUntil: '2027-01-01',
    data: { cost_center: '4711' },
  };
  expect(rendered({ request })).toEqual({
    fields: {
      short_description: 'Grant "SAP role Z_FI_CLERK" for Ada Muster',
      description: [
        'Action: Grant',
        'Service item: SAP role Z_FI_CLERK (SI-7)',
        'Service category: sap-roles',
        'Recipient: Ada Muster (P-1), ada.muster@corp.example',
        'Requester: Ben Beispiel (P-2)',
        'Valid from: 2026-12-01',
        'Valid until: 2027-01-01',
        'Request: PWO-1 (R-1)',
        'Link: https://im.example/requests/PWO-1',
        'Reason: Month-end closing',
        'cost_center: 4711',
      ].join('\n'),
    },
    note: { column: 'work_notes', text: 'Access request: https://im.example/requests/PWO-1' },
  });
});

test('what a request does not say leaves no line behind', () => {
  const request = { reason: ' ', recipient: { id: 'P-1', name: 'Ada Muster' } };
  expect(rendered({ request }).fields['description']?.split('\n')).toEqual([
    'Action: Grant',
    'Service item: SAP role Z_FI_CLERK (SI-7)',
    'Service category: sap-roles',
    'Recipient: Ada Muster (P-1)',
    'Requester: Ben Beispiel (P-2)',
    'Request: PWO-1 (R-1)',
    'Link: https://im.example/requests/PWO-1',
  ]);
});

test.each([
  ['grant', 'Grant "SAP role Z_FI_CLERK" for Ada Muster'],
  ['renewal', 'Renew "SAP role Z_FI_CLERK" for Ada Muster'],
  ['removal', 'Remove "SAP role Z_FI_CLERK" from Ada Muster'],
] as const)('a %s is titled as such', (action, title) => {
  expect(rendered({ request: { action } }).fields['short_description']).toBe(title);
});

test('templates of the category replace and add columns', () => {
  const { fields } = rendered({
    fields: {
      short_description: '{{ request.action | capitalize }}: {{ request.serviceItem.name }}',
      assignment_group: '8a4dde73c6112278017a6a4baf547aa7\n',
      u_environment: '{{ environment }}',
    },
  });
  expect(fields).toMatchObject({
    short_description: 'Grant: SAP role Z_FI_CLERK',
    assignment_group: '8a4dde73c6112278017a6a4baf547aa7',
    u_environment: 'test',
  });
  expect(fields['description']).toContain('Action: Grant');
});

test('a column that renders empty is not sent', () => {
  const fields = { u_text: '{% if request.validUntil %}limited{% endif %}', description: '' };
  expect(Object.keys(rendered({ fields }).fields)).toEqual(['short_description']);
});

test.each([
  ['{% if request.validUntil %}y{% else %}n{% endif %}', 'n'],
  ['{% if request.requester.email %}y{% else %}n{% endif %}', 'n'],
  ['{% if request.data.room %}y{% else %}n{% endif %}', 'n'],
  ['{{ request.data.room | default: "none" }}', 'none'],
  ['<{{ request.validFrom }}>', '<>'],
])('%s can ask for what is absent', (template, result) => {
  expect(text(template)).toBe(result);
});

test('dates are shown in the zone that they were given in, on every worker', () => {
  const request = { validFrom: '2026-12-01', validUntil: '2026-12-31T23:30:00-05:00' };
  const format = '"%d.%m.%Y %H:%M"';
  expect(text(`{{ request.validUntil | date: ${format} }}`, request)).toBe('31.12.2026 23:30');
  expect(text(`{{ request.validFrom | date: ${format} }}`, request)).toBe('01.12.2026 00:00');
});

test('a template for the column of the note adds to the note', () => {
  const fields = { work_notes: 'Cost center {{ request.data.cost_center }}' };
  const ticket = rendered({ fields, request: { data: { cost_center: '4711' } } });
  expect(ticket.fields).not.toHaveProperty('work_notes');
  expect(ticket.note.text).toBe(
    'Access request: https://im.example/requests/PWO-1\n\nCost center 4711',
  );
  const seen = rendered({ category: { note: 'comments' } });
  expect(seen.note.column).toBe('comments');
});

test.each([
  ['{% include "/etc/passwd" %}', 'there are no other templates to include'],
  // A file that is there, in the folder that the process runs in.
  ['{% include "package.json" %}', 'there are no other templates to include'],
  ['{% render "/etc/passwd" %}', 'there are no other templates to include'],
  ['{% layout "/etc/passwd" %}', 'there are no other templates to include'],
  ['{% include request.reason %}', 'there are no other templates to include'],
  ['{{ request.__proto__ }}', 'undefined variable: request.__proto__'],
  ['{{ request.constructor.name }}', 'undefined variable: request.constructor'],
  ['{{ request.data["__proto__"] }}', 'undefined variable: request.data.__proto__'],
  ['{{ process.env }}', 'undefined variable: process'],
  ['{{ request.cost }}', 'undefined variable: request.cost, line:1, col:4'],
  ['{{ request.data[request.reason] }}', 'undefined variable, line:1'],
  ['{% for i in (1..100000000) %}x{% endfor %}', 'memory alloc limit exceeded'],
  ['{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}', 'limit exceeded'],
  [
    '{% assign s = "xxxxxxxxxx" %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}',
    'memory alloc limit exceeded',
  ],
  ['x'.repeat(50_001), 'parse length limit exceeded'],
  ['{{ request.id | shell }}', 'undefined filter: shell'],
  ['{{ request.data | where_exp: "x", request.reason }}', 'undefined filter: where_exp'],
  ['{% exec %}', 'tag "exec" not found'],
  ['{{ request.id', 'output "{{ request.id" not closed'],
  ['{{ request.data }}', 'an object is no text'],
  ['{{ request.recipient }}', 'an object is no text'],
])('the template %s fails, says why, and holds no value', (template, problem) => {
  const { type, message } = failed(() => text(template, { reason: 'Zebra' }));
  expect(type).toBe('TemplateFailed');
  expect(message).toContain('categories.sap-roles.fields.u_text fails for request R-1: ');
  expect(message).toContain(problem);
  expect(message).not.toContain('Zebra');
  expect(message.length).toBeLessThan(400);
});

test('a list is written one after the other', () => {
  expect(text('{% assign a = "a,b" | split: "," %}{{ a }}{{ 1 | plus: 1 }}{{ true }}')).toBe(
    'ab2true',
  );
});
