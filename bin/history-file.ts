// A history that was saved as JSON: by Temporal's UI, by its CLI, or by `historyToJSON` of its SDK.
import { historyFromJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';
import { textOf } from './document.ts';
import { CommandFailure } from './exit.ts';

/** Temporal ends a run at 50 MB of history unless told otherwise; as JSON, indented, that is less than twice as much. */
const mostBytes = 256 * 1024 * 1024;

/** No history nests this deep: the deepest are failures within failures. */
const mostLevels = 500;

/** @throws CommandFailure 2 where the file is no history, or one whose payloads were decoded */
export async function readHistory(file: string): Promise<History> {
  const document = parsed(await textOf(file, mostBytes));
  if (!isHistory(document)) {
    const how =
      'save one with: temporal workflow show --workflow-id access-request-ID --output json';
    throw new CommandFailure(`${file} is no event history of Temporal as JSON; ${how}`, 2);
  }
  if (isDeeper(document, mostLevels)) {
    const what = `${file} is nested deeper than ${mostLevels} levels, as no event history of Temporal is`;
    throw new CommandFailure(`${what}; save it again`, 2);
  }
  if (hasDecodedPayload(document)) {
    const what = `${file} holds decoded payloads, and a replay needs them as Temporal keeps them`;
    throw new CommandFailure(`${what}; save it again without decoding`, 2);
  }
  try {
    return historyFromJSON(document);
  } catch {
    // Its words may quote the file.
    const what = `${file} looks like an event history, and cannot be read as one`;
    throw new CommandFailure(`${what}; save it again`, 2);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isHistory = (document: unknown): document is { events: unknown[] } =>
  isObject(document) &&
  Array.isArray(document['events']) &&
  document['events'].every((event) => isObject(event) && 'eventId' in event);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Calls itself no deeper than `levels`. */
const isDeeper = (value: unknown, levels: number): boolean =>
  isObject(value) &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

/** Every payload of a history stands in a list of this name, but for a few that carry nothing of ours. */
function hasDecodedPayload(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) =>
    key === 'payloads' && Array.isArray(inner)
      ? !z.array(payloadSchema).safeParse(inner).success
      : hasDecodedPayload(inner),
  );
}

/** All that an encoded payload holds is base64: whatever its encoding is called. */
const payloadSchema = z.strictObject({
  metadata: z.record(z.string(), z.base64()).optional(),
  data: z.base64().optional(),
  externalPayloads: z.unknown().optional(),
});
