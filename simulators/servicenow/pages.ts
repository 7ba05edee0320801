// The agents' page: the open tickets, one ticket, and what an agent can do to it.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { bodyOf, type ServerEnv } from '../listen.ts';
import { type Html, page } from '../page-layout.ts';
import type { AgentActs } from './agent.ts';
import type { Instance } from './instance.ts';
import type { Row } from './table-schema.ts';
import { agents } from './system-tables.ts';
import { labelOf, nameOf, ticketBody } from './ticket-page.ts';

/** Adds the page, its forms, and ServiceNow's own deep links (`/<table>.do?sys_id=`). */
export function addPageRoutes(app: Hono<ServerEnv>, instance: Instance, acts: AgentActs): void {
  app.get('/', (c) => c.redirect('/agent'));
  app.get('/agent', (c) => c.html(listPage(instance, agentOf(c))));
  app.get('/agent/:table/:sys_id', (c) =>
    ticketPage(c, instance, c.req.param('table'), c.req.param('sys_id')),
  );
  app.get('/:page{[a-z0-9_]+\\.do}', (c) => {
    const table = c.req.param('page').slice(0, -'.do'.length);
    return ticketPage(c, instance, table, c.req.query('sys_id') ?? '');
  });
  app.post('/agent/:table/:sys_id', async (c) => {
    const [table, sysId] = [c.req.param('table'), c.req.param('sys_id')];
    const form = new URLSearchParams(await bodyOf(c));
    const agent = form.get('agent') ?? '';
    const back = `/agent/${table}/${sysId}?as=${encodeURIComponent(agent)}`;
    const wrong = attempt(acts, table, sysId, agent, form);
    return c.redirect(
      wrong === undefined ? back : `${back}&wrong=${encodeURIComponent(wrong)}`,
      303,
    );
  });
}

function attempt(
  acts: AgentActs,
  table: string,
  sysId: string,
  agent: string,
  form: URLSearchParams,
): string | undefined {
  try {
    perform(acts, table, sysId, agent, form);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function perform(
  acts: AgentActs,
  table: string,
  sysId: string,
  agent: string,
  form: URLSearchParams,
): Row {
  const text = form.get('text') ?? '';
  const name = form.get('act');
  switch (name) {
    case 'take':
    case 'work':
    case 'reopen':
      return acts[name](table, sysId, agent);
    case 'hold':
      return acts.hold(table, sysId, agent, text);
    case 'comments':
    case 'work_notes':
      return acts.note(table, sysId, agent, text, name);
    case 'done':
    case 'not-done':
      return acts.close(table, sysId, agent, { done: name === 'done', notes: text });
    case 'cancel':
      return acts.cancel(table, sysId, agent, text);
    default:
      throw new Error('This page knows no such act.');
  }
}

function ticketPage(
  c: Context<ServerEnv>,
  instance: Instance,
  table: string,
  sysId: string,
): Response | Promise<Response> {
  const row = instance.store.find(table, sysId);
  const isTask = row?.['sys_class_name'] !== undefined;
  if (row === undefined || !isTask) {
    return c.html(page('No such ticket', html`<p><a href="/agent">All open tickets</a></p>`), 404);
  }
  const agent = agentOf(c);
  const wrong = c.req.query('wrong');
  const body = html`${wrong === undefined ? '' : html`<p class="wrong">${wrong}</p>`}
  ${ticketBody(instance, row, agent)}`;
  const back = html`<a href="/agent?as=${agent}">All open tickets</a>`;
  const address = `/agent/${row['sys_class_name'] ?? table}/${sysId}`;
  const title = `${row['number'] ?? ''} ${row['short_description'] ?? ''}`;
  return c.html(page(title, body, html`${back} ${chooser(address, agent)}`));
}

function listPage(instance: Instance, agent: string): Html {
  const open = instance.store.rows('task').filter((row) => row['active'] === 'true');
  const lines = open.map(
    (row) =>
      html`<tr>
        <td>
          <a href="/agent/${row['sys_class_name']}/${row['sys_id']}?as=${agent}"
            >${row['number']}</a
          >
        </td>
        <td>${row['short_description']}</td>
        <td>${labelOf(instance, row, 'state')}</td>
        <td>${nameOf(instance, row, 'assigned_to')}</td>
      </tr>`,
  );
  const table = html`<table>
    <tr>
      <th>Number</th>
      <th>Short description</th>
      <th>State</th>
      <th>Assigned to</th>
    </tr>
    ${lines}
  </table>`;
  const body = open.length === 0 ? html`<p class="quiet">No ticket is open.</p>` : table;
  return page('Open tickets', body, chooser('/agent', agent));
}

/** Which agent acts: a choice kept in the address, so that two agents can sit side by side. */
function chooser(address: string, agent: string): Html {
  return html`<form method="get" action="${address}">
    <select name="as" aria-label="Acting as">
      ${agents.map(
        ({ user_name, first_name, last_name }) =>
          html`<option value="${user_name}" ${user_name === agent ? 'selected' : ''}>
            ${first_name} ${last_name}
          </option>`,
      )}
    </select>
    <button>Act as</button>
  </form>`;
}

function agentOf(c: Context<ServerEnv>): string {
  const wanted = c.req.query('as');
  return agents.find(({ user_name }) => user_name === wanted)?.user_name ?? agents[0].user_name;
}
