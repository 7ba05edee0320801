// ReportProgress: tells the identity manager one step of an open request.
import type { Activities } from '../contract/activities.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { assertEnvironment } from './environment.ts';
import type { IdentityManager } from './identity-manager/port.ts';
import { createWebhook } from './identity-manager/webhook.ts';
import { asActivity } from './attempt.ts';

/** The activity `ReportProgress`. Throws `OtherEnvironment`, `DeliveryRefused` or what heals by waiting. */
export function createReportProgress(
  deps: ActivityDependencies,
  identityManager: IdentityManager = createWebhook(deps),
): Activities['ReportProgress'] {
  const { configuration, judgedBy } = deps;
  const slow = () => configuration.identityManager.retry.maximum;
  return asActivity('ReportProgress', slow, async (input, attempt) => {
    assertEnvironment(configuration, input);
    await identityManager.deliver({ ...input, kind: 'progress' }, attempt);
    return { kind: 'taken', judgedBy };
  });
}
