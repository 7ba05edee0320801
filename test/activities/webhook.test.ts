// Shows that each message reaches the identity manager signed, in the same bytes every time, and how refusals are taken.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { inspect } from 'node:util';
import { CancelledFailure } from '@temporalio/common';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test } from 'vitest';
import type { RecordOutcomeInput, ReportProgressInput } from '../../activities/contract.ts';
import { webhookMessage } from '../../activities/identity-manager/message.ts';
import { keyOfSecret, signatureOf } from '../../activities/identity-manager/signature.ts';
import { createRecordOutcome } from '../../activities/record-outcome.ts';
import { createReportProgress } from '../../activities/report-progress.ts';
import {
  type IdentityManagerOptions,
  startIdentityManager,
} from '../../simulators/identity-manager/server.ts';
import { failureOf } from '../support/activities.ts';
import {
  asWorker,
  type Configured,
  configured,
  dependencies,
  quietEnvironment,
} from '../support/configured.ts';
import { judgedBy, sampleTicket } from '../support/samples.ts';

const secretOf = (text: string): string =>
  `whsec_${Buffer.from(text.padEnd(24, '.')).toString('base64')}`;
const secret = secretOf('one');

const key = {
  requestId: 'R-1',
  environment: 'test',
  chain: 'run-1',
  action: 'grant',
  reference: { id: 'PWO-1', url: 'https://im.example/requests/PWO-1' },
} as const;

const progressInput: ReportProgressInput = {
  ...key,
  progress: {
    kind: 'ticket-created',
    ticket: sampleTicket,
    sequence: 1,
    at: '2026-11-24T08:00:00.000Z',
  },
};

const outcomeInput: RecordOutcomeInput = {
  ...key,
  outcome: {
    kind: 'fulfilled',
    cause: { kind: 'ticket', state: '7', result: 'fulfilled' },
    by: 'Ida Agent',
    words: 'Done 🎫 "quoted" \u2028 \n',
    at: '2026-11-24T09:00:00.000Z',
    ticket: sampleTicket,
  },
  sequence: 4,
};

/** Both activities of one worker, told to deliver to an address. */
function activitiesTo(url: string, change: Configured = {}, secrets = { SECRET: secret }) {
  const webhook = { url, ...change.webhook };
  const deps = dependencies(configured({ ...change, webhook }), secrets);
  const report = createReportProgress(deps);
  const record = createRecordOutcome(deps);
  return {
    report: (input = progressInput) => asWorker(report, input),
    record: (input = outcomeInput) => asWorker(record, input),
  };
}

