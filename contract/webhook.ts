// The body of a webhook message, in the form of Standard Webhooks.
import { z } from 'zod';
import { requestSchemas } from './access-request.ts';
import { time } from './kinds.ts';
import { outcomeSchemas } from './outcome.ts';
import { progressSchemas } from './progress.ts';

const { Action } = requestSchemas();
const { Outcome } = outcomeSchemas();
const { Progress } = progressSchemas();

const about = {
  requestId: z.string(),
  environment: z.string(),
  action: Action,
  reference: z
    .object({ id: z.string(), url: z.string() })
    .describe("The identity manager's own record, as it was submitted."),
  sequence: z.int().min(1).describe('From 1 in a request, without gaps.'),
};

const WebhookBody = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('access-request.progress'),
      timestamp: time(),
      data: z.object({ ...about, progress: Progress }),
    }),
    z.object({
      type: z.literal('access-request.outcome'),
      timestamp: time(),
      data: z.object({ ...about, outcome: Outcome }),
    }),
  ])
  .describe('Progress while the request is open, and at last its outcome.');

/** The schemas by the names of their types. */
export const webhookSchemas = () => ({ WebhookBody });

/** What is posted to the identity manager. `timestamp` is the time of the event. */
export type WebhookBody = z.infer<typeof WebhookBody>;
