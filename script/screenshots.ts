// The pictures of the documents: sets the stage of the demo, brings requests into each plight, and looks at them with Chromium.
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startBrowser } from '../test/support/browser.ts';
import { workflowIdOf } from '../contract/access-request.ts';
import { setStage, type Stage } from './demo-parts/stage.ts';
import { agent, hasEnded, requestOf, ticketOf, toldOf } from './demo-parts/telling.ts';

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** Tries until it holds: everything here is seconds away. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`never came: ${what}`);
}

const items = {
  'A-1': { id: 'SAP-Z_FI_CLERK', name: 'SAP role Z_FI_CLERK' },
  'A-2': { id: 'SAP-Z_HR_CLERK', name: 'SAP role Z_HR_CLERK' },
  'A-3': { id: 'SAP-Z_MM_BUYER', name: 'SAP role Z_MM_BUYER' },
  'A-4': { id: 'AD-SERVER-ADMIN', name: 'Server administrator' },
  'A-5': { id: 'SAP-Z_CO_PLAN', name: 'SAP role Z_CO_PLAN' },
} as const;

type Id = keyof typeof items;

const attentionOf = async ({ requests }: Stage, id: Id): Promise<number> => {
  const report = await requests.status(id);
  return report.kind === 'running' ? report.status.attention.length : 0;
};

/** Five requests: one fulfilled, one at work, one that needs a person, one that is a mirror, one not done. */
async function bringAbout(stage: Stage): Promise<void> {
  const { servicenow, requests } = stage;
  for (const [id, serviceItem] of Object.entries(items)) {
    const serviceCategory = id === 'A-4' ? 'admin-accounts' : 'sap-roles';
    await requests.submit(requestOf(stage, id, { serviceItem, serviceCategory }));
    await until(`the ticket of ${id}`, () => ticketOf(stage, id) !== undefined);
  }
  const ticket = (id: Id): string => ticketOf(stage, id) ?? '';
  for (const id of ['A-1', 'A-2', 'A-3', 'A-5'] as const) {
    servicenow.agent.take('incident', ticket(id), agent);
    await until(`progress of ${id}`, () =>
      toldOf(stage, id).some(({ line }) => line.startsWith('in-progress')),
    );
  }
  servicenow.agent.hold('incident', ticket('A-2'), agent, 'Awaiting Caller');
  servicenow.agent.note(
    'incident',
    ticket('A-2'),
    agent,
    'Which company code is it for?',
    'comments',
  );
  await requests.decide('A-4', {
    id: 'D-1',
    sequence: 1,
    step: 'Manager',
    approver: 'Mary Roe',
    verdict: 'approved',
    final: false,
  });
  servicenow.addChoice('incident', 'state', { value: '42', label: 'Parked' });
  servicenow.agent.set('incident', ticket('A-3'), agent, { state: '42' });
  servicenow.agent.close('incident', ticket('A-1'), agent, { done: true, notes: 'Role assigned' });
  servicenow.agent.close('incident', ticket('A-5'), agent, { done: false, notes: 'No such role' });
  await until(
    'two outcomes',
    async () => (await hasEnded(stage, 'A-1')()) && hasEnded(stage, 'A-5')(),
  );
  await until('attention', async () => (await attentionOf(stage, 'A-3')) > 0);
}

/** Where a picture is taken: one tab of Temporal's UI, or a page of a simulator. */
interface Picture {
  name: string;
  address: string;
  /** What is there only when the page is complete. */
  shows: string | RegExp;
  height: number;
  /** That it is shown in a frame. */
  inFrame?: true;
  /** What is in the picture, however far down it stands. */
  down?: string;
  /** What is above is left out, in pixels. */
  top?: number;
  width?: number;
}

const columns = ['Status', 'Workflow ID', 'State', 'Ticket', 'Attention', 'Outcome', 'ServiceItem'];
const labels = columns.map((name) =>
  /^(State|Ticket|Attention|Outcome|ServiceItem)$/.test(name) ? `AccessRequest${name}` : name,
);

async function take(page: Page, picture: Picture): Promise<void> {
  const { name, address, shows, height, down, inFrame, top = 0, width = 1360 } = picture;
  await page.setViewportSize({ width, height });
  await page.goto(address);
  // Temporal's UI shows Markdown of others in a frame of its own, the current details last.
  const where = inFrame === true ? page.locator('iframe').last().contentFrame() : page;
  await where.getByText(shows).first().waitFor();
  // Icons and bars are drawn after the words.
  await page.waitForLoadState('load');
  if (down !== undefined) await page.getByText(down).last().scrollIntoViewIfNeeded();
  const clip = { x: 0, y: top, width, height: height - top };
  await page.screenshot({ path: `${folder}${name}.png`, clip });
  process.stdout.write(`${name}.png\n`);
}

async function takeAll(stage: Stage, page: Page): Promise<void> {
  const { ui, servicenow } = stage;
  const workflows = `${ui}/namespaces/default/workflows`;
  const of = (id: Id): string => `${workflows}/${workflowIdOf(id)}`;
  const detailsOf = async (id: Id): Promise<string> =>
    `${of(id)}/${(await stage.requests.status(id)).runId}/user-metadata`;
  await take(page, {
    name: 'list',
    address: workflows,
    shows: 'TicketStateUnknown',
    height: 540,
    width: 1700,
  });
  await take(page, {
    name: 'timeline',
    address: of('A-1'),
    shows: /Read INC/,
    height: 1240,
    top: 700,
  });
  await take(page, {
    name: 'attention',
    address: await detailsOf('A-3'),
    shows: 'Needs a person',
    inFrame: true,
    height: 860,
  });
  const ticket = `${servicenow.url}/agent/incident/${ticketOf(stage, 'A-2') ?? ''}?agent=${agent}`;
  await take(page, {
    name: 'agents-page',
    address: ticket,
    shows: 'Close as done',
    height: 760,
    down: 'Journal',
  });
  servicenow.faults.add({ kind: 'unavailable' });
  await until('an outage that is noted', async () => {
    const report = await stage.requests.status('A-2');
    return report.kind === 'running' && report.status.waiting.length > 0;
  });
  await take(page, {
    name: 'servicenow-down',
    address: await detailsOf('A-2'),
    shows: 'has not answered',
    inFrame: true,
    height: 860,
  });
}

const ending = new AbortController();
const stage = await setStage(ending);
const browser = await startBrowser();
try {
  await mkdir(folder, { recursive: true });
  await bringAbout(stage);
  const context = await browser.newContext({ timezoneId: 'UTC' });
  context.setDefaultTimeout(60_000);
  await context.addInitScript((names: string[]) => {
    const shown = { default: names.map((label) => ({ label })) };
    localStorage.setItem('namespace-workflow-table-columns', JSON.stringify(shown));
  }, labels);
  await takeAll(stage, await context.newPage());
} finally {
  await browser.close();
  ending.abort();
  await stage.close();
  await rm(stage.folder, { recursive: true });
}
