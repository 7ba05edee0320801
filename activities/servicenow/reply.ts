// What an answer of the Table API says: a result, or one of the failures of the table.
import { z } from 'zod';
import { failureOfBody, failureOfStatus, type HttpReply } from '../http.ts';
import { failure } from '../failure.ts';

const notJson = ', and not in JSON';
const envelopeSchema = z.object({ result: z.unknown().optional(), error: z.unknown().optional() });

/**
 * The `result` of an answer as `schema` says, or the failure to throw. `slow` is the longest interval between attempts in
 * milliseconds. An answer that is not the API's says nothing of whether a write happened.
 */
export function resultOf<T>(reply: HttpReply, schema: z.ZodType<T>, slow: number): T {
  const { status, body, about } = reply;
  // ServiceNow drops a request of a busy session with 202.
  if (status === 202) throw failure('Unavailable', `${about}: answered 202, the call was dropped`);
  const told = status === 401 || status === 408 || status === 425 || status === 429;
  const isPage = body.kind === 'unreadable' || body.kind === 'too-large';
  if (status >= 400 && status < 500 && !told && isPage) throw failureOfBody(reply, slow, notJson);
  const refusal = failureOfStatus(reply, { slow, refused: 'Refused', because: reasonOf });
  if (refusal !== undefined) throw refusal;
  const envelope = envelopeSchema.safeParse(body.kind === 'json' ? body.value : undefined);
  if (!envelope.success) throw failureOfBody(reply, slow, notJson);
  const { result, error } = envelope.data;
  // The transaction quota strikes after the status was sent: result and error stand side by side.
  if (error !== undefined) {
    throw failure('Unreadable', `${about}: answered ${status} with an error in it`);
  }
  const parsed = schema.safeParse(result);
  if (!parsed.success) {
    throw failure('Unreadable', `${about}: answered ${status} without the expected result`);
  }
  return parsed.data;
}

const errorSchema = z.object({
  error: z.object({ message: z.string().nullish(), detail: z.string().nullish() }),
});

// Labels of columns and names of rules are the administrator's words; an e-mail address does not pass.
const label = "[\\p{L}\\p{N} _.,:()/'-]{1,200}";

/** What live instances say, and what it means to whoever must correct it. */
const reasons: readonly [RegExp, string][] = [
  [new RegExp(`fields are mandatory: (${label})\\s*$`, 'u'), 'a data policy wants a value for'],
  [/mandatory/i, 'a data policy wants a value for a mandatory field'],
  [new RegExp(`aborted by Business Rule '(${label})\\^`, 'u'), 'aborted by the business rule'],
  [/Business Rule/i, 'aborted by a business rule'],
  [/Unique Key violation|Duplicate entry/i, 'a record with this key exists'],
  [/unscoped api/i, 'the OAuth client is not allowed to use the Table API (it is securely scoped)'],
  [/API level ACL/i, 'the account is not allowed to use the Table API'],
  [
    /Insufficient rights|ACL Exception|security constraints/i,
    'the account lacks the right to do it',
  ],
  [/Invalid table|Table \S+ does not exist/i, 'there is no such table'],
  [
    /No Record found/i,
    'the record cannot be found: it was deleted, or it is hidden from the account',
  ],
  [/large REST payload/i, 'the request is larger than the instance allows'],
  [/does not represent any resource/i, 'there is no Table API at the URL of the instance'],
];

/** Why ServiceNow refuses, in our own words. */
function reasonOf({ body }: HttpReply): string | undefined {
  const parsed = errorSchema.safeParse(body.kind === 'json' ? body.value : undefined);
  if (!parsed.success) return undefined;
  const { message, detail } = parsed.data.error;
  const said = `${message ?? ''}\n${detail ?? ''}`;
  for (const [pattern, words] of reasons) {
    const match = pattern.exec(said);
    if (match) return match[1] === undefined ? words : `${words} ${match[1].trim()}`;
  }
  return undefined;
}
