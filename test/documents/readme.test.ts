// The examples of the README, of docs/client.md, docs/commands.md and docs/webhook.md are what the code takes and sends.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkRequest } from '../../contract/access-request.ts';
import { blocksOf, documentAt, matches } from '../support/documents.ts';

const { text: readme } = await documentAt('README.md');
const { text: client } = await documentAt('docs/client.md');
const { text: commands } = await documentAt('docs/commands.md');
const { text: webhook } = await documentAt('docs/webhook.md');

test('the README is a way in, of 250 lines at most', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(250);
});

test('its requests, and those of the client and of the help of submit, are valid', () => {
  const typed = blocksOf(readme, 'sh').flatMap((text) => matches(text, /<<'END'\n(.*?)^END$/gms));
  const requests = blocksOf(client, 'json');
  const inHelp = matches(commands, /^The document:\n(.*?)^Optional: /gms);
  expect([typed.length, requests.length, inHelp.length]).toEqual([1, 1, 1]);
  for (const text of [...typed, ...requests, ...inHelp]) {
    expect(checkRequest(parse(text))).toMatchObject({ ok: true });
  }
});

test('the messages to the identity manager are JSON', () => {
  const types = blocksOf(webhook, 'json').flatMap((text) => {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && 'type' in message
      ? [message.type]
      : [];
  });
  expect(types).toEqual(['access-request.progress', 'access-request.outcome']);
});
