// ReportProgress and RecordOutcome: the identity manager is told how a request goes on, and how it ended.
import type { Activities, DeliveryInput } from '../contract/activities.ts';
import type { JudgedBy } from '../contract/ticket.ts';
import { asActivity, type Attempt } from './attempt.ts';
import { type ActivityDependencies, assertEnvironment } from './dependencies.ts';
import type { IdentityManager } from './identity-manager/port.ts';
import { createWebhook } from './identity-manager/webhook.ts';

/** The activity `ReportProgress`. Throws `OtherEnvironment`, `DeliveryRefused` or what heals by waiting. */
export function createReportProgress(
  deps: ActivityDependencies,
  identityManager: IdentityManager = createWebhook(deps),
): Activities['ReportProgress'] {
  return delivery('ReportProgress', deps, (input, attempt) =>
    identityManager.deliver({ ...input, kind: 'progress' }, attempt),
  );
}

/** The activity `RecordOutcome`, likewise. */
export function createRecordOutcome(
  deps: ActivityDependencies,
  identityManager: IdentityManager = createWebhook(deps),
): Activities['RecordOutcome'] {
  return delivery('RecordOutcome', deps, (input, attempt) =>
    identityManager.deliver({ ...input, kind: 'outcome' }, attempt),
  );
}

function delivery<Input extends DeliveryInput>(
  name: string,
  { configuration, judgedBy }: ActivityDependencies,
  deliver: (input: Input, attempt: Attempt) => Promise<void>,
): (input: Input) => Promise<{ kind: 'taken'; judgedBy: JudgedBy }> {
  const slow = () => configuration.identityManager.retry.maximum;
  return asActivity(name, slow, async (input, attempt) => {
    assertEnvironment(configuration, input);
    await deliver(input, attempt);
    return { kind: 'taken', judgedBy };
  });
}
