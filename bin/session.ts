// What the commands for requests share: an open client for as long as they work, and how its answer is printed.
import type { AccessRequests } from '../client/access-requests.ts';
import type { ConfigOptions, JsonOptions } from './options.ts';

/** Loads the configuration, connects, works, and closes whatever happens. */
export async function withAccessRequests<T>(
  config: string,
  work: (requests: AccessRequests) => Promise<T>,
): Promise<T> {
  const { loadConfiguration } = await import('../config/load.ts');
  const { connect } = await import('../client/access-requests.ts');
  const { configuration } = await loadConfiguration(config);
  const { environment, temporal } = configuration;
  const requests = await connect({ environment, taskQueue: temporal.taskQueue });
  try {
    return await work(requests);
  } finally {
    await requests.close();
  }
}

/** Asks the client, and prints its answer. What that takes is loaded only now. */
export async function printAnswer<T>(
  { config, json }: ConfigOptions & JsonOptions,
  ask: (requests: AccessRequests) => Promise<T>,
  text: (answer: T) => string | Promise<string>,
): Promise<void> {
  const answer = await withAccessRequests(config, ask);
  const { print } = await import('./output.ts');
  await print(json, answer, () => text(answer));
}
