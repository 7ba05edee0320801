// One ticket as an agent sees it: its texts, its journal, and the forms to work it.
import { html } from 'hono/html';
import { type Html, prose } from '../page-layout.ts';
import type { Instance } from './instance.ts';
import { journalOf } from './journal-entries.ts';
import { isClosedState } from './rules.ts';
import type { Row } from './table-schema.ts';
import { displayName } from './written-values.ts';

/** The label of a choice column of a task. */
export function labelOf(instance: Instance, row: Row, column: string): string {
  const choices = instance.schema.choices(row['sys_class_name'] ?? '', column);
  return choices.find(({ value }) => value === row[column])?.label ?? row[column] ?? '';
}

/** The name behind a reference column of a task. */
export function nameOf(instance: Instance, row: Row, column: string): string {
  const target = instance.schema.column(row['sys_class_name'] ?? '', column)?.reference ?? '';
  const found = instance.store.find(target, row[column] ?? '');
  return found === undefined ? '' : displayName(instance, target, found);
}

/** The facts, forms and journal of a ticket. */
export function ticketBody(instance: Instance, row: Row, agent: string): Html {
  const closed = isClosedState(instance, row['sys_class_name'] ?? '', row['state'] ?? '');
  return html`${facts(instance, row)}
    <h2>Description</h2>
    ${prose(row['description'] ?? '')}
    <h2>Work</h2>
    ${closed ? closedForms(row, agent) : openForms(instance, row, agent)}
    <h2>Journal</h2>
    ${journal(instance, row)}`;
}

/** Columns that are shown elsewhere, or that say nothing to an agent. */
const elsewhere = new Set(['sys_id', 'number', 'short_description', 'description', 'active']);
const unsaid = ['sys_domain_path', 'sys_class_name', 'upon_approval', 'upon_reject', 'escalation'];

function facts(instance: Instance, row: Row): Html {
  const columns = [...instance.schema.columns(row['sys_class_name'] ?? '')];
  const lines = columns.flatMap(([name, { label, type }]) => {
    const raw = row[name] ?? '';
    if (raw === '' || elsewhere.has(name) || unsaid.includes(name)) return [];
    const shown = type === 'choice' ? labelOf(instance, row, name) : raw;
    const value = type === 'reference' ? nameOf(instance, row, name) : shown;
    return [
      html`<tr>
        <th>${label}</th>
        <td>${prose(value)}</td>
      </tr>`,
    ];
  });
  return html`<table>
    ${lines}
  </table>`;
}

function openForms(instance: Instance, row: Row, agent: string): Html {
  const reasons = instance.schema.choices(row['sys_class_name'] ?? '', 'hold_reason');
  const reason =
    reasons.length === 0
      ? html`<input name="text" required placeholder="Reason" aria-label="Reason" />`
      : html`<select name="text" aria-label="Reason">
          ${reasons.map(({ value, label }) => html`<option value="${value}">${label}</option>`)}
        </select>`;
  return html`${form(row, agent, buttons(['take', 'Take it'], ['work', 'Back to work']))}
  ${form(row, agent, html`${reason}${buttons(['hold', 'Put on hold'])}`)}
  ${form(
    row,
    agent,
    html`${area('Note')}${buttons(['work_notes', 'Add work note'], ['comments', 'Add comment'])}`,
  )}
  ${form(
    row,
    agent,
    html`${area('Close notes')}${buttons(['done', 'Close as done'], ['not-done', 'Close as not done'], ['cancel', 'Cancel'])}`,
  )}`;
}

function closedForms(row: Row, agent: string): Html {
  return form(row, agent, buttons(['reopen', 'Reopen']));
}

function form(row: Row, agent: string, content: Html): Html {
  const address = `/agent/${row['sys_class_name'] ?? ''}/${row['sys_id'] ?? ''}`;
  return html`<form method="post" action="${address}">
    <input type="hidden" name="agent" value="${agent}" />
    ${content}
  </form>`;
}

function buttons(...named: [act: string, label: string][]): Html {
  return html`${named.map(
    ([act, label]) => html`<button name="act" value="${act}">${label}</button> `,
  )}`;
}

function area(label: string): Html {
  return html`<textarea
    name="text"
    required
    placeholder="${label}"
    aria-label="${label}"
  ></textarea>`;
}

function journal(instance: Instance, row: Row): Html {
  const entries = journalOf(instance, row['sys_id']).reverse();
  if (entries.length === 0) return html`<p class="quiet">Nothing was written yet.</p>`;
  const lines = entries.map(
    ({ at, by, element, text }) =>
      html`<tr>
        <th>${at}<br />${by}<br />${element === 'comments' ? 'Comment' : 'Work note'}</th>
        <td>${prose(text)}</td>
      </tr>`,
  );
  return html`<table>
    ${lines}
  </table>`;
}
