// Shows that a message has one id and one body, and a signature that any library of Standard Webhooks believes.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import { webhookMessage } from '../../activities/identity-manager/message.ts';
import { keyOfSecret, signatureOf } from '../../activities/identity-manager/signature.ts';
import { webhookSchemas } from '../../contract/webhook.ts';
import { createRecordOutcome } from '../../activities/deliver.ts';
import { asWorker, configured, dependencies } from '../support/configured.ts';
import { outcomeInput, progressInput, secretOf } from '../support/deliveries.ts';

interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that keeps what it hears. */
async function listener(): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('listens on a port');
  return { url: `http://127.0.0.1:${address.port}/webhook`, heard };
}

test('the id of a message is this value in every release', () => {
  // sha256sum of ["test","R-1","run-1","progress",1,"<sha256sum of the body>"].
  expect(webhookMessage({ ...progressInput, kind: 'progress' }).id).toBe(
    'msg_c8b9d8b976bcb6d474f6c0d93127da24',
  );
});

test('messages that differ in request, firstRunId, kind, sequence, environment or content have other ids', () => {
  const { progress } = progressInput;
  const later = { ...progress, at: '2026-11-24T08:00:01.000Z' };
  const messages = [
    webhookMessage({ ...progressInput, kind: 'progress' }),
    webhookMessage({ ...progressInput, kind: 'progress', requestId: 'R-2' }),
    webhookMessage({ ...progressInput, kind: 'progress', firstRunId: 'run-2' }),
    webhookMessage({ ...progressInput, kind: 'progress', environment: 'production' }),
    webhookMessage({ ...progressInput, kind: 'progress', progress: { ...progress, sequence: 2 } }),
    webhookMessage({ ...progressInput, kind: 'progress', progress: later }),
    webhookMessage({ ...outcomeInput, kind: 'outcome', sequence: 1 }),
    webhookMessage({ ...outcomeInput, kind: 'outcome' }),
  ];
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
});

test('what is sent keeps to its schema, and holds nothing beside it', () => {
  const { WebhookBody } = webhookSchemas();
  for (const message of [
    { ...progressInput, kind: 'progress' } as const,
    { ...outcomeInput, kind: 'outcome' } as const,
  ]) {
    const body: unknown = JSON.parse(webhookMessage(message).body);
    expect(WebhookBody.parse(body)).toEqual(body);
  }
});

test('a receiver with the library of Standard Webhooks believes what is sent', async () => {
  const { url, heard } = await listener();
  const [old, renewed] = [secretOf('old'), secretOf('new')];
  const webhook = { secrets: [{ env: 'OLD' }, { env: 'NEW' }] };
  const deps = dependencies(configured({ webhook: { url, ...webhook } }), {
    OLD: old,
    NEW: renewed,
  });
  await asWorker(createRecordOutcome(deps), outcomeInput);
  const [{ headers, body } = { headers: {}, body: '' }] = heard;
  const signed = {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  };
  for (const known of [old, renewed]) {
    expect(new Webhook(known).verify(body, signed)).toEqual(JSON.parse(body));
  }
  expect(() => new Webhook(secretOf('other')).verify(body, signed)).toThrow(
    'No matching signature',
  );
  expect(headers['content-type']).toBe('application/json');
});

test('any text is signed as the library of Standard Webhooks signs it', () => {
  const body = fc.string({ unit: 'grapheme' });
  const keys = fc.uint8Array({ minLength: 24, maxLength: 64 });
  fc.assert(
    fc.property(fc.uuid(), fc.nat(2 ** 31), body, keys, (id, timestamp, text, bytes) => {
      const base64 = Buffer.from(bytes).toString('base64');
      const oracle = new Webhook(base64).sign(id, new Date(timestamp * 1000), text);
      for (const written of [base64, `whsec_${base64}`, `${base64}\n`, base64.replace(/=+$/, '')]) {
        const found = keyOfSecret(written);
        expect(found && signatureOf({ id, timestamp, body: text }, [found])).toBe(oracle);
      }
    }),
  );
});
