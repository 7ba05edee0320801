// Temporal asked once: reachable, the namespace there, its retention long enough for what waits for weeks.
import { tsToMs } from '@temporalio/common/lib/time.js';
import { missingAttributes, type Attribute } from './attributes.ts';
import {
  call,
  grpcStatusOf,
  namespaceMissing,
  openTemporal,
  temporalSettings,
  unlessAbsent,
  type TemporalConfig,
} from './calls.ts';

/** What was found out. `retention` in milliseconds: how long a closed run is kept. */
export interface TemporalFacts {
  address: string;
  namespace: string;
  retention: number;
  /** Which search attributes are not registered as they must be; empty where Temporal does not say. */
  missing: readonly Attribute[];
}

/** @throws AccessRequestError where Temporal cannot be asked */
export async function askTemporal(
  settings: TemporalConfig = temporalSettings(),
): Promise<TemporalFacts> {
  const session = await openTemporal(settings);
  const { address, namespace, connection } = session;
  try {
    // NOT_FOUND, which the SDK names only where it knows what was asked.
    const isMissing = (error: unknown): boolean => grpcStatusOf(error)?.code === 5;
    const asking = () => connection.workflowService.describeNamespace({ namespace });
    const described = await call(session, () => unlessAbsent(isMissing, asking));
    if (described === undefined) throw namespaceMissing(session);
    const ttl = described.config?.workflowExecutionRetentionTtl;
    const missing = await missingAttributes(session);
    return { address, namespace, retention: ttl == null ? 0 : tsToMs(ttl), missing };
  } finally {
    await connection.close();
  }
}
