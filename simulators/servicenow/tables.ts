// The tables that the simulator knows, after the base system of ServiceNow.
import {
  choice,
  date,
  integer,
  journal,
  kept,
  reference,
  systemColumns,
  text,
  yesNo,
} from './columns.ts';
import type { Choice, CustomTable, Table } from './table-schema.ts';

const levels: Choice[] = [
  { value: '1', label: '1 - High' },
  { value: '2', label: '2 - Medium' },
  { value: '3', label: '3 - Low' },
];

const priorities: Choice[] = [
  { value: '1', label: '1 - Critical' },
  { value: '2', label: '2 - High' },
  { value: '3', label: '3 - Moderate' },
  { value: '4', label: '4 - Low' },
  { value: '5', label: '5 - Planning' },
];

const task: Table = {
  name: 'task',
  label: 'Task',
  prefix: 'TASK',
  display: 'number',
  columns: {
    ...systemColumns,
    sys_class_name: kept(text('Task type', 80)),
    sys_domain_path: kept(text('Domain path', 255, '/')),
    number: text('Number'),
    short_description: text('Short description', 160),
    description: text('Description', 4000),
    state: choice('State', '1'),
    active: kept(yesNo('Active', 'true')),
    approval: choice('Approval', 'not requested'),
    upon_approval: text('Upon approval', 40, 'proceed'),
    upon_reject: text('Upon reject', 40, 'cancel'),
    impact: choice('Impact', '3'),
    urgency: choice('Urgency', '3'),
    priority: kept(choice('Priority')),
    assigned_to: reference('Assigned to', 'sys_user'),
    assignment_group: reference('Assignment group', 'sys_user_group'),
    opened_at: kept(date('Opened')),
    opened_by: reference('Opened by', 'sys_user'),
    closed_at: kept(date('Closed')),
    closed_by: kept(reference('Closed by', 'sys_user')),
    close_notes: text('Close notes', 4000),
    comments: journal('Additional comments'),
    work_notes: journal('Work notes'),
    comments_and_work_notes: kept(journal('Comments and Work notes')),
    contact_type: text('Contact type'),
    correlation_id: text('Correlation ID', 100),
    correlation_display: text('Correlation display', 100),
    parent: reference('Parent', 'task'),
    due_date: date('Due date'),
    expected_start: date('Expected start'),
    work_start: date('Actual start'),
    work_end: date('Actual end'),
    escalation: integer('Escalation', '0'),
    order: integer('Order'),
    reassignment_count: kept(integer('Reassignment count', '0')),
  },
  choices: {
    // ServiceNow docs, "State field choice values".
    state: [
      { value: '-5', label: 'Pending' },
      { value: '1', label: 'Open' },
      { value: '2', label: 'Work in Progress' },
      { value: '3', label: 'Closed Complete', closed: true },
      { value: '4', label: 'Closed Incomplete', closed: true },
      { value: '7', label: 'Closed Skipped', closed: true },
    ],
    approval: [
      { value: 'not requested', label: 'Not Yet Requested' },
      { value: 'requested', label: 'Requested' },
      { value: 'approved', label: 'Approved' },
      { value: 'rejected', label: 'Rejected' },
    ],
    impact: levels,
    urgency: levels,
    priority: priorities,
  },
};

const incident: Table = {
  name: 'incident',
  label: 'Incident',
  prefix: 'INC',
  extends: 'task',
  display: 'number',
  columns: {
    caller_id: reference('Caller', 'sys_user'),
    category: text('Category', 40, 'inquiry'),
    subcategory: text('Subcategory'),
    close_code: choice('Resolution code'),
    hold_reason: choice('On hold reason'),
    incident_state: kept(choice('Incident state', '1')),
    reopen_count: kept(integer('Reopen count', '0')),
    resolved_at: kept(date('Resolved')),
    resolved_by: kept(reference('Resolved by', 'sys_user')),
    severity: text('Severity', 40, '3'),
  },
  choices: {
    state: incidentStates(),
    incident_state: incidentStates(),
    hold_reason: [
      { value: '1', label: 'Awaiting Caller' },
      { value: '3', label: 'Awaiting Problem' },
      { value: '4', label: 'Awaiting Vendor' },
      { value: '5', label: 'Awaiting Change' },
    ],
    close_code: [
      'Duplicate',
      'Known error',
      'No resolution provided',
      'Resolved by caller',
      'Resolved by change',
      'Resolved by problem',
      'Resolved by request',
      'Solution provided',
      'Workaround provided',
      'User error',
    ].map((value) => ({ value, label: value })),
  },
};

function incidentStates(): Choice[] {
  return [
    { value: '1', label: 'New' },
    { value: '2', label: 'In Progress' },
    { value: '3', label: 'On Hold' },
    { value: '6', label: 'Resolved' },
    { value: '7', label: 'Closed', closed: true },
    { value: '8', label: 'Canceled', closed: true },
  ];
}

const changeRequest: Table = {
  name: 'change_request',
  label: 'Change Request',
  prefix: 'CHG',
  extends: 'task',
  display: 'number',
  columns: {
    type: choice('Type', 'normal'),
    state: choice('State', '-5'),
    close_code: choice('Close code'),
    on_hold: yesNo('On hold', 'false'),
    on_hold_reason: text('On hold reason', 4000),
    reason: text('Reason', 4000),
    justification: text('Justification', 4000),
    start_date: date('Planned start date'),
    end_date: date('Planned end date'),
  },
  choices: {
    // ServiceNow docs, "Change state model".
    state: [
      { value: '-5', label: 'New' },
      { value: '-4', label: 'Assess' },
      { value: '-3', label: 'Authorize' },
      { value: '-2', label: 'Scheduled' },
      { value: '-1', label: 'Implement' },
      { value: '0', label: 'Review' },
      { value: '3', label: 'Closed', closed: true },
      { value: '4', label: 'Canceled', closed: true },
    ],
    type: ['normal', 'standard', 'emergency'].map((value) => ({ value, label: value })),
    // The raw values are an assumption; the documentation gives the labels only.
    close_code: [
      { value: 'successful', label: 'Successful' },
      { value: 'successful_issues', label: 'Successful with issues' },
      { value: 'unsuccessful', label: 'Unsuccessful' },
    ],
  },
};

const catalogItem: Table = {
  name: 'sc_req_item',
  label: 'Requested Item',
  prefix: 'RITM',
  extends: 'task',
  display: 'number',
  columns: {
    requested_for: reference('Requested for', 'sys_user'),
    quantity: integer('Quantity', '1'),
    stage: text('Stage', 80, 'request_approved'),
  },
  choices: {},
};

const catalogTask: Table = {
  name: 'sc_task',
  label: 'Catalog Task',
  prefix: 'SCTASK',
  extends: 'task',
  display: 'number',
  columns: { request_item: reference('Request item', 'sc_req_item') },
  choices: {},
};

/** A custom task table, as customers make them for access work. */
export const accessTask: CustomTable = {
  name: 'u_access_task',
  label: 'Access Task',
  prefix: 'ACC',
  columns: {
    u_request_id: { label: 'Access request', max: 100 },
    u_request_url: { label: 'Access request link', max: 1024 },
    u_recipient: { label: 'Recipient', max: 100 },
    u_service_item: { label: 'Service item', max: 160 },
  },
};

/** The task tables of the base system. */
export const taskTables: readonly Table[] = [
  task,
  incident,
  changeRequest,
  catalogItem,
  catalogTask,
];