async function identityManager(options: Partial<IdentityManagerOptions> = {}) {
  const simulator = await startIdentityManager({ secrets: [secret], ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

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

test('progress and outcome are taken, and tell the identity manager what it needs', async () => {
  const simulator = await identityManager();
  const { report, record } = activitiesTo(simulator.webhook);
  expect(await report()).toEqual({ kind: 'taken', judgedBy });
  expect(await record()).toEqual({ kind: 'taken', judgedBy });
  const { requestId, environment, action, reference } = key;
  expect(simulator.received().map(({ body }) => body)).toEqual([
    {
      type: 'access-request.progress',
      timestamp: '2026-11-24T08:00:00.000Z',
      data: {
        requestId,
        environment,
        action,
        reference,
        sequence: 1,
        progress: progressInput.progress,
      },
    },
    {
      type: 'access-request.outcome',
      timestamp: '2026-11-24T09:00:00.000Z',
      data: {
        requestId,
        environment,
        action,
        reference,
        sequence: 4,
        outcome: outcomeInput.outcome,
      },
    },
  ]);
  expect(simulator.rejected()).toBe(0);
});

test('a lost reply leads to the same id and the same bytes, known as a repeat', async () => {
  const simulator = await identityManager();
  const { record } = activitiesTo(simulator.webhook);
  simulator.fail({ loseReply: true, count: 1 });
  expect(await failureOf(record())).toMatchObject({ type: 'NoAnswer', nonRetryable: false });
  await record();
  expect(simulator.received()).toMatchObject([{ repeats: 1, repeatDiffers: false }]);
  expect(simulator.received()[0]?.id).toMatch(/^msg_[0-9a-f]{32}$/);
});

test('the id of a message is this value in every release', () => {
  // sha256sum of ["test","R-1","run-1","progress",1].
  expect(webhookMessage({ ...progressInput, kind: 'progress' }).id).toBe(
    'msg_0d9796538470e6ad2d18c25d09eb157b',
  );
});

test('messages that differ in request, chain, kind, sequence or environment have other ids', () => {
  const { progress } = progressInput;
  const messages = [
    webhookMessage({ ...progressInput, kind: 'progress' }),
    webhookMessage({ ...progressInput, kind: 'progress', requestId: 'R-2' }),
    webhookMessage({ ...progressInput, kind: 'progress', chain: 'run-2' }),
    webhookMessage({ ...progressInput, kind: 'progress', environment: 'production' }),
    webhookMessage({ ...progressInput, kind: 'progress', progress: { ...progress, sequence: 2 } }),
    webhookMessage({ ...outcomeInput, kind: 'outcome', sequence: 1 }),
    webhookMessage({ ...outcomeInput, kind: 'outcome' }),
  ];
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
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

test.each([
  [401, 'CredentialsRefused', false, 60_000],
  [408, 'Unavailable', false, undefined],
  [425, 'Unavailable', false, undefined],
  [429, 'RateLimited', false, 7_000],
  [500, 'Unavailable', false, undefined],
  [503, 'Unavailable', false, 7_000],
  [400, 'DeliveryRefused', true, undefined],
  [403, 'DeliveryRefused', true, undefined],
  [404, 'DeliveryRefused', true, undefined],
  [410, 'DeliveryRefused', true, undefined],
])('an answer of %i is %s', async (status, type, nonRetryable, delay) => {
  const simulator = await identityManager();
  const { report } = activitiesTo(simulator.webhook);
  const fault = { status, count: 1, ...(delay === 7_000 && { retryAfter: 7 }) };
  simulator.fail(fault);
  const failure = await failureOf(report());
  expect(failure).toMatchObject({ type, nonRetryable, cause: undefined });
  expect(failure.nextRetryDelay).toBe(delay);
  expect(failure.message).toBe(
    `identity manager at ${new URL(simulator.url).host}, POST of progress 1 of request R-1: answered ${status}`,
  );
  await report();
  expect(simulator.received()).toHaveLength(1);
});

test('a receiver that does not answer in time is waited for no longer', async () => {
  const simulator = await identityManager();
  simulator.fail({ delayMs: 60_000 });
  const { report } = activitiesTo(simulator.webhook, { webhook: { timeout: '50ms' } });
  expect(await failureOf(report())).toMatchObject({ type: 'NoAnswer', nonRetryable: false });
});

test('a receiver that is down is unreachable', async () => {
  const simulator = await startIdentityManager({ secrets: [secret] });
  await simulator.close();
  const { report } = activitiesTo(simulator.webhook);
  expect(await failureOf(report())).toMatchObject({ type: 'Unreachable', nonRetryable: false });
});

test('a wrong secret waits, and a renewed one is found at the next attempt', async () => {
  const simulator = await identityManager();
  const secrets = { SECRET: secretOf('wrong') };
  const { report } = activitiesTo(simulator.webhook, {}, secrets);
  expect(await failureOf(report())).toMatchObject({ type: 'CredentialsRefused' });
  expect(simulator.rejected()).toBe(1);
  secrets.SECRET = secret;
  expect(await report()).toMatchObject({ kind: 'taken' });
});

test.each([
  ['not base64: hunter2!', 'is no base64'],
  ['whsec_', 'is no base64'],
  ['hunter2a=', 'is no base64'],
  [undefined, 'cannot be read'],
])('the secret %j is told by its place, never by its value', async (value, problem) => {
  const simulator = await identityManager();
  const deps = dependencies(
    configured({ webhook: { url: simulator.webhook } }),
    value === undefined ? {} : { SECRET: value },
  );
  const failure = await failureOf(asWorker(createReportProgress(deps), progressInput));
  expect(failure).toMatchObject({ type: 'CredentialsRefused', nonRetryable: false });
  expect(failure.nextRetryDelay).toBe(60_000);
  expect(failure.message).toContain('identityManager.webhook.secrets[0]');
  expect(failure.message).toContain('environment variable SECRET');
  expect(failure.message).toContain(problem);
  expect(failure.message).not.toContain('hunter2');
  expect(simulator.received()).toEqual([]);
});

test('nothing of another environment is delivered', async () => {
  const simulator = await identityManager();
  const { report, record } = activitiesTo(simulator.webhook);
  const environment = 'production';
  for (const work of [
    report({ ...progressInput, environment }),
    record({ ...outcomeInput, environment }),
  ]) {
    expect(await failureOf(work)).toMatchObject({ type: 'OtherEnvironment', nonRetryable: true });
  }
  expect(simulator.received()).toEqual([]);
});

test('an error that nobody knows waits, and neither it nor the log repeats what it says', async () => {
  const logged: unknown[] = [];
  const deliver = () => Promise.reject(new TypeError('hunter2'));
  const record = createRecordOutcome(dependencies(configured()), { deliver });
  const failure = await failureOf(asWorker(record, outcomeInput, quietEnvironment(logged)));
  expect(failure).toMatchObject({ type: 'Unexpected', nonRetryable: false });
  expect(failure.message).toBe('RecordOutcome of request R-1: TypeError');
  expect(logged).toContainEqual([
    'RecordOutcome met an error that it does not know',
    expect.objectContaining({ kind: 'TypeError' }),
  ]);
  expect(inspect(logged, { depth: 10 })).not.toContain('hunter2');
});

test('a cancelled delivery ends as cancelled', async () => {
  const simulator = await identityManager();
  simulator.fail({ delayMs: 60_000 });
  const report = createReportProgress(
    dependencies(configured({ webhook: { url: simulator.webhook } }), { SECRET: secret }),
  );
  const environment = quietEnvironment();
  const work = asWorker(report, progressInput, environment);
  environment.cancel();
  await expect(work).rejects.toBeInstanceOf(CancelledFailure);
});
