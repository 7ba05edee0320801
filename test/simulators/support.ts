// Starting a simulator for one test, and asking its API with plain fetch.
import { onTestFinished } from 'vitest';
import {
  type ServiceNowOptions,
  type ServiceNowSimulator,
  startServiceNow,
} from '../../simulators/servicenow/servicenow-simulator.ts';
import { isRecord } from '../../simulators/shape.ts';

/** The `Authorization` header of the usual account. */
export const basic = `Basic ${Buffer.from('orchestrator:orchestrator').toString('base64')}`;

/** A sys_id that a test chooses. */
export const chosenId = '0123456789abcdef0123456789abcdef';

/** A ServiceNow simulator that ends with the test. */
export async function serviceNow(options: ServiceNowOptions = {}): Promise<ServiceNowSimulator> {
  const simulator = await startServiceNow(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** What the API answered. `result` is that of a record, `list` that of a list. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
  result: Record<string, unknown>;
  list: Record<string, unknown>[];
}

/** Asks the Table API; `path` begins after `/api/now/`. */
export async function ask(
  simulator: ServiceNowSimulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${simulator.url}/api/now/${path}`, {
    method,
    headers: {
      authorization: basic,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  const result = isRecord(parsed) ? parsed['result'] : undefined;
  return {
    status: response.status,
    headers: response.headers,
    body: parsed,
    result: isRecord(result) ? result : {},
    list: Array.isArray(result) ? result.filter(isRecord) : [],
  };
}

/** Creates a record and gives its sys_id. */
export async function create(
  simulator: ServiceNowSimulator,
  table: string,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const { status, result } = await ask(simulator, 'POST', `table/${table}`, fields);
  if (status !== 201) throw new Error(`create answered ${status}`);
  return String(result['sys_id']);
}
