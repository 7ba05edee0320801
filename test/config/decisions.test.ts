// The part of the file that is about decisions: what holds when nothing is said, and what is named when it is wrong.
import { expect, test } from 'vitest';
import { parseConfiguration } from '../../config/load.ts';
import { ConfigurationError } from '../../config/error.ts';

/** A file with some lines in its category and in its table. */
function parse({ category = '', table = '' }: { category?: string; table?: string }) {
  const text = `
environment: test
identityManager: { webhook: { url: 'https://im.example/', secrets: [{ env: SECRET }] } }
servicenow:
  instances:
    main:
      url: https://sn.example
      auth: { basic: { user: orchestrator, password: { env: PASSWORD } } }
      tables: { incident: { ${table} } }
categories:
  sap-roles: { enabled: true, instance: main, table: incident, ${category} }
`;
  return parseConfiguration('orchestrator.yaml', text).configuration;
}

function problemsOf(lines: Parameters<typeof parse>[0]): readonly string[] {
  try {
    parse(lines);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

test('a category that says nothing of decisions has them noted where its creation note goes', () => {
  expect(parse({}).categories['sap-roles']).toMatchObject({
    master: 'servicenow',
    undecided: 'approval',
    closeWhen: 'assigned',
    afterCare: 0,
    notes: { gapWithin: 600_000 },
  });
  expect(parse({}).categories['sap-roles']?.notes).not.toHaveProperty('column');
});

test('what it says is taken', () => {
  const notes = "notes: { column: comments, decision: '{{ decision.id }}', gapWithin: 0s }";
  const rest = 'master: identity-manager, undecided: on-hold, closeWhen: decided, afterCare: 7d';
  const table = "close: { state: '7' }, hold: { state: '3', hold_reason: '1' }";
  const { categories, servicenow } = parse({ category: `${notes}, ${rest}`, table });
  expect(categories['sap-roles']).toMatchObject({
    notes: { column: 'comments', decision: '{{ decision.id }}', gapWithin: 0 },
    undecided: 'on-hold',
    closeWhen: 'decided',
    afterCare: 7 * 86_400_000,
  });
  expect(servicenow.instances['main']?.tables['incident']).toMatchObject({
    close: { state: '7' },
    hold: { state: '3', hold_reason: '1' },
  });
});

test.each<[Parameters<typeof parse>[0], string]>([
  [{ category: 'undecided: hold' }, 'categories.sap-roles.undecided must be approval or on-hold'],
  [{ category: 'closeWhen: asigned' }, 'did you mean assigned?'],
  [{ category: 'notes: { column: description }' }, 'must be work_notes or comments'],
  [
    { category: "notes: { decision: '' }" },
    'categories.sap-roles.notes.decision must not be empty',
  ],
  [{ category: 'notes: { decisions: x }' }, 'did you mean decision?'],
  [{ category: 'afterCare: soon' }, 'categories.sap-roles.afterCare is no duration'],
  [{ table: 'close: { State: x }' }, 'is no column or table name of ServiceNow'],
  [
    { category: "notes: { change: ' ' }" },
    'categories.sap-roles.notes.change must not be blank: take it out',
  ],
  [
    { category: 'note: comments, notes: { column: work_notes }' },
    'categories.sap-roles.notes.column must not be work_notes where the creation note goes to comments',
  ],
  [
    { category: 'master: identity-manager, fields: { approval: approved }' },
    'categories.sap-roles.fields.approval would undo undecided: approval',
  ],
  [
    { category: "master: identity-manager, undecided: on-hold, fields: { state: '2' }" },
    'categories.sap-roles.fields.state would undo undecided: on-hold',
  ],
  [{ category: 'afterCare: 11y' }, 'categories.sap-roles.afterCare must be at most 10y'],
  [
    { category: 'notes: { gapWithin: 9999999999y }' },
    'categories.sap-roles.notes.gapWithin must be at most 10y',
  ],
  ...['cancel', 'close', 'hold'].flatMap((write): [Parameters<typeof parse>[0], string][] => [
    [{ table: `${write}: {}` }, `tables.incident.${write} writes nothing: name the columns`],
    [
      { table: `${write}: { state: '3', correlation_id: x }` },
      `tables.incident.${write}.correlation_id belongs to the orchestrator: take it out`,
    ],
    [
      { table: `${write}: { state: '3', comments: Done }` },
      `tables.incident.${write}.comments would `,
    ],
  ]),
  [
    { table: "hold: { state: '3', hold_reason: '{{ words }}' }" },
    'tables.incident.hold.hold_reason has no {{ words }} to hold',
  ],
  [
    { table: 'columns: { work_notes: 199 }' },
    'tables.incident.columns.work_notes must be at least 200',
  ],
])('%j is named', (lines, problem) => {
  expect(problemsOf(lines).join('\n')).toContain(problem);
});

test('what only another master or another place makes wrong is taken', () => {
  for (const category of [
    'fields: { approval: approved }',
    "master: identity-manager, fields: { state: '2' }",
    'master: identity-manager, undecided: on-hold, fields: { approval: approved }',
    'note: comments',
    'notes: { column: comments }',
    'afterCare: 10y',
  ]) {
    expect(problemsOf({ category })).toEqual([]);
  }
  for (const write of ['cancel', 'close']) {
    expect(problemsOf({ table: `${write}: { state: '7', work_notes: '{{ words }}' }` })).toEqual(
      [],
    );
  }
  expect(problemsOf({ table: 'columns: { comments: 200, close_notes: 40 }' })).toEqual([]);
});
