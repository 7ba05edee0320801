// Whether a message is what it should be: anyone can send a signal with any input. Guards never throw.
import { z } from 'zod';
import { requestLimits, requestSchemas, type AccessRequestInput } from './access-request.ts';
import { isObject } from './json.ts';
import { id, read } from './kinds.ts';
import {
  messageSchemas,
  type CancelMessage,
  type Change,
  type Decision,
  type RetryMessage,
} from './messages.ts';

/** A message that may be taken, or what is wrong with it in words. */
export type Guarded<Message> = { ok: true; message: Message } | { ok: false; problem: string };

/**
 * The same of a decision or a change. `tooLarge` is there where nothing else is wrong: then it is a message of the identity
 * manager that was not taken, and a person must know.
 */
export type GuardedMessage<Message> =
  Guarded<Message> | { ok: false; problem: string; tooLarge: { id: string } };

const { Action } = requestSchemas();
const schemas = messageSchemas();

const shown = (limit: 'id' | 'name' | 'url' | 'category') => z.string().max(requestLimits[limit]);

const startable = z.looseObject({
  environment: z.string(),
  request: z.looseObject({
    id: id(),
    action: Action,
    reference: z.looseObject({ id: shown('id'), url: shown('url') }),
    serviceItem: z.looseObject({ id: shown('id'), name: shown('name') }),
    serviceCategory: shown('category'),
  }),
});

/**
 * Whether what started the workflow has at least the form of a request, and all that operators are shown before it is
 * planned; `PlanTicket` judges its content.
 */
export const guardInput = (input: unknown): input is AccessRequestInput =>
  startable.safeParse(input).success;

/** The input of a `cancel` signal. */
export const guardCancel = (input: unknown): Guarded<CancelMessage> =>
  guarded(schemas.CancelMessage, input);

/** The input of a `retry` update. */
export const guardRetry = (input: unknown): Guarded<RetryMessage> =>
  guarded(schemas.RetryMessage, input);

/** The input of a `decision` signal; where `final` is missing it is not. */
export const guardDecision = (input: unknown): GuardedMessage<Decision> =>
  guardMessage(schemas.Decision, input);

/** The input of a `change` signal. */
export const guardChange = (input: unknown): GuardedMessage<Change> =>
  guardMessage(schemas.Change, input);

function guarded<Message>(schema: z.ZodType<Message>, input: unknown): Guarded<Message> {
  const result = guardMessage(schema, input);
  return result.ok ? result : { ok: false, problem: result.problem };
}

function guardMessage<Message>(
  schema: z.ZodType<Message>,
  input: unknown,
): GuardedMessage<Message> {
  const result = read(schema, input, true);
  if (result.ok) return { ok: true, message: result.value };
  const [first] = result.problems;
  const problem = `${first?.path ?? ''} ${first?.problem ?? ''}`.trim();
  const messageId = isObject(input) ? input['id'] : undefined;
  return result.onlyTooLarge && typeof messageId === 'string'
    ? { ok: false, problem, tooLarge: { id: messageId } }
    : { ok: false, problem };
}
