// Shows a ticket worked by hand, as the README invites to: the agents' page in a real browser, to the outcome.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { workflowIdOf } from '../../contract/access-request.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { startBrowser } from '../support/browser.ts';
import { startSystem, type System } from '../support/system.ts';
import { told, toldOf } from '../support/told.ts';

const address = inject('temporalAddress');
let system: System;
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
  system = await startSystem({ address, workflowBundle: await workflowBundle() });
});
afterAll(async () => {
  await system.close();
  await browser.close();
});

test("an agent opens the ticket, takes it and closes it as done: the request is fulfilled by the agent's name", async () => {
  const id = await system.submit();
  await told(system, id, 'created');
  const page = await browser.newPage();
  await page.goto(`${system.servicenow.url}/agent`);
  await page.getByRole('combobox').selectOption({ label: 'Nina Novak' });
  await page.getByRole('button', { name: 'Act as' }).click();
  await page.getByRole('link', { name: /^INC/ }).click();
  await page.getByRole('button', { name: 'Take it' }).click();
  await told(system, id, 'in-progress');
  await page.getByRole('textbox', { name: 'Close notes' }).fill('Role assigned by hand');
  await page.getByRole('button', { name: 'Close as done' }).click();
  await page.getByRole('button', { name: 'Reopen' }).waitFor();
  const outcome: unknown = await system.client.workflow.getHandle(workflowIdOf(id)).result();
  expect(outcome).toMatchObject({
    kind: 'fulfilled',
    by: 'Nina Novak',
    words: 'Role assigned by hand',
  });
  expect(toldOf(system, id)).toEqual(['created', 'in-progress', 'closed', '= fulfilled']);
});
