// Shows what the log of a worker says of errors, secrets and people: nothing that it should not.
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { createLogger } from '../../worker/logger.ts';
import { errorWords } from '../../worker/error-words.ts';
import { createRedactor } from '../../worker/redactor.ts';

const secret = 's3cret-of-the-instance';

async function watchingRedactor() {
  const redactor = createRedactor();
  await redactor.watch(() => Promise.resolve(secret))({ env: 'ANY' });
  return redactor;
}

test('a secret that was read never stands in a text again, plain or in a URL', async () => {
  const { redact } = await watchingRedactor();
  expect(redact(`password ${secret}, again ${encodeURIComponent(secret)}`)).toBe(
    'password [secret], again [secret]',
  );
});

test('credentials of HTTP, e-mail addresses and queries are taken out', async () => {
  const { redact } = await watchingRedactor();
  const text =
    'Bearer eyJhbGci.x-y; Basic dXNlcjpwYXNz; to ada.muster@corp.example; ' +
    'GET https://sn.example/api/now/table/incident?sysparm_query=u_mail=ada';
  expect(redact(text)).toBe(
    'Bearer [secret]; Basic [secret]; to [e-mail]; GET https://sn.example/api/now/table/incident?[query]',
  );
});

test('an error is logged by name and place; only our own failures by their words', () => {
  const unknown = new TypeError(`cannot read ${secret}`);
  Object.assign(unknown, { request: { headers: { authorization: `Bearer ${secret}` } } });
  const words = errorWords(unknown);
  expect(words?.name).toBe('TypeError');
  expect(words?.at?.length).toBeGreaterThan(0);
  expect(JSON.stringify(words)).not.toContain(secret);
  const ours = ApplicationFailure.create({ type: 'Unavailable', message: 'answered 503' });
  expect(errorWords(ours)).toMatchObject({ name: 'Unavailable', message: 'answered 503' });
});

test('the cause of a failure is logged by the same rule', () => {
  const cause = new Error(`token ${secret}`);
  const failure = new ActivityFailure('failed', 'CreateTicket', '1', 'TIMEOUT', 'worker', cause);
  const words = errorWords(failure);
  expect(words?.cause).toMatchObject({ name: 'Error' });
  expect(JSON.stringify(words)).not.toContain(secret);
});

test('what is no error has no words', () => {
  expect(errorWords('text')).toBeUndefined();
  expect(errorWords({ message: secret })).toBeUndefined();
});

test('a line of the log holds texts and numbers, errors by their words, and no other object', async () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const log = createLogger({ level: 'info', redactor: await watchingRedactor(), destination });
  log.debug('not at this level');
  log.warn(`Activity failed with ${secret}`, {
    attempt: 3,
    activityType: 'CreateTicket',
    error: ApplicationFailure.create({ type: 'Unavailable', message: 'answered 503' }),
    request: { headers: { authorization: `Bearer ${secret}` }, recipient: 'Ada Muster' },
  });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    msg: 'Activity failed with [secret]',
    attempt: 3,
    activityType: 'CreateTicket',
    error: { name: 'Unavailable', message: 'answered 503' },
  });
  expect(lines[0]).not.toMatch(/Ada|s3cret/);
});
