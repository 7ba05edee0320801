// How to reach Temporal: its own environment variables and profiles, as for the `temporal` CLI.
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ConnectionOptions } from '@temporalio/client';

/** Address, TLS and API key for a connection, and the namespace to use. */
export interface TemporalConfig {
  connectionOptions: ConnectionOptions;
  namespace: string;
}

/** Reads `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_PROFILE`, ... and temporal.toml. */
export function loadTemporalConfig(): TemporalConfig {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connectionOptions, namespace: namespace ?? 'default' };
}
