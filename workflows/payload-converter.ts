// How payloads are read in workflow code: one that cannot be read is told as such, and does not stop the run.
import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';

const mark = 'a payload that cannot be read';

/** What stands for a payload that nobody can read: an odd encoding of the CLI, or bytes that are no JSON. */
const marked = defaultPayloadConverter.toPayload({ [mark]: true });

/** Whether a value stands for a payload that could not be read. */
export const isUnreadable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, mark);

/**
 * Without it a signal in an encoding that is not ours would fail the workflow task for ever, and all that
 * comes after would wait behind it.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context) => defaultPayloadConverter.toPayload(value, context),
  fromPayload: (payload, context) => {
    try {
      return defaultPayloadConverter.fromPayload(payload, context);
    } catch {
      return defaultPayloadConverter.fromPayload(marked);
    }
  },
};
