// Every schema of the contract by the name of its type: what documents are made of, and what a test tries in a worker.
import { requestSchemas } from './access-request.ts';
import { activitySchemas } from './activities.ts';
import { attentionSchemas } from './attention.ts';
import { factSchemas } from './facts.ts';
import { failureSchemas } from './failures.ts';
import { messageSchemas } from './messages.ts';
import { outcomeSchemas } from './outcome.ts';
import { planSchemas } from './plan.ts';
import { progressSchemas } from './progress.ts';
import { statusSchemas } from './status.ts';
import { ticketSchemas } from './ticket.ts';
import { webhookSchemas } from './webhook.ts';

export const schemas = () => ({
  ...requestSchemas(),
  ...messageSchemas(),
  ...ticketSchemas(),
  ...planSchemas(),
  ...outcomeSchemas(),
  ...progressSchemas(),
  ...failureSchemas(),
  ...attentionSchemas(),
  ...statusSchemas(),
  ...activitySchemas(),
  ...factSchemas(),
  ...webhookSchemas(),
});
