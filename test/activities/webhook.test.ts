// Shows that each message is delivered until it is taken, and how each refusal is taken.
import { inspect } from 'node:util';
import { CancelledFailure } from '@temporalio/common';
import { expect, onTestFinished, test } from 'vitest';
import { createWebhook } from '../../activities/identity-manager/webhook.ts';
import { createRecordOutcome, createReportProgress } from '../../activities/deliver.ts';
import {
  type IdentityManagerOptions,
  startIdentityManager,
} from '../../simulators/identity-manager/identity-manager-simulator.ts';
import { failureOf } from '../support/activities.ts';
import {
  asWorker,
  type Configured,
  configured,
  dependencies,
  quietEnvironment,
} from '../support/configured.ts';
import { key, outcomeInput, progressInput, secret, secretOf } from '../support/deliveries.ts';
import { judgedBy } from '../support/samples.ts';

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

test('a time-out longer than what the plan has pinned is cut, so that the attempt ends in time', async () => {
  const simulator = await identityManager();
  simulator.fail({ delayMs: 60_000 });
  const deps = dependencies(configured({ webhook: { url: simulator.webhook } }), {
    SECRET: secret,
  });
  for (const activity of [
    () => asWorker(createReportProgress(deps), progressInput, quietEnvironment([], 500)),
    () => asWorker(createRecordOutcome(deps), outcomeInput, quietEnvironment([], 500)),
  ]) {
    const error = await failureOf(activity());
    expect(error.type).toBe('NoAnswer');
    expect(Number(/no answer within (\d+) ms/.exec(error.message)?.[1])).toBeLessThanOrEqual(450);
  }
});

test('a delivery whose attempt is over is not sent', async () => {
  const simulator = await identityManager();
  const webhook = createWebhook(
    dependencies(configured({ webhook: { url: simulator.webhook } }), { SECRET: secret }),
  );
  const attempt = { began: performance.now(), beganAt: Date.now() - 60_000, startToClose: 20_000 };
  const error = await failureOf(webhook.deliver({ ...progressInput, kind: 'progress' }, attempt));
  expect(error).toMatchObject({ type: 'SentTooLate', nonRetryable: false });
  expect(simulator.received()).toEqual([]);
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
