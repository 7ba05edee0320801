// Temporal's own words during tests: errors only, for refusals and replays that fail are what tests are about.
import { DefaultLogger, Runtime } from '@temporalio/worker';

/** To be called once in a test file, before the first connection. */
export function quiet(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
  });
}
