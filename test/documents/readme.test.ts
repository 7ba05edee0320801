// The examples of the README and of docs/webhook.md are what the code takes and sends.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfiguration } from '../../config/load.ts';
import { checkRequest } from '../../contract/access-request.ts';
import { blocksOf, documentAt, matches } from '../support/documents.ts';

const { text: readme } = await documentAt('README.md');
const { text: webhook } = await documentAt('docs/webhook.md');

test('its configurations are valid', () => {
  for (const text of blocksOf(readme, 'yaml')) parseConfiguration('README.md', text);
});

test('its requests are valid', () => {
  const typed = blocksOf(readme, 'sh').flatMap((text) => matches(text, /<<'END'\n(.*?)^END$/gms));
  const requests = blocksOf(readme, 'json');
  expect([typed.length, requests.length]).toEqual([1, 1]);
  for (const text of [...typed, ...requests]) {
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
