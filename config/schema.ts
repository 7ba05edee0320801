// The shape of orchestrator.yaml: every key, what is allowed, and what holds when nothing is said.
import { z } from 'zod';
import { categorySchema } from './category-schema.ts';
import { both, group, live, planned } from './meaning.ts';
import { nearMiss } from './near-miss.ts';
import { mostProblems } from './problems.ts';
import { instanceSchema } from './servicenow-schema.ts';
import { address, name, retrySchema, secretSchema, timeLimit } from './values.ts';

const temporalSchema = z
  .strictObject({
    taskQueue: name
      .default('access-requests')
      .meta(
        planned(
          'The queue of workflows, plans and deliveries. The queue of an instance is this name, a dot and the name of the ' +
            'instance. A request stays on the queue that it was submitted to.',
        ),
      ),
    deployment: name
      .optional()
      .meta(
        live(
          'The name of the Worker Deployment of Temporal that the workers are part of, each with its release as its build: a ' +
            'run stays on the release that began it, and the request goes on with the current one in its next run. Without it a ' +
            'release replaces all workers at once.',
        ),
      ),
  })
  .prefault({})
  .meta(group('Our queues in Temporal; its address comes from the settings of its own CLI.'));

const webhookSchema = z
  .strictObject({
    url: address.meta(live('The address that progress and outcomes are sent to.')),
    secrets: z
      .array(
        secretSchema.meta(
          live('A Standard Webhooks secret: `whsec_` and base64, or base64 alone.'),
        ),
      )
      .min(1)
      .meta(live('All of them sign each delivery: a secret can be replaced without a gap.')),
    timeout: timeLimit
      .prefault('15s')
      .meta(
        both(
          'How long one delivery may take (live). The value of the plan plus 5 s limits its attempt in Temporal.',
        ),
      ),
  })
  .meta(group('Signed POSTs in the form of Standard Webhooks.'));

const identityManagerSchema = z
  .strictObject({
    webhook: webhookSchema,
    burst: timeLimit
      .prefault('15m')
      .meta(
        planned(
          'How long Temporal retries a delivery before the workflow records the failure and begins the next burst; longer than `webhook.timeout`.',
        ),
      ),
    retry: retrySchema,
  })
  .refine((im) => im.burst > im.webhook.timeout, 'burst must be longer than webhook.timeout')
  .meta(group('How progress and outcomes are delivered to the identity manager.'));

/** The whole file. */
export const configurationSchema = z
  .strictObject({
    environment: name.meta(
      live(
        'The environment of these workers, such as `production`. They never touch requests and tickets of another environment.',
      ),
    ),
    temporal: temporalSchema,
    identityManager: identityManagerSchema,
    servicenow: z
      .strictObject({
        instances: z
          .record(name, instanceSchema)
          .meta(group('The ServiceNow instances, by names that you choose.', { each: 'instance' })),
      })
      .meta(group('Where tickets are created, read, written and closed.')),
    categories: z
      .record(z.string().min(1).max(100), categorySchema)
      .meta(
        group(
          'The service categories that take part, by their id in the identity manager, 100 characters at most.',
          { each: 'category' },
        ),
      ),
  })
  .superRefine(namesInstances);

/** The same reference seen alone, so that a file that is wrong elsewhere shows it as well. */
export const referencesSchema = z
  .looseObject({
    servicenow: z.looseObject({ instances: z.record(z.string(), z.unknown()) }),
    categories: z.record(z.string(), z.looseObject({ instance: z.string() })),
  })
  .superRefine(namesInstances);

interface References {
  servicenow: { instances: Record<string, unknown> };
  categories: Record<string, { instance: string }>;
}

function namesInstances(configuration: References, context: z.core.$RefinementCtx): void {
  const known = new Set(Object.keys(configuration.servicenow.instances));
  const instances = [...known].slice(0, 100);
  let problems = 0;
  for (const [key, { instance }] of Object.entries(configuration.categories)) {
    if (known.has(instance)) continue;
    if (++problems > mostProblems) return;
    const guess = nearMiss(instance, instances);
    context.addIssue({
      code: 'custom',
      path: ['categories', key, 'instance'],
      message: `names no instance; servicenow.instances has ${instances.join(', ') || 'none'}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    });
  }
}

export type Configuration = z.output<typeof configurationSchema>;
export type ConfigurationInput = z.input<typeof configurationSchema>;
export type Secret = z.output<typeof secretSchema>;
export type { CategoryConfiguration } from './category-schema.ts';
export type {
  InstanceConfiguration,
  StateMeaning,
  TableConfiguration,
} from './servicenow-schema.ts';
