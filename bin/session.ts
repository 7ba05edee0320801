// What the commands for requests share: the configuration, and an open client for as long as they work.
import { connect, type AccessRequests } from '../client/access-requests.ts';
import { loadConfiguration } from '../config/load.ts';

/** Loads the configuration, connects, works, and closes whatever happens. */
export async function withAccessRequests<T>(
  config: string,
  work: (requests: AccessRequests) => Promise<T>,
): Promise<T> {
  const { configuration } = await loadConfiguration(config);
  const { environment, temporal } = configuration;
  const requests = await connect({ environment, taskQueue: temporal.taskQueue });
  try {
    return await work(requests);
  } finally {
    await requests.close();
  }
}
