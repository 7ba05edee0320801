// RecordOutcome: tells the identity manager how a request ended.
import type { Activities } from '../contract/activities.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { assertEnvironment } from './environment.ts';
import type { IdentityManager } from './identity-manager/port.ts';
import { createWebhook } from './identity-manager/webhook.ts';
import { asActivity } from './attempt.ts';

/** The activity `RecordOutcome`. Throws `OtherEnvironment`, `DeliveryRefused` or what heals by waiting. */
export function createRecordOutcome(
  deps: ActivityDependencies,
  identityManager: IdentityManager = createWebhook(deps),
): Activities['RecordOutcome'] {
  const { configuration, judgedBy } = deps;
  const slow = () => configuration.identityManager.retry.maximum;
  return asActivity('RecordOutcome', slow, async (input, attempt) => {
    assertEnvironment(configuration, input);
    await identityManager.deliver({ ...input, kind: 'outcome' }, attempt);
    return { kind: 'taken', judgedBy };
  });
}
