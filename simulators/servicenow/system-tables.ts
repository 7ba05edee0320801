// The tables around the tickets: people, groups, journal entries, choices; and who is in them at first.
import { createHash } from 'node:crypto';
import { date, integer, kept, reference, systemColumns, text, yesNo } from './columns.ts';
import type { Row, Schema, Table } from './table-schema.ts';

/** Users, groups, journal entries and choices. */
export const systemTables: readonly Table[] = [
  {
    name: 'sys_user',
    label: 'User',
    display: 'name',
    columns: {
      ...systemColumns,
      user_name: text('User ID'),
      name: text('Name', 151),
      first_name: text('First name', 50),
      last_name: text('Last name', 50),
      email: text('Email', 100),
      title: text('Title', 60),
      active: yesNo('Active', 'true'),
    },
    choices: {},
  },
  {
    name: 'sys_user_group',
    label: 'Group',
    display: 'name',
    columns: {
      ...systemColumns,
      name: text('Name', 80),
      description: text('Description', 1000),
      manager: reference('Manager', 'sys_user'),
      active: yesNo('Active', 'true'),
    },
    choices: {},
  },
  {
    name: 'sys_journal_field',
    label: 'Journal Entry',
    display: 'element',
    readOnly: true,
    columns: {
      sys_id: { type: 'guid', label: 'Sys ID', max: 32 },
      sys_created_on: kept(date('Created')),
      sys_created_by: kept(text('Created by')),
      sys_tags: kept(text('Tags')),
      name: text('Name', 80),
      element_id: text('Element ID', 32),
      element: text('Element', 80),
      value: text('Value', 65_000),
    },
    choices: {},
  },
  {
    name: 'sys_choice',
    label: 'Choice',
    display: 'label',
    readOnly: true,
    columns: {
      ...systemColumns,
      name: text('Table', 80),
      element: text('Element', 80),
      value: text('Value', 60),
      label: text('Label', 200),
      language: text('Language'),
      sequence: integer('Sequence'),
      inactive: yesNo('Inactive', 'false'),
      dependent_value: text('Dependent value'),
    },
    choices: {},
  },
];

/** The same sys_id for the same name, in every simulator. */
export function namedId(...name: string[]): string {
  return createHash('md5').update(name.join('\n')).digest('hex');
}

/** The agents who work the tickets. */
export const agents = [
  { user_name: 'nina.novak', first_name: 'Nina', last_name: 'Novak', title: 'IT service agent' },
  { user_name: 'omar.haddad', first_name: 'Omar', last_name: 'Haddad', title: 'IT service agent' },
  { user_name: 'ines.costa', first_name: 'Ines', last_name: 'Costa', title: 'Service desk lead' },
] as const;

/** The first people and groups: the agents, one user for each API account, three groups. */
export function firstRecords(accounts: readonly string[]): { table: string; fields: Row }[] {
  const people = agents.map((agent) => ({
    ...agent,
    name: `${agent.first_name} ${agent.last_name}`,
    email: `${agent.user_name}@example.com`,
  }));
  const machines = accounts
    .filter((account) => !agents.some((agent) => agent.user_name === account))
    .map((account) => ({ user_name: account, name: account, title: 'Integration' }));
  const groups = ['Service Desk', 'Identity and Access', 'Network'].map((name) => ({ name }));
  return [
    ...[...people, ...machines].map((fields) => ({
      table: 'sys_user',
      fields: { ...fields, sys_id: namedId('sys_user', fields.user_name) },
    })),
    ...groups.map((fields) => ({
      table: 'sys_user_group',
      fields: { ...fields, sys_id: namedId('sys_user_group', fields.name) },
    })),
  ];
}

/**
 * The rows of `sys_choice`, made from the schema. Every table lists its own rows, also for choices that it inherits: an
 * assumption, since instances differ in where they keep them.
 */
export function choiceRows(schema: Schema): Row[] {
  return schema.tables().flatMap((table) =>
    [...schema.columns(table.name).keys()].flatMap((element) =>
      schema.choices(table.name, element).map((choice, at) => ({
        sys_id: namedId('sys_choice', table.name, element, choice.value),
        name: table.name,
        element,
        value: choice.value,
        label: choice.label,
        language: 'en',
        sequence: String(at),
        inactive: 'false',
        dependent_value: '',
      })),
    ),
  );
}
