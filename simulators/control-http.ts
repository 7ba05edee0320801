// The HTTP side that both control APIs share: asking one, and answering what is wrong with a request.
import type { Context } from 'hono';
import type { FaultCounts } from './fault-book.ts';
import { bodyOf, maximumBody, type ServerEnv } from './listen.ts';
import { type Guard, isMapOf, isNumber, isRecord, isString } from './shape.ts';

/** Asks a control API and checks the shape of its answer; an answer of failure is thrown. */
export async function ask<T>(
  address: string,
  method: 'GET' | 'POST' | 'DELETE',
  guard: Guard<T>,
  body?: unknown,
): Promise<T> {
  const sent =
    body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(address, { method, ...sent });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${address} answered ${response.status}: ${text}`);
  const value: unknown = JSON.parse(text);
  if (!guard(value)) throw new Error(`${method} ${address} answered something else: ${text}`);
  return value;
}

/** Anything at all: for answers that say no more than that it was done. */
export function isAnything(value: unknown): value is unknown {
  return value !== undefined;
}

/** The body of a control request; none is an empty object. */
export async function readBody(c: Context<ServerEnv>): Promise<unknown> {
  const text = await bodyOf(c);
  if (text === undefined) throw new Error(`a body may have ${maximumBody} bytes`);
  return text === '' ? {} : JSON.parse(text);
}

/** Answers a control request that went wrong: 400 and what is wrong with it. */
export function answerError(error: Error, c: Context): Response {
  return c.json({ error: error.message }, 400);
}

/** Answers a request that broke a simulator: the words help whoever wrote the test. */
export function answerBroken(error: Error, c: Context): Response {
  return c.json({ error: error.message }, 500);
}

/** The answer to a fault that was set. */
export function isAdded(value: unknown): value is { id: string } {
  return isRecord(value) && isString(value['id']);
}

/** The answer to which faults are set and how often each fired. */
export function isFaultAnswer(value: unknown): value is { counts: FaultCounts } {
  const counts = isRecord(value) ? value['counts'] : undefined;
  return (
    isRecord(counts) && isMapOf(isNumber)(counts['byId']) && isMapOf(isNumber)(counts['byKind'])
  );
}
