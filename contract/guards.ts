// Whether a message is what it should be: plain checks, for anyone can send a signal with any input.
import { requestLimits, type Action, type AccessRequestInput } from './access-request.ts';
import { idPattern, messageLimits, type CancelMessage, type RetryMessage } from './messages.ts';
import { isObject } from './json.ts';

/** A message that may be taken, or what is wrong with it in words. */
export type Guarded<Message> = { ok: true; message: Message } | { ok: false; problem: string };

const actions: readonly unknown[] = ['grant', 'renewal', 'removal'] satisfies Action[];

/**
 * Whether what started the workflow has at least the form of a request, and all that operators are shown before it is
 * planned; `PlanTicket` judges its content.
 */
export function guardInput(input: unknown): input is AccessRequestInput {
  return (
    isObject(input) && typeof input['environment'] === 'string' && isShowable(input['request'])
  );
}

function isShowable(request: unknown): boolean {
  if (!isObject(request)) return false;
  const { id, action, reference, serviceItem, serviceCategory } = request;
  return (
    typeof id === 'string' &&
    idPattern.test(id) &&
    actions.includes(action) &&
    isObject(reference) &&
    isText(reference['id'], requestLimits.id) &&
    isText(reference['url'], requestLimits.url) &&
    isObject(serviceItem) &&
    isText(serviceItem['id'], requestLimits.id) &&
    isText(serviceItem['name'], requestLimits.name) &&
    isText(serviceCategory, requestLimits.category)
  );
}

const isText = (value: unknown, longest: number): boolean =>
  typeof value === 'string' && value.length <= longest;

/** The input of a `cancel` signal. */
export function guardCancel(input: unknown): Guarded<CancelMessage> {
  const guarded = guardByReason(input, ['id', 'by', 'reason']);
  if (!guarded.ok) return guarded;
  const id = guarded.message['id'] ?? '';
  if (!idPattern.test(id)) return { ok: false, problem: 'id must match [A-Za-z0-9._:-]{1,100}' };
  return { ok: true, message: { id, by: guarded.message.by, reason: guarded.message.reason } };
}

/** The input of a `retry` update. */
export function guardRetry(input: unknown): Guarded<RetryMessage> {
  const guarded = guardByReason(input, ['by', 'reason']);
  if (!guarded.ok) return guarded;
  return { ok: true, message: { by: guarded.message.by, reason: guarded.message.reason } };
}

type Texts = Record<string, string> & RetryMessage;

function guardByReason(input: unknown, keys: string[]): Guarded<Texts> {
  if (!isObject(input)) {
    return { ok: false, problem: `must be an object with ${keys.join(', ')}` };
  }
  const texts: Texts = { by: '', reason: '' };
  for (const [key, value] of Object.entries(input)) {
    if (!keys.includes(key))
      return { ok: false, problem: `holds an unknown field; known: ${keys.join(', ')}` };
    if (typeof value !== 'string') return { ok: false, problem: `${key} must be a text` };
    texts[key] = value;
  }
  for (const [key, limit] of Object.entries(messageLimits)) {
    const text = texts[key] ?? '';
    if (text.trim() === '') return { ok: false, problem: `${key} is missing` };
    if (text.length > limit)
      return { ok: false, problem: `${key} is longer than ${limit} characters` };
  }
  return { ok: true, message: texts };
}
